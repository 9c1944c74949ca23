// SPDX-License-Identifier: MIT
#include "sync/call_batch.hpp"

#include "store/account_store.hpp"
#include "store/quarantine.hpp"
#include "store/suspected_calls.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>

namespace calltally::sync {

namespace {

/// A transaction writes most pages of the index by sid once, however few of its rows fall on each:
/// the more rows, the fewer such writes. What waits is held in memory, some 150 bytes a row.
constexpr std::size_t most_rows = 50'000;
constexpr std::size_t most_bytes = 16U << 20U; ///< the same, where rows are large or bad
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

void CallBatch::add(CallPage page, const std::string& account_sid, store::Window* window,
                    std::optional<std::int64_t> duplicates) {
    if (m_pending.empty()) {
        m_first_arrived = std::chrono::steady_clock::now();
    }
    m_rows += page.calls.size();
    m_bytes += bytes_held(page);
    Pending pending{std::move(page), account_sid, window, {}, !duplicates};
    pending.counts.rows = static_cast<std::int64_t>(pending.page.calls.size());
    pending.counts.quarantined = static_cast<std::int64_t>(pending.page.bad_rows.size());
    pending.counts.duplicates = duplicates.value_or(0);
    m_pending.push_back(std::move(pending));
    store_if_due();
}

void CallBatch::store_if_due() {
    const bool is_due = m_rows >= most_rows || m_bytes >= most_bytes ||
                        std::chrono::steady_clock::now() - m_first_arrived >= longest_wait;
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
    m_bytes = 0;
}

void CallBatch::store_rows() {
    struct Row {
        std::uint64_t first_digits;
        std::uint32_t pending;
        std::uint32_t call;
    };
    std::vector<Row> rows;
    rows.reserve(m_rows);
    for (std::uint32_t i = 0; i < m_pending.size(); ++i) {
        const core::PackedCalls& calls = m_pending[i].page.calls;
        for (std::uint32_t j = 0; j < calls.size(); ++j) {
            rows.push_back({calls.first_digits(j), i, j});
        }
    }
    const auto sid = [this](const Row& row) {
        return m_pending[row.pending].page.calls.sid(row.call);
    };
    // Of two rows of one call, the one that came later is taken later.
    std::sort(rows.begin(), rows.end(), [&sid](const Row& a, const Row& b) {
        if (a.first_digits != b.first_digits) {
            return a.first_digits < b.first_digits;
        }
        if (const int order = sid(a).compare(sid(b)); order != 0) {
            return order < 0;
        }
        return std::tie(a.pending, a.call) < std::tie(b.pending, b.call);
    });
    const core::Instant now = m_context.remote.now();
    m_context.totals.rows_read += static_cast<std::int64_t>(rows.size());
    core::Call call;
    for (const Row& row : rows) {
        Pending& pending = m_pending[row.pending];
        pending.page.calls.unpack(row.call, call);
        m_context.forget_if_to_come(call);
        store_row(call, pending, now);
    }
}

void CallBatch::store_row(const core::Call& call, Pending& pending, core::Instant now) {
    store::RunTotals& totals = m_context.totals;
    const store::PutResult result = m_calls.put(call, now);
    totals.rows_new += result == store::PutResult::inserted ? 1 : 0;
    totals.rows_changed += result == store::PutResult::changed ? 1 : 0;
    if (pending.window != nullptr) {
        pending.counts.out_of_window += is_outside(*pending.window, call) ? 1 : 0;
        pending.counts.duplicates +=
            pending.counts_duplicates && result != store::PutResult::inserted ? 1 : 0;
    }
    if (m_has_suspects) {
        store::no_longer_suspect(m_context.connection(), call.sid);
    }
    if (m_has_quarantine) {
        store::release_from_quarantine(m_context.connection(), call.account_sid, call.sid);
    }
}

void CallBatch::store_page_notes(const Pending& pending) {
    m_context.note(pending.page);
    for (const api::BadRow& bad : pending.page.bad_rows) {
        m_context.put_aside({pending.account_sid, "calls", bad.sid, bad.reason, bad.raw});
        if (!bad.sid && pending.window != nullptr) {
            list_again_next_time(*pending.window);
        }
    }
}

void CallBatch::list_again_next_time(const store::Window& window) {
    if (!m_listed_again.insert(window.id).second) {
        return;
    }
    store::Window again;
    again.account_sid = window.account_sid;
    again.days = window.days;
    again.is_open_ended = window.is_open_ended;
    again.is_reread = true;
    again.started_at = m_context.remote.now();
    store::open_window(m_context.connection(), m_context.run_id, again);
}

} // namespace calltally::sync
