// Which text makes a command too large.
#ifndef HUIYIN_DOMAIN_LONGEST_TEXT_H_
#define HUIYIN_DOMAIN_LONGEST_TEXT_H_

#include <string>

#include "google/protobuf/message.h"

namespace huiyin {

// The path of the longest text in `message`, such as "submit.body" or "reply.commitments[2].text"; empty when there is
// none.
std::string LongestText(const google::protobuf::Message& message);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_LONGEST_TEXT_H_
