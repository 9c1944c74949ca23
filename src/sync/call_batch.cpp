// SPDX-License-Identifier: MIT
#include "sync/call_batch.hpp"

#include "store/account_store.hpp"
#include "store/quarantine.hpp"
#include "store/suspected_calls.hpp"

#include <algorithm>

namespace calltally::sync {

namespace {

/// What waits is held in memory, about a kilobyte a row.
constexpr std::size_t most_rows = 25'000;
constexpr std::chrono::seconds longest_wait{1};

bool is_outside(const store::Window& window, const core::Call& call) {
    if (!call.start_time) {
        return true;
    }
    const core::Date date = core::date_of(*call.start_time);
    return date < window.days.from || (!window.is_open_ended && date >= window.days.to);
}

} // namespace

CallBatch::CallBatch(RunContext& context, store::CallStore& calls)
    : m_context(context), m_calls(calls),
      m_has_quarantine(store::quarantined_rows(context.connection()) > 0),
      m_has_suspects(store::has_suspects(context.connection())) {}

void CallBatch::add(api::Page<core::Call> page, const std::string& account_sid,
                    store::Window* window, std::optional<std::int64_t> duplicates) {
    if (m_pending.empty()) {
        m_first_arrived = std::chrono::steady_clock::now();
    }
    m_rows += page.rows.size();
    Pending pending{std::move(page), account_sid, window, {}, !duplicates};
    pending.counts.rows = static_cast<std::int64_t>(pending.page.rows.size());
    pending.counts.quarantined = static_cast<std::int64_t>(pending.page.bad_rows.size());
    pending.counts.duplicates = duplicates.value_or(0);
    m_pending.push_back(std::move(pending));
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
    store_rows();
    m_calls.write_roll_up();
    for (const Pending& pending : m_pending) {
        store_page_notes(pending);
        if (pending.window != nullptr) {
            store::record_page(connection, *pending.window, pending.counts,
                               pending.page.next_page_uri, m_context.remote.now());
            if (!pending.page.next_page_uri) {
                store::set_source(connection, pending.account_sid, store::Side::log);
            }
        }
    }
    transaction.commit();
    m_pending.clear();
    m_rows = 0;
}

void CallBatch::store_rows() {
    struct Row {
        const core::Call* call;
        Pending* pending;
    };
    std::vector<Row> rows;
    rows.reserve(m_rows);
    for (Pending& pending : m_pending) {
        for (const core::Call& call : pending.page.rows) {
            rows.push_back({&call, &pending});
        }
    }
    // Stable: of two rows of one call, the one that came later is taken later.
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& a, const Row& b) { return a.call->sid < b.call->sid; });
    const core::Instant now = m_context.remote.now();
    store::RunTotals& totals = m_context.totals;
    totals.rows_read += static_cast<std::int64_t>(rows.size());
    for (const Row& row : rows) {
        const store::PutResult result = m_calls.put(*row.call, now);
        totals.rows_new += result == store::PutResult::inserted ? 1 : 0;
        totals.rows_changed += result == store::PutResult::changed ? 1 : 0;
        Pending& pending = *row.pending;
        if (pending.window != nullptr) {
            pending.counts.out_of_window += is_outside(*pending.window, *row.call) ? 1 : 0;
            pending.counts.duplicates +=
                pending.counts_duplicates && result != store::PutResult::inserted ? 1 : 0;
        }
        if (m_has_suspects) {
            store::no_longer_suspect(m_context.connection(), row.call->sid);
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
                          {pending.account_sid, "calls", bad.sid, bad.reason, bad.raw},
                          m_context.remote.now());
    }
}

} // namespace calltally::sync
