// Ports for servers that are to be known before they listen, on a machine where others ask for ports, too.
#ifndef HUIYIN_TOOLS_KAFKA_BROKER_FREE_PORT_H_
#define HUIYIN_TOOLS_KAFKA_BROKER_FREE_PORT_H_

namespace huiyin {

// A port of loopback on which nobody listens, and which no other call gives away, here or in another process, as long
// as this process lives. None that the system gives to outgoing connections. Costs a file descriptor for as long.
// Thread-safe.
int FreePort();

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_KAFKA_BROKER_FREE_PORT_H_
