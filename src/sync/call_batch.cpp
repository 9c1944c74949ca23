// SPDX-License-Identifier: MIT
#include "sync/call_batch.hpp"

#include "store/quarantine.hpp"

#include <algorithm>

namespace calltally::sync {

namespace {

constexpr std::size_t most_rows = 50'000;
constexpr std::chrono::seconds longest_wait{1};

bool is_outside(const store::Window& window, const core::Call& call) {
    if (!call.start_time) {
        return true;
    }
    const core::Date date = core::date_of(*call.start_time);
    return date < window.days.from || (!window.is_open_ended && date >= window.days.to);
}

} // namespace

CallBatch::CallBatch(RunContext& context, std::string account_sid, store::CallStore& calls,
                     store::SeenCalls& seen)
    : m_context(context), m_calls(calls), m_seen(seen), m_account_sid(std::move(account_sid)),
      m_has_quarantine(store::quarantined_rows(context.connection()) > 0) {}

void CallBatch::add(api::Page<core::Call> page, store::Window* window, bool keep_seen) {
    if (m_pending.empty()) {
        m_first_arrived = std::chrono::steady_clock::now();
    }
    m_rows += page.rows.size();
    m_pending.push_back({std::move(page), window, keep_seen});
    store_if_due();
}

void CallBatch::store_if_due() {
    const bool is_due =
        m_rows >= most_rows || std::chrono::steady_clock::now() - m_first_arrived >= longest_wait;
    if (!m_pending.empty() && is_due) {
        store();
    }
}

void CallBatch::store() {
    if (m_pending.empty()) {
        return;
    }
    SQLite::Database& connection = m_context.connection();
    store::Transaction transaction(connection);
    std::map<store::Window*, store::PageCounts> counts;
    store_rows(counts);
    m_calls.write_roll_up();
    for (const Pending& pending : m_pending) {
        store_page_notes(pending);
        if (pending.window == nullptr) {
            continue;
        }
        // The counts are of all of the window's pages here: added with the first of them.
        store::PageCounts page_counts = std::exchange(counts[pending.window], {});
        page_counts.quarantined = static_cast<std::int64_t>(pending.page.bad_rows.size());
        store::record_page(connection, *pending.window, page_counts, pending.page.next_page_uri,
                           m_context.remote.now());
    }
    transaction.commit();
    m_pending.clear();
    m_rows = 0;
}

void CallBatch::store_rows(std::map<store::Window*, store::PageCounts>& counts) {
    struct Row {
        const core::Call* call;
        const Pending* pending;
    };
    std::vector<Row> rows;
    rows.reserve(m_rows);
    for (const Pending& pending : m_pending) {
        for (const core::Call& call : pending.page.rows) {
            rows.push_back({&call, &pending});
        }
    }
    // Stable: of two rows of one call, the one that came later is taken later.
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& a, const Row& b) { return a.call->sid < b.call->sid; });
    const core::Instant now = m_context.remote.now();
    for (const Row& row : rows) {
        const store::PutResult result = m_calls.put(*row.call, now);
        store::PageCounts& count = counts[row.pending->window];
        ++count.rows;
        ++m_context.totals.rows_read;
        m_context.totals.rows_new += result == store::PutResult::inserted ? 1 : 0;
        m_context.totals.rows_changed += result == store::PutResult::changed ? 1 : 0;
        if (row.pending->window != nullptr) {
            count.out_of_window += is_outside(*row.pending->window, *row.call) ? 1 : 0;
            const bool seen_before = row.pending->keep_seen ? m_seen.contains(row.call->sid)
                                                            : result != store::PutResult::inserted;
            count.duplicates += seen_before ? 1 : 0;
        }
        if (row.pending->keep_seen) {
            m_seen.add(row.call->sid);
        }
        if (m_has_quarantine) {
            store::release_from_quarantine(m_context.connection(), row.call->account_sid,
                                           row.call->sid);
        }
    }
}

void CallBatch::store_page_notes(const Pending& pending) {
    m_context.note(pending.page);
    for (const api::BadRow& bad : pending.page.bad_rows) {
        ++m_context.totals.rows_quarantined;
        store::quarantine(m_context.connection(),
                          {m_account_sid, "calls", bad.sid, bad.reason, bad.raw},
                          m_context.remote.now());
    }
}

} // namespace calltally::sync
