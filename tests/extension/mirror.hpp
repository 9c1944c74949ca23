// SPDX-License-Identifier: MIT
//
// A small mirror for the table functions: the real schema, with calls and usage put in by hand.
#pragma once

#include "connection.hpp"

#include <string>
#include <string_view>

namespace calltally::extension_tests {

inline constexpr std::string_view account = "AC00000000000000000000000000000001";
inline constexpr std::string_view other_account = "AC00000000000000000000000000000002";

/// One call; what the rules make of it is worked out by the SQL functions under the default rule.
struct MirroredCall {
    std::string_view start_time; ///< empty: none
    std::string_view end_time = {};
    int duration = 0;
    std::string_view status = "completed";
    std::string_view direction = "inbound";
    std::string_view from = "+13051416799";
    std::string_view to = "+13051913581";
    std::string_view date_created = {};
    std::string_view account_sid = account;
    bool is_missing = false;
};

/// The tables of the real schema, in the given schema, and two accounts.
void create_mirror(Connection& connection, std::string_view schema = "main");
void add(Connection& connection, const MirroredCall& call, std::string_view schema = "main");

/// The comparison's cells, as closing a month writes them.
struct MirroredUsage {
    std::string_view month; ///< or a day, for a cell of a day
    std::string_view category;
    int count;
    long long microseconds;
    std::string_view account_sid = account;
};
void add(Connection& connection, const MirroredUsage& usage);

/// A mirror of one account with calls and usage in July 2026 that agree under 60/60.
Connection small_mirror();

} // namespace calltally::extension_tests
