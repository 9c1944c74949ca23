// SPDX-License-Identifier: MIT
//
// The state of the mirror itself: accounts, runs, gaps, what waits.
#pragma once

#include "report/table.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <string>
#include <vector>

namespace calltally::report {

/// How accounts are called in reports: by name where they have one of their own, else by sid.
class AccountNames {
public:
    explicit AccountNames(SQLite::Database& connection);
    std::string of(const std::string& account_sid) const;

private:
    std::map<std::string, std::string> m_names;
};

/// Tables `accounts`, `last_runs`, `coverage_gaps`, `waiting`, `quarantine`, and `imports` if there
/// are any.
std::vector<Table> status_report(SQLite::Database& connection);

} // namespace calltally::report
