// What the enums of the contract, and the commands, are called in sentences for people: one term for one thing.
#ifndef HUIYIN_DOMAIN_WORDS_H_
#define HUIYIN_DOMAIN_WORDS_H_

#include "absl/strings/string_view.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/common.pb.h"

namespace huiyin {

// A phrase in both languages.
struct Words {
  absl::string_view english;
  absl::string_view chinese;
};

Words WordsOf(v1::Proposal::Status status);
Words WordsOf(v1::Actor::Role role);
Words WordsOf(v1::Ledger::Level level);
Words WordsOf(v1::Proposal::Kind kind);
Words WordsOf(v1::Proposal::Source source);
Words WordsOf(v1::Task::Role role);
Words WordsOf(v1::Evaluation::Verdict verdict);
// {"sign_for", "签收"}.
Words WordsOf(v1::Command::CommandCase command);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_WORDS_H_
