// SPDX-License-Identifier: MIT
//
// Stores pages of calls: whole pages only, rows and ledger in one transaction, several pages a
// transaction for speed, sorted by sid because the sids are random and their index is the cost.
#pragma once

#include "store/call_store.hpp"
#include "sync/call_page.hpp"
#include "sync/run_context.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace calltally::sync {

class CallBatch {
public:
    CallBatch(RunContext& context, store::CallStore& calls);

    /// \param window     the page's; null for a listing that is not by days
    /// \param duplicates of the whole window, where they were counted by its re-read
    void add(CallPage page, const std::string& account_sid, store::Window* window,
             std::optional<std::int64_t> duplicates = std::nullopt);
    /// Stores what waits longer than a second, or is too much to hold.
    void store_if_due();
    void store();
    bool empty() const noexcept { return m_pending.empty(); }

private:
    struct Pending {
        CallPage page;
        std::string account_sid;
        store::Window* window;
        store::PageCounts counts;
        bool counts_duplicates; ///< by whether the call was stored before
    };

    void store_rows();
    void store_row(const core::Call& call, Pending& pending, core::Instant now);
    void store_page_notes(const Pending& pending);
    /// A row without a sid can be asked for only by listing its days again: the next run does.
    void list_again_next_time(const store::Window& window);

    RunContext& m_context;
    store::CallStore& m_calls;
    bool m_has_quarantine;                 ///< only then rows are looked for there
    bool m_has_suspects;                   ///< likewise
    std::set<std::int64_t> m_listed_again; ///< windows
    std::vector<Pending> m_pending;
    std::size_t m_rows = 0;
    std::size_t m_bytes = 0; ///< that the pages take
    std::chrono::steady_clock::time_point m_first_arrived;
};

} // namespace calltally::sync
