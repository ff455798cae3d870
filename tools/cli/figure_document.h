// An opened figure, and an explained change, for people and programs.
#ifndef HUIYIN_TOOLS_CLI_FIGURE_DOCUMENT_H_
#define HUIYIN_TOOLS_CLI_FIGURE_DOCUMENT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "huiyin/v1/report_service.pb.h"
#include "tools/cli/document.h"

namespace huiyin {

// All pages of an answer as one. `figure` is its field in v1::Figures.
Document OpenedDocument(const std::string& figure, const v1::OpenFigureResponse& opened, Speech speech);
Document ExplainedDocument(const std::string& figure, const v1::ExplainChangeResponse& explained, Speech speech);

// {"figure","provenance","moment","value","proposals":[…]}; {"figure","from","to","before","after","changes":[…]}. A
// value is [numerator, denominator], or a number.
nlohmann::ordered_json OpenedJson(const std::string& figure, const v1::OpenFigureResponse& opened);
nlohmann::ordered_json ExplainedJson(const std::string& figure, const v1::ExplainChangeResponse& explained);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_FIGURE_DOCUMENT_H_
