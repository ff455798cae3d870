// Whatever the bytes: proof files, requests to witnesses, their answers, tile paths and bundles are read without a
// crash, and what was read is written again as the same bytes. A proof never holds for a root that was not made with
// it.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "eventstore/merkle/entry_bundle.h"
#include "eventstore/merkle/proof.h"
#include "eventstore/merkle/proof_file.h"
#include "eventstore/merkle/tile.h"
#include "eventstore/merkle/witness.h"

namespace huiyin::merkle {
namespace {

void CheckProofFiles(absl::string_view bytes) {
  const absl::StatusOr<ProofFile> file = ParseProofFile(bytes);
  if (!file.ok()) return;
  const absl::StatusOr<std::string> again = FormatProofFile(*file);
  CHECK(again.ok());
  CHECK(*again == bytes);
  const absl::StatusOr<SignedNote> note = ParseNote(file->checkpoint);
  CHECK(note.ok());
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  CHECK(checkpoint.ok());
  // SHA-256 would have to be broken for it.
  CHECK(!VerifyInclusion(Hash(), file->index, checkpoint->size, Hash(), file->proof).ok() || file->proof.empty());
}

void CheckRequests(absl::string_view bytes) {
  const absl::StatusOr<AddCheckpoint> request = ParseAddCheckpoint(bytes);
  if (!request.ok()) return;
  const absl::StatusOr<std::string> again =
      FormatAddCheckpoint(request->old_size, request->proof, FormatNote(request->note));
  CHECK(again.ok());
  CHECK(*again == bytes);
  WitnessedLog log;
  log.keys = {VerifierKey::Parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").value()};
  CHECK(DecideCosigning(*request, &log).answer != WitnessAnswer::kCosign);
  VerifyConsistency(request->old_size, Hash(), request->checkpoint.size, request->checkpoint.root, request->proof)
      .IgnoreError();
}

void CheckTexts(absl::string_view bytes) {
  const absl::StatusOr<TileResource> resource = ParseTilePath(bytes);
  if (resource.ok()) CHECK((resource->entries ? EntriesPath(resource->tile) : TilePath(resource->tile)) == bytes);
  const absl::StatusOr<TreeSize> size = ParseConflictBody(bytes);
  if (size.ok()) CHECK(ConflictBody(*size) == bytes);
}

// The first byte is the width.
void CheckBundles(absl::string_view bytes) {
  if (bytes.empty()) return;
  const size_t width = static_cast<uint8_t>(bytes[0]);
  const absl::StatusOr<std::vector<absl::string_view>> entries = ParseEntryBundle(bytes.substr(1), width);
  if (!entries.ok()) return;
  CHECK_EQ(entries->size(), width);
  std::string again;
  for (const absl::string_view entry : *entries) CHECK(AppendEntry(entry, again).ok());
  CHECK(again == bytes.substr(1));
}

}  // namespace
}  // namespace huiyin::merkle

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  huiyin::merkle::CheckProofFiles(bytes);
  huiyin::merkle::CheckRequests(bytes);
  huiyin::merkle::CheckTexts(bytes);
  huiyin::merkle::CheckBundles(bytes);
  return 0;
}
