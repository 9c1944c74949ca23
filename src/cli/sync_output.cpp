// SPDX-License-Identifier: MIT
#include "cli/sync_output.hpp"

#include "report/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
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

/// A line that cannot be shown is no reason to end a sync.
void show(const std::string& text) {
    static_cast<void>(std::fputs(text.c_str(), stderr));
    static_cast<void>(std::fflush(stderr));
}

int columns_of_terminal() {
    struct winsize size {};
    const bool is_known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return is_known ? size.ws_col : 80;
}

Json to_json(const std::vector<sync::AccountFailure>& failures) {
    Json list = Json::array();
    for (const sync::AccountFailure& failure : failures) {
        list.push_back({{"account_sid", failure.account_sid},
                        {"exit_code", static_cast<int>(failure.exit_code)},
                        {"error", failure.cause},
                        {"remedy", failure.remedy}});
    }
    return list;
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
    line["failures"] = to_json(result.failures);
    return line;
}

} // namespace

std::string progress_text(const sync::Progress& progress, std::chrono::duration<double> elapsed) {
    std::string text{progress.step};
    if (progress.step != "calls") {
        return text; // short, or not known how long
    }
    const bool is_measured = progress.rows > 0 && elapsed >= std::chrono::seconds{1};
    const double rate =
        is_measured ? static_cast<double>(progress.rows) / elapsed.count() : 0.0; // a second
    if (progress.expected_rows > 0) {
        constexpr std::int64_t width = 20;
        const std::int64_t done = std::min(progress.rows, progress.expected_rows);
        const auto filled = static_cast<std::size_t>(done * width / progress.expected_rows);
        text += fmt::format(" [{:<{}}] {:3} %, {} of about {}", std::string(filled, '#'), width,
                            done * 100 / progress.expected_rows, number(progress.rows),
                            number(std::max(progress.expected_rows, progress.rows)));
    } else {
        text += fmt::format(": {}", number(progress.rows));
    }
    if (is_measured) {
        text += fmt::format(", {} a second", number(static_cast<std::int64_t>(rate)));
        const auto left = static_cast<std::int64_t>(
            static_cast<double>(std::max<std::int64_t>(progress.expected_rows - progress.rows, 0)) /
            rate);
        if (progress.expected_rows > 0) {
            text += fmt::format(", {}:{:02} left", left / 60, left % 60);
        }
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
    // What is longer than the line would go on in the next one, and stay there.
    show(fmt::format("\r\033[K{:.{}}", progress_text(progress, now - m_step_began),
                     columns_of_terminal() - 1));
    m_is_dirty = true;
}

void SyncOutput::clear_line() {
    if (m_is_dirty) {
        show("\r\033[K");
        m_is_dirty = false;
    }
}

void SyncOutput::json_plan(const sync::SyncPlan& plan) {
    Json line{{"event", "plan"}, {"requests", plan.requests}};
    line["sync_plan"] = Json::array();
    for (const sync::AccountPlan& account : plan.accounts) {
        line["sync_plan"].push_back({{"account_sid", account.account_sid},
                                     {"friendly_name", account.friendly_name},
                                     {"from_date", core::format_date(account.days.from).str()},
                                     {"to_date", core::format_date(account.days.to).str()},
                                     {"expected_calls", account.expected_calls},
                                     {"windows", account.windows},
                                     {"pages", account.pages},
                                     {"single_calls", account.single_calls}});
    }
    line["notices"] = plan.notices;
    line["failures"] = to_json(plan.failures);
    print_json(line);
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
    std::cout << fmt::format("{} account{}: {} calls read, {} new, {} changed; {} month{} worked "
                             "out; {} requests\n",
                             result.accounts, result.accounts == 1 ? "" : "s", totals.rows_read,
                             totals.rows_new, totals.rows_changed, totals.months_closed,
                             totals.months_closed == 1 ? "" : "s", totals.requests);
    if (totals.rows_quarantined > 0) {
        std::cout << fmt::format("{} rows could not be read and are kept in `quarantine`\n",
                                 totals.rows_quarantined);
    }
    for (const std::string& notice : result.notices) {
        std::cout << fmt::format("note: {}\n", notice);
    }
    std::cout.flush();
}

} // namespace calltally::cli
