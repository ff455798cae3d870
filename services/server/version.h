// The version of the program.
#ifndef HUIYIN_SERVICES_SERVER_VERSION_H_
#define HUIYIN_SERVICES_SERVER_VERSION_H_

namespace huiyin {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_VERSION_H_
