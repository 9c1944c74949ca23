// SPDX-License-Identifier: MIT
//
// Strict checks of option values: the whole text, in its one form, in range.
#pragma once

#include "core/timestamp.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace calltally::cli {

/// The value of an option; empty where it was not given.
std::optional<std::string> given(const std::string& text);
/// A whole number in [lowest, highest], in digits: no `010`, no `1e3`.
CLI::Validator whole_number(std::int64_t lowest, std::int64_t highest);
/// The value of such a number, once checked; 0 where it was not given.
std::int64_t number(const std::string& text);
/// Seconds from 0 to `highest`, to the millisecond: `1`, `0.05`; no sign, no `1e3`.
CLI::Validator seconds(std::int64_t highest);
/// One of these words. The message names them, and never the value: it may be a secret.
CLI::Validator one_of(std::vector<std::string> words);
/// `YYYY-MM-DD`, a day that exists.
CLI::Validator date();
/// `YYYY-MM`.
CLI::Validator month();
/// A decimal from 0 to `highest`, to the millionth: `2`, `0.05`; no sign, no `1e3`.
CLI::Validator amount(std::int64_t highest);
/// Both months included, as `2026-05..2026-07`, or how many: 1 to 1200.
CLI::Validator months();
/// First and last of `2026-05..2026-07`; empty for any other text.
std::optional<std::pair<std::string, std::string>> month_range_of(const std::string& text);
/// The name of a time zone of the tz database, such as `Europe/Berlin`.
CLI::Validator zone();
/// An account's sid.
CLI::Validator account_sid();

} // namespace calltally::cli
