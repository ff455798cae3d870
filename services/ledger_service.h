// LedgerService: ledgers and who belongs to them.
#ifndef HUIYIN_SERVICES_LEDGER_SERVICE_H_
#define HUIYIN_SERVICES_LEDGER_SERVICE_H_

#include "huiyin/v1/ledger_service.grpc.pb.h"
#include "services/command_gateway.h"
#include "services/command_rpc.h"

namespace huiyin {

// Thread-safe.
class LedgerService final : public v1::LedgerService::CallbackService {
 public:
  explicit LedgerService(const CommandGateway& gateway) : gateway_(gateway) {}

  HUIYIN_COMMAND_RPC(OpenLedger, open_ledger)
  HUIYIN_COMMAND_RPC(OpenSession, open_session)
  HUIYIN_COMMAND_RPC(SeatDeputy, seat_deputy)
  HUIYIN_COMMAND_RPC(UnseatDeputy, unseat_deputy)
  HUIYIN_COMMAND_RPC(EnrolUnit, enrol_unit)
  HUIYIN_COMMAND_RPC(RecordCorrection, record_correction)
  HUIYIN_COMMAND_RPC(ErasePerson, erase_person)

 private:
  const CommandGateway& gateway_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_LEDGER_SERVICE_H_
