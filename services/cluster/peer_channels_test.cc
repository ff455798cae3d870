#include "services/cluster/peer_channels.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace huiyin {
namespace {

std::string Address(size_t number) { return absl::StrCat("127.0.0.1:", 1 + number); }

TEST(PeerChannelsTest, ANodeHasOneChannel) {
  PeerChannels channels(grpc::InsecureChannelCredentials());
  const auto one = channels.To(Address(0));
  EXPECT_EQ(channels.To(Address(0)), one);
  EXPECT_NE(channels.To(Address(1)), one);
}

TEST(PeerChannelsTest, PastTheBoundThoseThatNobodyUsesAreClosed) {
  PeerChannels channels(grpc::InsecureChannelCredentials());
  const auto used = channels.To(Address(0));
  for (size_t i = 1; i < 2 * PeerChannels::kChannelsMax; ++i) {
    channels.To(Address(i));
    ASSERT_LE(channels.size(), PeerChannels::kChannelsMax);
  }
  EXPECT_EQ(channels.To(Address(0)), used);
}

}  // namespace
}  // namespace huiyin
