// SPDX-License-Identifier: MIT
//
// What an import tells: for people, and as a line of JSON.
#pragma once

#include "cli/import_run.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace calltally::cli {

std::string summary_text(const ImportedFile& file);
nlohmann::ordered_json summary_json(const ImportedFile& file);

} // namespace calltally::cli
