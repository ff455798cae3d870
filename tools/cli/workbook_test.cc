// What a spreadsheet program finds in the file stands in report_program_test.sh, through LibreOffice; here, what must
// not go wrong in it.
#include "tools/cli/workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "base/test_matchers.h"

namespace huiyin {
namespace {

std::string Path(const std::string& name) { return ::testing::TempDir() + "/" + name; }

bool Exists(const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file != nullptr) std::fclose(file);
  return file != nullptr;
}

// Names that a sheet may not have, or that two sheets may not both have, in whatever case; a text over the limit.
TEST(Workbook, TakesWhateverNamesAndTextsThereAre) {
  const std::string long_name(40, 'x');
  std::vector<Sheet> sheets;
  for (const std::string& name :
       {std::string("a/b:[c]"), std::string("Units"), std::string("UNITS"), long_name, long_name, std::string("'"),
        std::string(), std::string("各承办单位办理代表建议情况及答复满意率排名一览表（按登记册分列）")}) {
    sheets.push_back({name, {"heading", "=1+1"}, {{std::string(100'000, 'y'), std::string("=1+1")}}});
  }
  const std::string path = Path("names.xlsx");
  EXPECT_OK(WriteWorkbook(sheets, absl::UnixEpoch(), path));
  EXPECT_TRUE(Exists(path));
  EXPECT_FALSE(Exists(path + ".partial"));
}

TEST(Workbook, OfNothingIsStillAFile) {
  EXPECT_OK(WriteWorkbook({{"empty", {"a"}, {}}}, absl::UnixEpoch(), Path("empty.xlsx")));
  EXPECT_TRUE(Exists(Path("empty.xlsx")));
}

TEST(Workbook, LeavesNothingWhereItCannotWrite) {
  const std::string path = Path("no/such/folder.xlsx");
  EXPECT_THAT(WriteWorkbook({{"a", {"a"}, {}}}, absl::UnixEpoch(), path), HasReason("FILE_UNWRITABLE"));
  EXPECT_FALSE(Exists(path));
}

TEST(Workbook, RefusesMoreRowsThanASheetHolds) {
  Sheet sheet{"long", {}, {}};
  sheet.rows.resize(kSheetRowsMax + 1);
  EXPECT_THAT(WriteWorkbook({sheet}, absl::UnixEpoch(), Path("long.xlsx")), HasReason("SHEET_TOO_LONG"));
}

}  // namespace
}  // namespace huiyin
