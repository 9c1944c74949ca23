// SPDX-License-Identifier: MIT
#include "sync/server_clock.hpp"

#include "api/url.hpp"
#include "store/sync_ledger.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>

namespace calltally::sync {

namespace {

bool agree(core::Instant one, core::Instant other) {
    constexpr std::chrono::days most{1};
    return one - other <= most && other - one <= most;
}

bool is_on_this_machine(const std::string& base_url) {
    const auto url = api::parse_url(base_url);
    return url && api::is_loopback(*url);
}

/// The date, or a later one, if the server keeps to it: one wrong answer is not a clock.
std::optional<core::Instant> confirmed(RunContext& context, core::Instant date,
                                       const std::string& target) {
    const auto last_run = store::last_run_time(context.connection());
    if (last_run && agree(date, *last_run)) {
        return date;
    }
    constexpr int most_questions = 2;
    for (int i = 0; i < most_questions; ++i) {
        const auto again = context.remote.client().get(target).date;
        if (again && agree(date, *again)) {
            return again;
        }
        date = again.value_or(date);
    }
    return std::nullopt;
}

} // namespace

void take_clock(RunContext& context, const api::Response& answer, const std::string& target,
                std::vector<std::string>& notices) {
    if (!answer.date) {
        return;
    }
    const core::Instant here = context.remote.now();
    if (agree(*answer.date, here)) {
        context.remote.set_clock(*answer.date);
        return;
    }
    std::optional<core::Instant> date;
    if (is_on_this_machine(context.remote.base_url())) {
        date = confirmed(context, *answer.date, target);
    }
    if (date) {
        context.remote.set_clock(*date);
    }
    if (!date || !agree(*date, *answer.date)) {
        ++context.totals.warnings["the server's clock is more than a day off: not used"];
        notices.push_back(fmt::format("the server's clock says {}, which is not used: {} says {}",
                                      core::format_datetime(*answer.date).view(),
                                      date ? "the same server, asked again," : "this machine's",
                                      core::format_datetime(date.value_or(here)).view()));
    }
}

} // namespace calltally::sync
