#include "tools/bench/texts.h"

#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace huiyin {
namespace {

constexpr absl::string_view kPlaces[] = {"双龙桥村", "观音堂村", "石门社区", "龙潭水库", "柳溪小学",
                                         "青杠坪",   "三河口",   "老街片区", "新田坝",   "凤凰岭",
                                         "桐子湾村", "白鹤滩",   "马家沟",   "黄桷树村"};
constexpr absl::string_view kDeeds[] = {"硬化",     "加固",     "修缮", "改造",     "整治", "新建",     "扩建",
                                        "规范管理", "拆除重建", "疏浚", "增设照明", "延伸", "配套完善", "提档升级"};
constexpr absl::string_view kThings[] = {"通村公路",   "山坪塘",   "人行便桥", "农贸市场",   "污水管网",
                                         "养老服务站", "公交站点", "灌溉渠道", "垃圾收运点", "校门口道路",
                                         "卫生室",     "文化广场", "饮水工程", "河道护岸"};
constexpr absl::string_view kSubjects[] = {
    "这段路",   "该处设施", "沿线群众", "两个村民小组", "镇村建办",     "承办单位", "施工单位", "相关部门",
    "村民代表", "在校学生", "留守老人", "项目资金",     "前期勘察设计", "实施方案", "排查结果", "年度计划"};
constexpr absl::string_view kFacts[] = {
    "至今仍未得到彻底解决", "已列入今年的实施计划",   "需要分两年安排资金",       "雨季经常造成通行不便",
    "已现场踏勘并形成纪要", "正在按程序办理审批手续", "存在较大的安全隐患",       "与代表当面交换了意见",
    "已完成招标并进场施工", "建议尽快研究并予以答复", "将纳入日常管护范围",       "反映十分强烈，盼望早日落实",
    "已争取到上级专项补助", "因条件所限暂时难以实施", "验收合格后交付村集体使用", "定期向代表通报办理进展"};
constexpr absl::string_view kMeasures[] = {"公里", "米", "户", "万元", "平方米", "人次", "盏", "处"};
constexpr absl::string_view kFamilyNames[] = {"谭", "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐"};
constexpr absl::string_view kGivenNames[] = {"守田", "若兰", "建国", "秀英", "志强", "丽华",
                                             "永福", "明德", "春燕", "文斌", "晓红", "光荣"};
constexpr absl::string_view kCategories[] = {"交通道路", "农田水利", "教育",     "卫生健康",
                                             "民政养老", "环境保护", "市场监管", "文化体育"};

template <size_t n>
absl::string_view Pick(const absl::string_view (&from)[n], uint64_t& random) {
  random = Mix(random);
  return from[random % n];
}

// All of the above are characters of three bytes.
uint64_t Characters(absl::string_view text) { return text.size() / 3; }

}  // namespace

uint64_t Mix(uint64_t number) {
  number += 0x9e3779b97f4a7c15;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

std::string MadeTitle(uint64_t random) {
  const absl::string_view deed = Pick(kDeeds, random);
  const absl::string_view place = Pick(kPlaces, random);
  return absl::StrCat("关于", deed, place, Pick(kThings, random), "的建议");
}

std::string MadeText(uint64_t random, uint64_t characters) {
  std::string out;
  while (Characters(out) < characters) {
    const absl::string_view place = Pick(kPlaces, random);
    const absl::string_view thing = Pick(kThings, random);
    const uint64_t amount = random % 997 + 3;
    const absl::string_view measure = Pick(kMeasures, random);
    const absl::string_view subject = Pick(kSubjects, random);
    absl::StrAppend(&out, place, thing, "涉及", amount, measure, "，", subject, Pick(kFacts, random), "。");
  }
  return out;
}

std::string MadeName(uint64_t random) {
  const absl::string_view family = Pick(kFamilyNames, random);
  return absl::StrCat(family, Pick(kGivenNames, random));
}

std::string MadeCategory(uint64_t random) { return std::string(Pick(kCategories, random)); }

}  // namespace huiyin
