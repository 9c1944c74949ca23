// SPDX-License-Identifier: MIT
//
// The call log of one account: what is not stored yet, the look-back, the calls that may still
// change, and what vanished.
#pragma once

#include "core/date_range.hpp"
#include "store/call_store.hpp"
#include "store/unsettled_calls.hpp"
#include "sync/listing_fetcher.hpp"
#include "sync/run_context.hpp"

#include <cstdint>
#include <exception>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace calltally::sync {

class CallSync {
public:
    /// \param period       the days to mirror: [from, to)
    /// \param is_open_ended whether the newest window has no upper bound
    CallSync(RunContext& context, std::string account_sid, const core::DateRange& period,
             bool is_open_ended, std::chrono::days lookback);

    /// \throws api::ApiError; what was stored before stays
    void run();

private:
    void plan();
    void plan_reasked_days();
    void add_windows(const std::vector<core::DateRange>& ranges, bool is_reread,
                     const std::map<core::Date, std::int64_t>& daily_calls,
                     std::int64_t per_window);
    std::map<core::Date, std::int64_t> daily_usage() const;
    void resume_open_windows();
    /// \returns what left windows incomplete, if anything did
    std::exception_ptr read_windows();
    void find_vanished();
    void settle();
    void ask_again();
    /// Asks for one call. \returns false if it is gone upstream
    bool ask_for(const std::string& sid);

    RunContext& m_context;
    std::string m_account_sid;
    core::DateRange m_period;
    bool m_is_open_ended;
    std::chrono::days m_lookback;
    core::Date m_today;
    store::CallStore m_calls;
    store::SeenCalls m_seen;
    std::vector<store::Window> m_windows;
    std::set<std::int64_t> m_complete_windows; ///< ids of those read to their end
    std::vector<core::DateRange> m_reasked_days;
    std::vector<std::string> m_awaited; ///< to be asked for by sid
    std::int64_t m_expected_rows = 0;
    std::int64_t m_requests_by_sid = 0;
    bool m_any_reread = false;
};

} // namespace calltally::sync
