// Commands by chance for one register, by a seed: of every kind, most of them fit for where the register stands, many
// of them wrong in one way, some wrong in any way; and a clock that likes the days on which something is due. It looks
// at the model to know where the register stands.
#ifndef HUIYIN_DOMAIN_TESTING_RANDOM_ORDERS_H_
#define HUIYIN_DOMAIN_TESTING_RANDOM_ORDERS_H_

#include <google/protobuf/message.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/references.h"
#include "domain/testing/model.h"

namespace huiyin::testing {

struct RandomOrder {
  v1::Command command;
  // When it arrives.
  absl::Time now;
};

class RandomOrders {
 public:
  // `model` outlives this; every command that it is given in `Next`'s answers, and accepts, is added to it in between.
  // `references` outlive this.
  RandomOrders(uint64_t seed, absl::string_view rule_pack, const Model& model, const References& references);

  // Always of a valid shape.
  RandomOrder Next();
  // Somebody will soon have dates computed anew.
  void NoteNewCalendar();

 private:
  enum class Mood { kFitting, kRuleBreaking, kSpoilt, kBlind };

  // Chance.
  int64_t Between(int64_t least, int64_t most);
  bool Chance(int percent) { return Between(1, 100) <= percent; }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[static_cast<size_t>(Between(0, static_cast<int64_t>(from.size()) - 1))];
  }

  // The clock.
  void Advance();
  void JumpNearADate();
  absl::CivilDay today() const;

  // What the command is about.
  void ChooseFocus();
  Kind ChooseKind();
  std::string NewProposal() const;
  std::string ADeputy();
  std::string AVoter();
  std::string AUnit();
  std::string AUnitOfFocus();
  std::string ACommitment();
  std::string ADate(Kind kind, absl::string_view field);

  // The command.
  RandomOrder OrderIn(Mood mood);
  bool Suits(Mood mood, const v1::Command& command) const;
  v1::Command Opening(size_t step);
  v1::Command Draw(Kind kind);
  void Fill(Kind kind, const google::protobuf::FieldDescriptor* field, google::protobuf::Message& inside);
  std::string Text(Kind kind, const google::protobuf::FieldDescriptor* field);
  uint64_t Number(Kind kind, absl::string_view field);
  void FillLists(v1::Command& command);
  void FillTasks(v1::Assign& assign);
  void FillLinks(v1::Command& command);
  void FillOutcome(v1::RecordOutcome& record);
  void SetActor(v1::Command& command);
  void Spoil(v1::Command& command);
  void SpoilId(v1::Command& command);
  void SpoilTime(v1::Command& command);

  const std::string rule_pack_;
  const Model& model_;
  const References& references_;
  std::mt19937_64 random_;
  absl::Time now_;
  // The proposal that most commands are about; the newest, as soon as there is one.
  std::string focus_ = "p-1";
  size_t proposals_ = 0;
  int recomputations_due_ = 0;
  size_t steps_ = 0;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_DOMAIN_TESTING_RANDOM_ORDERS_H_
