// Answers of the register as JSON, for other programs.
#ifndef HUIYIN_TOOLS_CLI_MESSAGE_JSON_H_
#define HUIYIN_TOOLS_CLI_MESSAGE_JSON_H_

#include <google/protobuf/message.h>

#include <nlohmann/json.hpp>

namespace huiyin {

// proto3 JSON with snake_case names, but every whole number is a number ("seq": 17), those of 64 bits too, and a day
// that is counted from 1970-01-01 ("due_day": 18407) is its date ("due_on": "2020-05-25").
nlohmann::ordered_json MessageJson(const google::protobuf::Message& message);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_MESSAGE_JSON_H_
