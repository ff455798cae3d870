// Messages of our schema as proto3 JSON.
#ifndef HUIYIN_EXCHANGE_MESSAGE_WRITER_H_
#define HUIYIN_EXCHANGE_MESSAGE_WRITER_H_

#include <google/protobuf/message.h>

#include <string>

namespace huiyin {

// On one line, without its end: snake_case names in the order of the schema, bare enum names, default values left out,
// 64-bit integers as texts, bytes in base64. Fields and enum values that this program does not know are not written:
// who needs them must look first. A message with text that is not UTF-8 is a bug and crashes.
std::string WriteMessage(const google::protobuf::Message& message);

}  // namespace huiyin

#endif  // HUIYIN_EXCHANGE_MESSAGE_WRITER_H_
