// A realistic register of any size, as commands: deterministic by its seed, in constant memory.
//
// Each ledger has 60 deputies, 20 units and a session a year; the proposals of a session go through the lifecycle stage
// by stage, all ledgers side by side: submitted, co-signed, registered, assigned (three in ten jointly), signed for,
// contacts, progress, reply, evaluation, here and there a second round, closed. About ten events a proposal, of about
// 300 bytes. Every command is accepted when all are executed in this order.
#ifndef HUIYIN_TOOLS_BENCH_GENERATE_H_
#define HUIYIN_TOOLS_BENCH_GENERATE_H_

#include <cstdint>
#include <string>

#include "huiyin/v1/commands.pb.h"

namespace huiyin {

struct RegisterShape {
  uint64_t seed = 1;
  uint64_t ledgers = 1;
  // In all ledgers together; divided equally, rounded up.
  uint64_t proposals = 1'000;
  // A year each; 0: about 500 proposals a session, at most ten sessions.
  uint64_t sessions = 0;
};

// "town-0007"
std::string GeneratedLedgerId(uint64_t ledger);
// "p-3-0042": the 42nd proposal of session 3.
std::string GeneratedProposalId(uint64_t session, uint64_t index);

class RegisterGenerator {
 public:
  explicit RegisterGenerator(const RegisterShape& shape);

  // False: there are no more. `command` is cleared first.
  bool Next(v1::Command& command);

  uint64_t ledgers() const { return ledgers_; }
  uint64_t sessions() const { return sessions_; }
  uint64_t proposals_per_session() const { return per_session_; }

 private:
  // Where in the course of things.
  struct Step {
    uint64_t session = 0;
    int stage = 0;
    uint64_t ledger = 0;
    uint64_t index = 0;  // Of the deputy, unit or proposal.
  };

  bool Advance();
  uint64_t CountOf(int stage) const;
  // False: this proposal skips the stage.
  bool Make(v1::Command& command) const;
  bool HasStage() const;
  void SetHeader(v1::Command& command) const;
  void MakeSetUp(v1::Command& command) const;
  void MakeSession(v1::Command& command) const;
  void MakeOfProposal(const std::string& proposal, v1::Command& command) const;
  void MakeOfUnit(const std::string& proposal, v1::Command& command) const;
  void MakeSubmit(const std::string& proposal, v1::Command& command) const;
  void MakeAssign(const std::string& proposal, v1::Command& command) const;
  void MakeReply(const std::string& proposal, int round, v1::Command& command) const;
  void MakeEvaluate(const std::string& proposal, int round, v1::Command& command) const;

  // What chance says about this proposal in the matter `salt`.
  uint64_t Random(uint64_t salt) const;
  bool Chance(uint64_t salt, uint64_t percent) const { return Random(salt) % 100 < percent; }
  std::string Deputy(uint64_t salt) const;
  std::string MainUnit() const;
  std::string CoUnit() const;

  const uint64_t seed_;
  const uint64_t ledgers_;
  const uint64_t sessions_;
  const uint64_t per_session_;
  Step step_;
  bool ended_ = false;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_GENERATE_H_
