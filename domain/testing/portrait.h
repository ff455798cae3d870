// A proposal in words, all that both know of it, from the model and from the domain's state: equal when they agree, and
// easy to compare by eye when they do not.
#ifndef HUIYIN_DOMAIN_TESTING_PORTRAIT_H_
#define HUIYIN_DOMAIN_TESTING_PORTRAIT_H_

#include <cstdint>
#include <string>

#include "domain/state.h"
#include "domain/testing/past.h"

namespace huiyin::testing {

// The life exists.
std::string PortraitOf(const Life& life, uint32_t number);
std::string PortraitOf(const ProposalState& state);

}  // namespace huiyin::testing

#endif  // HUIYIN_DOMAIN_TESTING_PORTRAIT_H_
