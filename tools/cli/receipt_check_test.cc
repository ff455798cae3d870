#include "tools/cli/receipt_check.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/merkle/proof.h"
#include "eventstore/merkle/proof_file.h"
#include "eventstore/merkle/signed_note.h"
#include "eventstore/sample_records.h"

namespace huiyin {
namespace {

merkle::SignerKey KeyOf(const std::string& name, char seed) {
  return *merkle::SignerKey::FromSeed(name, merkle::KeyType::kEd25519, std::string(32, seed));
}

const absl::Time kThen = absl::FromUnixSeconds(1'700'000'000);

// A register of 20 events of town-a, signed for by office.example.
class ReceiptCheckTest : public ::testing::Test {
 protected:
  ReceiptCheckTest() {
    for (uint64_t seq = 0; seq < 20; ++seq) {
      const Sample sample{.seq = seq, .version = seq, .command = absl::StrCat("c-", seq)};
      records_.push_back(SampleEncoded(sample));
    }
    EXPECT_OK(log_.Append({LedgerBatch{LedgerId("town-a"), Seq(0), records_}}));
  }

  std::string Receipt(uint64_t seq, const std::string& record, const std::string& origin = "office.example/town-a",
                      bool is_cosigned = false) {
    const LedgerTiles tiles(log_, LedgerId("town-a"));
    const TreeHead head = *TreeHeadOf(log_, LedgerId("town-a"));
    const std::string text = *merkle::FormatCheckpoint({origin, head.size, head.root, {}});
    merkle::SignedNote note{text, {KeyOf(origin, 's').Sign(text)}};
    if (is_cosigned) note.signatures.push_back(witness_.Cosign(text, kThen));
    return *merkle::FormatProofFile(
        {record, Seq(seq), *merkle::ProveInclusion(Seq(seq), head.size, tiles), merkle::FormatNote(note)});
  }

  MemoryLog log_;
  std::vector<EncodedRecord> records_;
  const merkle::SignerKey witness_ =
      *merkle::SignerKey::FromSeed("witness.example", merkle::KeyType::kCosignature, std::string(32, 'w'));
  const std::vector<merkle::VerifierKey> office_ = {KeyOf("office.example", 's').verifier()};
};

TEST_F(ReceiptCheckTest, AReceiptProvesItsEventToWhoTrustsTheOfficesKey) {
  ASSERT_OK_AND_ASSIGN(const CheckedReceipt receipt, CheckReceipt(Receipt(7, records_[7].bytes), office_));
  EXPECT_EQ(receipt.ledger, LedgerId("town-a"));
  EXPECT_EQ(receipt.seq, Seq(7));
  EXPECT_EQ(receipt.record, records_[7].bytes);
  EXPECT_EQ(receipt.trusted.checkpoint.size, merkle::TreeSize(20));
}

TEST_F(ReceiptCheckTest, TheLedgersOwnKeyWillDo) {
  EXPECT_OK(CheckReceipt(Receipt(7, records_[7].bytes), {KeyOf("office.example/town-a", 's').verifier()}));
}

TEST_F(ReceiptCheckTest, WhoIsNamedAsAWitnessMustHaveCosigned) {
  const std::string receipt = Receipt(7, records_[7].bytes, "office.example/town-a", /*is_cosigned=*/true);
  const merkle::VerifierKey other =
      *merkle::VerifierKey::Make("other.example", merkle::KeyType::kCosignature, std::string(32, 'k'));
  ASSERT_OK_AND_ASSIGN(const CheckedReceipt checked, CheckReceipt(receipt, office_, {witness_.verifier()}));
  ASSERT_EQ(checked.trusted.cosignatures.size(), 1u);
  EXPECT_EQ(checked.trusted.cosignatures[0], (merkle::Cosignature{"witness.example", kThen}));
  EXPECT_THAT(CheckReceipt(receipt, office_, {witness_.verifier(), other}), HasReason("WITNESSES_MISSING"));
  EXPECT_THAT(CheckReceipt(Receipt(7, records_[7].bytes), office_, {witness_.verifier()}),
              HasReason("WITNESSES_MISSING"));
}

TEST_F(ReceiptCheckTest, NoChangedByteGoesUnnoticed) {
  const std::string receipt = Receipt(7, records_[7].bytes);
  for (size_t i = 0; i < receipt.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = receipt;
      changed[i] = static_cast<char>(changed[i] ^ 1 << bit);
      EXPECT_FALSE(CheckReceipt(changed, office_).ok()) << "byte " << i << ", bit " << bit;
    }
  }
}

TEST_F(ReceiptCheckTest, AnotherOfficesWordIsNotTaken) {
  const std::string receipt = Receipt(7, records_[7].bytes);
  EXPECT_THAT(CheckReceipt(receipt, {KeyOf("other.example", 's').verifier()}), HasReason("CHECKPOINT_OF_ANOTHER_LOG"));
  EXPECT_THAT(CheckReceipt(receipt, {KeyOf("office.example", 'x').verifier()}), HasReason("NOTE_NOT_SIGNED"));
  EXPECT_THAT(CheckReceipt(Receipt(7, records_[7].bytes, "office.example/town-b"), office_),
              HasReason("CHECKPOINT_OF_ANOTHER_LOG"))
      << "signed for another ledger than the record says";
}

TEST_F(ReceiptCheckTest, AnotherRecordIsNotProven) {
  EXPECT_THAT(CheckReceipt(Receipt(7, records_[8].bytes), office_), HasReason("RECEIPT_OF_ANOTHER"));
  const std::string forged =
      SampleEncoded({.seq = 7, .version = 7, .command = "c-7", .note = "what it never said"}).bytes;
  EXPECT_THAT(CheckReceipt(Receipt(7, forged), office_), HasReason("PROOF_WRONG"));
  EXPECT_THAT(CheckReceipt(Receipt(7, ""), office_), HasReason("RECEIPT_WITHOUT_RECORD"));
}

}  // namespace
}  // namespace huiyin
