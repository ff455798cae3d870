#include "services/server/log_address.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "base/test_matchers.h"
#include "services/server/kafka_properties.h"

namespace huiyin {
namespace {

TEST(LogAddressTest, AnEmbeddedLogIsADirectory) {
  ASSERT_OK_AND_ASSIGN(const LogAddress address, ParseLogAddress("rocksdb:/var/lib/huiyin/log"));
  EXPECT_EQ(std::get<RocksDbAddress>(address).directory, "/var/lib/huiyin/log");
}

TEST(LogAddressTest, AKafkaLogIsATopicOnBrokers) {
  ASSERT_OK_AND_ASSIGN(const LogAddress one, ParseLogAddress("kafka://localhost:9092/huiyin.events"));
  EXPECT_EQ(std::get<KafkaAddress>(one).brokers, "localhost:9092");
  EXPECT_EQ(std::get<KafkaAddress>(one).topic, "huiyin.events");
  ASSERT_OK_AND_ASSIGN(const LogAddress many, ParseLogAddress("kafka://k-1.lan:9092,10.0.0.2:9093,[::1]:9094/a_b-C.9"));
  EXPECT_EQ(std::get<KafkaAddress>(many).brokers, "k-1.lan:9092,10.0.0.2:9093,[::1]:9094");
  EXPECT_EQ(std::get<KafkaAddress>(many).topic, "a_b-C.9");
}

TEST(LogAddressTest, RefusesAnythingElse) {
  for (const std::string& text :
       {std::string(""), std::string("register"), std::string("/var/lib/huiyin"), std::string("rocksdb:"),
        std::string("kafka:localhost:9092/t"), std::string("kafka://localhost:9092"), std::string("kafka:///t"),
        std::string("kafka://localhost/t"), std::string("kafka://localhost:0/t"), std::string("kafka://a:1,/t"),
        std::string("kafka://a:1, b:2/t"), std::string("kafka://a:70000/t"), std::string("kafka://a:1/"),
        std::string("kafka://a:1/t/u"), std::string("kafka://a:1/.."), std::string("kafka://a:1/议案"),
        "kafka://a:1/" + std::string(241, 't'), std::string("KAFKA://a:1/t")}) {
    const absl::Status refused = ParseLogAddress(text).status();
    EXPECT_THAT(refused, HasReason("LOG_ADDRESS_MALFORMED")) << text;
    EXPECT_NE(ChineseOf(refused), "") << text;
  }
}

TEST(KafkaPropertiesTest, AreNamesAndValues) {
  ASSERT_OK_AND_ASSIGN(const KafkaProperties properties,
                       ParseKafkaProperties("# our cluster\r\n\r\n security.protocol = SASL_SSL \nsasl.password=a=b#c\n"
                                            "ssl.ca.location="));
  EXPECT_EQ(properties,
            (KafkaProperties{{"security.protocol", "SASL_SSL"}, {"sasl.password", "a=b#c"}, {"ssl.ca.location", ""}}));
}

TEST(KafkaPropertiesTest, ABadLineIsNamedAndItsValueKept) {
  const absl::Status refused = ParseKafkaProperties("\nsecurity.protocol=SSL\nhunter2\n").status();
  EXPECT_THAT(refused, HasReason("KAFKA_PROPERTIES_MALFORMED"));
  EXPECT_NE(refused.message().find("line 3"), std::string::npos);
  EXPECT_EQ(refused.ToString().find("hunter2"), std::string::npos);
  EXPECT_THAT(ParseKafkaProperties("=value"), HasReason("KAFKA_PROPERTIES_MALFORMED"));
  EXPECT_THAT(ParseKafkaProperties("bootstrap.servers=a:1"), HasReason("KAFKA_PROPERTIES_MALFORMED"));
}

}  // namespace
}  // namespace huiyin
