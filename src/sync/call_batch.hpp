// SPDX-License-Identifier: MIT
//
// Stores pages of calls: whole pages only, rows and ledger in one transaction, several pages a
// transaction for speed, sorted by sid because the sids are random and their index is the cost.
#pragma once

#include "store/call_store.hpp"
#include "store/unsettled_calls.hpp"
#include "sync/run_context.hpp"

#include <chrono>
#include <map>
#include <vector>

namespace calltally::sync {

class CallBatch {
public:
    CallBatch(RunContext& context, std::string account_sid, store::CallStore& calls,
              store::SeenCalls& seen);

    /// \param window null for a listing that is not by days (queued calls)
    /// \param keep_seen whether the sids are needed later, to find what vanished
    void add(api::Page<core::Call> page, store::Window* window, bool keep_seen);
    /// Stores what waits longer than a second, or is too much to hold.
    void store_if_due();
    void store();

private:
    struct Pending {
        api::Page<core::Call> page;
        store::Window* window;
        bool keep_seen;
    };

    void store_rows(std::map<store::Window*, store::PageCounts>& counts);
    void store_page_notes(const Pending& pending);

    RunContext& m_context;
    store::CallStore& m_calls;
    store::SeenCalls& m_seen;
    std::string m_account_sid;
    bool m_has_quarantine; ///< only then rows are looked for there
    std::vector<Pending> m_pending;
    std::size_t m_rows = 0;
    std::chrono::steady_clock::time_point m_first_arrived;
};

} // namespace calltally::sync
