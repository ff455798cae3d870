// Evolving: the state after an event. Pure and total: every event applies to every state; whether it may happen was
// decided before.
#ifndef HUIYIN_DOMAIN_EVOLVE_H_
#define HUIYIN_DOMAIN_EVOLVE_H_

#include "domain/state.h"

namespace huiyin::v1 {
class Record;
}  // namespace huiyin::v1

namespace huiyin {

// All records of a ledger go through here, in order of seq: proposals' too, since they take session numbers and move
// the ledger's head.
LedgerState Evolve(LedgerState ledger, const v1::Record& record);

// The records of one proposal's stream, in order.
ProposalState Evolve(ProposalState proposal, const v1::Record& record);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_EVOLVE_H_
