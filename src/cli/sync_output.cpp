// SPDX-License-Identifier: MIT
#include "cli/sync_output.hpp"

#include "report/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace calltally::cli {

namespace {

using Json = nlohmann::ordered_json;
using report::grouped;

void print_json(const Json& line) {
    std::cout << line.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

std::string number(std::int64_t count) {
    return grouped(std::to_string(count));
}

Json to_json(const sync::SyncResult& result) {
    const auto& totals = result.totals;
    Json line{{"event", "sync"},
              {"exit_code", static_cast<int>(result.exit_code)},
              {"run_id", result.run_id},
              {"accounts", result.accounts},
              {"requests", totals.requests},
              {"retries", totals.retries},
              {"rows_read", totals.rows_read},
              {"rows_new", totals.rows_new},
              {"rows_changed", totals.rows_changed},
              {"rows_quarantined", totals.rows_quarantined},
              {"months_closed", totals.months_closed},
              {"notices", result.notices}};
    line["failures"] = Json::array();
    for (const sync::AccountFailure& failure : result.failures) {
        line["failures"].push_back({{"account_sid", failure.account_sid},
                                    {"exit_code", static_cast<int>(failure.exit_code)},
                                    {"error", failure.cause},
                                    {"remedy", failure.remedy}});
    }
    return line;
}

} // namespace

std::string pace_text(const sync::Progress& progress, std::chrono::duration<double> elapsed) {
    std::string text;
    if (progress.expected_rows > progress.rows) {
        text += fmt::format(" of about {}", number(progress.expected_rows));
    }
    if (progress.rows == 0 || elapsed < std::chrono::seconds{1}) {
        return text;
    }
    const double rate = static_cast<double>(progress.rows) / elapsed.count();
    text += fmt::format(", {} a second", number(static_cast<std::int64_t>(rate)));
    if (progress.expected_rows > progress.rows && rate > 0) {
        const auto left = static_cast<std::int64_t>(
            static_cast<double>(progress.expected_rows - progress.rows) / rate);
        text += fmt::format(", {}:{:02} left", left / 60, left % 60);
    }
    return text;
}

SyncOutput::SyncOutput(Kind kind)
    : m_kind(kind), m_has_line(kind == Kind::text && ::isatty(STDERR_FILENO) != 0) {}

void SyncOutput::progress(const sync::Progress& progress) {
    if (!m_has_line && m_kind != Kind::json) {
        return;
    }
    const auto now = Clock::now();
    const bool is_new_step = progress.step != m_step;
    const auto often_enough =
        m_has_line ? std::chrono::milliseconds{100} : std::chrono::milliseconds{1000};
    if (!is_new_step && now - m_told < often_enough) {
        return;
    }
    if (is_new_step) {
        m_step = progress.step;
        m_step_began = now;
    }
    m_told = now;
    if (m_kind == Kind::json) {
        print_json({{"event", "progress"},
                    {"step", m_step},
                    {"rows", progress.rows},
                    {"expected_rows", progress.expected_rows}});
        return;
    }
    const std::string rows =
        m_step == "calls"
            ? fmt::format(": {}{}", number(progress.rows), pace_text(progress, now - m_step_began))
            : std::string{};
    fmt::print(stderr, "\r\033[K{}{}", m_step, rows);
    static_cast<void>(std::fflush(stderr));
    m_is_dirty = true;
}

void SyncOutput::clear_line() {
    if (m_is_dirty) {
        fmt::print(stderr, "\r\033[K");
        static_cast<void>(std::fflush(stderr));
        m_is_dirty = false;
    }
}

void SyncOutput::summary(const sync::SyncResult& result) {
    clear_line();
    if (m_kind == Kind::json) {
        print_json(to_json(result));
    }
    if (m_kind != Kind::text) {
        return;
    }
    const auto& totals = result.totals;
    fmt::print("{} account{}: {} calls read, {} new, {} changed; {} month{} worked out; {} "
               "requests\n",
               result.accounts, result.accounts == 1 ? "" : "s", totals.rows_read, totals.rows_new,
               totals.rows_changed, totals.months_closed, totals.months_closed == 1 ? "" : "s",
               totals.requests);
    if (totals.rows_quarantined > 0) {
        fmt::print("{} rows could not be read and are kept in `quarantine`\n",
                   totals.rows_quarantined);
    }
    for (const std::string& notice : result.notices) {
        fmt::print("note: {}\n", notice);
    }
    static_cast<void>(std::fflush(stdout));
}

} // namespace calltally::cli
