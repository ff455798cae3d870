// What statuses and roles are called in sentences for people.
#ifndef HUIYIN_DOMAIN_WORDS_H_
#define HUIYIN_DOMAIN_WORDS_H_

#include "absl/strings/string_view.h"
#include "huiyin/v1/common.pb.h"

namespace huiyin {

// A phrase in both languages.
struct Words {
  absl::string_view english;
  absl::string_view chinese;
};

Words WordsOf(v1::Proposal::Status status);
Words WordsOf(v1::Actor::Role role);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_WORDS_H_
