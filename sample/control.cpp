// SPDX-License-Identifier: MIT
//
// What lies below /_sample/: not part of Twilio's API, for tests and benchmarks to steer by.
#include "sample/call_state.hpp"
#include "sample/exports.hpp"
#include "sample/sample_api.hpp"
#include "sample/sids.hpp"
#include "sample/truth.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace calltally::sample {

namespace {

Answer json_answer(const nlohmann::ordered_json& json) {
    return {.body = json.dump(2) + "\n"};
}

} // namespace

std::string SampleApi::truth_text() const {
    const std::shared_lock lock{m_mutex};
    return truth(m_seed, m_accounts, {m_first, m_now, as_of()}).dump(2) + "\n";
}

Answer SampleApi::control_answer(const Request& request) {
    const bool is_get = request.method == "GET";
    if (is_get && request.path == "/_sample/truth") {
        return {.body = truth_text()};
    }
    if (is_get && request.path == "/_sample/requests") {
        const std::lock_guard lock{m_fault_mutex};
        return json_answer({{"requests", m_requests}, {"most_at_once", m_most_at_once.load()}});
    }
    constexpr std::string_view exports = "/_sample/export/";
    if (is_get && request.path.starts_with(exports)) {
        return export_of(request, std::string_view{request.path}.substr(exports.size()));
    }
    if (request.method == "POST" && request.path == "/_sample/clock") {
        return move_clock(request.query);
    }
    if (request.method == "POST" && request.path == "/_sample/delete") {
        return delete_call(request.query);
    }
    if (request.method == "POST" && request.path == "/_sample/faults") {
        return set_faults(request.query);
    }
    return error_answer(404, 20404,
                        fmt::format("The requested resource {} was not found", request.path));
}

Answer SampleApi::export_of(const Request& request, std::string_view what) const {
    const std::shared_lock lock{m_mutex};
    const std::string sid = find(request.query, "account").value_or(m_accounts[0].sid);
    for (std::uint32_t number = 0; number < m_accounts.size(); ++number) {
        if (m_accounts[number].sid == sid) {
            return export_answer({{m_seed, number, m_accounts[number], *m_rows[number], m_now},
                                  usage_source(number)},
                                 what, request.query);
        }
    }
    return error_answer(404, 20404, "There is no such account");
}

Answer SampleApi::move_clock(const Query& query) {
    const auto now = parse_time(find(query, "now").value_or(""));
    const std::unique_lock lock{m_mutex};
    if (!now || *now < m_now) {
        return bad_request("now must be a time, YYYY-MM-DD HH:MM:SS, and not before the clock");
    }
    m_now = *now;
    book_usage();
    return json_answer({{"now", time_text(m_now)}});
}

Answer SampleApi::delete_call(const Query& query) {
    const auto call = find_call(m_seed, find(query, "sid").value_or(""));
    const std::unique_lock lock{m_mutex};
    if (!call || call->account >= m_accounts.size() ||
        call->position >= m_accounts[call->account].calls.size() ||
        !is_listed(m_accounts[call->account], call->position, m_now)) {
        return error_answer(404, 20404, "There is no call of this sid");
    }
    Account& account = m_accounts[call->account];
    account.calls[call->position].deleted = true;
    account.deletions[call->position] = m_now;
    return json_answer({{"deleted", find(query, "sid").value_or("")}});
}

Answer SampleApi::set_faults(const Query& query) {
    const std::string spec = find(query, "spec").value_or("");
    try {
        FaultPlan plan{spec};
        const std::lock_guard lock{m_fault_mutex};
        m_faults = std::move(plan);
    } catch (const FaultSpecError& error) {
        return bad_request(error.what());
    }
    return json_answer({{"faults", spec}});
}

} // namespace calltally::sample
