// SPDX-License-Identifier: MIT
#include "sync/call_sync.hpp"

#include "api/requests.hpp"
#include "store/account_store.hpp"
#include "store/bindings.hpp"
#include "store/quarantine.hpp"
#include "sync/call_batch.hpp"
#include "sync/call_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::sync {

namespace {

using core::Date;
using core::DateRange;
using std::chrono::days;

/// How many calls a run asks for one by one, at most.
constexpr std::int64_t most_requests_by_sid = 500;
/// An interrupted window goes on at its next page only while that address can be trusted.
constexpr std::chrono::hours longest_interruption{12};

std::string calls_path_prefix(const std::string& account_sid) {
    return fmt::format("/2010-04-01/Accounts/{}/Calls", account_sid);
}

} // namespace

CallSync::CallSync(RunContext& context, std::string account_sid, const DateRange& period,
                   bool is_open_ended, days lookback)
    : m_context(context), m_account_sid(std::move(account_sid)), m_period(period),
      m_is_open_ended(is_open_ended), m_lookback(lookback),
      m_today(core::date_of(context.remote.now())), m_calls(context.connection()),
      m_seen(context.connection()) {}

void CallSync::run() {
    resume_open_windows();
    plan();
    const std::exception_ptr failure = read_windows();
    if (!failure || !m_complete_windows.empty()) {
        store::Transaction transaction(m_context.connection());
        store::set_source(m_context.connection(), m_account_sid, store::Side::log);
        transaction.commit();
    }
    settle();
    if (failure && !concerns_one_listing(failure)) {
        std::rethrow_exception(failure); // the server is not asked for more
    }
    find_vanished();
    ask_again();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

void CallSync::resume_open_windows() {
    SQLite::Database& connection = m_context.connection();
    const core::Instant now = m_context.remote.now();
    store::Transaction transaction(connection);
    for (store::Window& window :
         store::open_windows(connection, m_account_sid, store::Resource::calls)) {
        // A re-read must be whole to tell what vanished: it begins again.
        const bool can_go_on = !window.is_reread && window.next_page_uri &&
                               now - window.started_at < longest_interruption &&
                               m_period.from <= window.days.from && window.days.to <= m_period.to;
        if (can_go_on) {
            m_windows.push_back(std::move(window));
        } else {
            store::drop_window(connection, window.id);
        }
    }
    transaction.commit();
}

std::map<Date, std::int64_t> CallSync::daily_usage() const {
    SQLite::Statement query(m_context.connection(), R"sql(
        SELECT record.start_date, sum(record.count)
        FROM usage_records AS record
        JOIN usage_categories AS category ON category.category = record.category
        WHERE record.account_sid = ?1 AND record.includes_subaccounts = 0
            AND record.source = 'api' AND record.granularity = 'daily' AND category.kind IN ('comparison', 'flex', 'part')
            AND record.start_date >= ?2 AND record.start_date < ?3
        GROUP BY record.start_date)sql");
    store::bind(query, 1, m_account_sid);
    store::bind(query, 2, m_period.from);
    store::bind(query, 3, m_period.to);
    std::map<Date, std::int64_t> calls;
    while (query.executeStep()) {
        calls[store::date_column(query, 0).value()] = query.getColumn(1).getInt64();
    }
    return calls;
}

void CallSync::plan() {
    SQLite::Database& connection = m_context.connection();
    std::vector<store::Coverage> covered =
        store::coverage(connection, m_account_sid, store::Resource::calls, "", m_period);
    for (const store::Window& window : m_windows) { // under way already
        covered.push_back({window.days, window.started_at, window.started_at});
    }
    std::sort(covered.begin(), covered.end(),
              [](const auto& a, const auto& b) { return a.days.from < b.days.from; });
    std::vector<DateRange> first_read;
    std::vector<DateRange> reread{core::intersection({m_today - m_lookback, m_today}, m_period)};
    for (const DateRange& gap : store::gaps(covered, m_period)) {
        (store::stored_calls(connection, m_account_sid, gap) > 0 ? reread : first_read)
            .push_back(gap);
    }
    plan_reasked_days();
    reread.insert(reread.end(), m_reasked_days.begin(), m_reasked_days.end());

    // Days of a first read that lie in the look-back are read once.
    std::vector<DateRange> only_reread;
    for (const DateRange& range : joined(std::move(reread))) {
        std::vector<store::Coverage> taken;
        for (const DateRange& other : first_read) {
            taken.push_back({core::intersection(other, range), {}, {}});
        }
        std::erase_if(taken, [](const auto& stretch) { return stretch.days.empty(); });
        for (const DateRange& rest : store::gaps(taken, range)) {
            only_reread.push_back(rest);
        }
    }

    const auto daily_calls = daily_usage();
    for (const auto& [date, calls] : daily_calls) {
        for (const auto* ranges : {&first_read, &only_reread}) {
            for (const DateRange& range : *ranges) {
                m_expected_rows += range.contains(date) ? calls : 0;
            }
        }
    }
    const std::int64_t per_window =
        calls_per_window(m_expected_rows, m_context.remote.concurrency());
    add_windows(first_read, false, daily_calls, per_window);
    add_windows(only_reread, true, daily_calls, per_window);

    if (m_is_open_ended) {
        // The newest window takes today and whatever the server thinks is later.
        auto newest = std::find_if(m_windows.begin(), m_windows.end(), [&](const auto& window) {
            return window.days.to == m_period.to && window.id == 0;
        });
        if (newest == m_windows.end()) {
            store::Window window;
            window.account_sid = m_account_sid;
            window.days = {m_period.to, m_period.to};
            window.is_reread = true;
            newest = m_windows.insert(m_windows.end(), std::move(window));
        }
        newest->is_open_ended = true;
    }
    m_any_reread = std::any_of(m_windows.begin(), m_windows.end(),
                               [](const auto& window) { return window.is_reread; });
}

void CallSync::plan_reasked_days() {
    std::map<Date, std::vector<std::string>> by_day;
    for (store::AwaitedCall& call :
         store::calls_to_ask_again(m_context.connection(), m_account_sid, m_context.remote.now())) {
        if (call.usage_date) {
            by_day[*call.usage_date].push_back(std::move(call.sid));
        } else {
            m_awaited.push_back(std::move(call.sid));
        }
    }
    for (auto& [date, sids] : by_day) {
        const DateRange day{date, date + days{1}};
        const std::int64_t pages =
            1 + store::stored_calls(m_context.connection(), m_account_sid, day) / api::largest_page;
        const bool is_reread = m_today - m_lookback <= date;
        const bool can_list = m_period.contains(date);
        if (!is_reread && can_list && static_cast<std::int64_t>(sids.size()) > pages) {
            m_reasked_days.push_back(day);
        } else {
            m_awaited.insert(m_awaited.end(), sids.begin(), sids.end());
        }
    }
}

void CallSync::add_windows(const std::vector<DateRange>& ranges, bool is_reread,
                           const std::map<Date, std::int64_t>& daily_calls,
                           std::int64_t per_window) {
    for (const DateRange& range : plan_windows(ranges, daily_calls, per_window)) {
        store::Window window;
        window.account_sid = m_account_sid;
        window.days = range;
        window.is_reread = is_reread;
        m_windows.push_back(std::move(window));
    }
}

std::exception_ptr CallSync::read_windows() {
    SQLite::Database& connection = m_context.connection();
    std::vector<Listing> listings;
    {
        store::Transaction transaction(connection);
        for (store::Window& window : m_windows) {
            Listing listing;
            listing.account_sid = m_account_sid;
            listing.path_prefix = calls_path_prefix(m_account_sid);
            listing.targets.push_back(api::calls_target(
                m_account_sid, window.days.from,
                window.is_open_ended ? std::nullopt : std::optional{window.days.to}));
            listing.next_page_uri = window.next_page_uri;
            listings.push_back(std::move(listing));
            if (window.id == 0) {
                window.started_at = m_context.remote.now();
                window.id = store::open_window(connection, m_context.run_id, window);
            }
        }
        transaction.commit();
    }
    Listing queued; // calls without a start are in no window
    queued.account_sid = m_account_sid;
    queued.path_prefix = calls_path_prefix(m_account_sid);
    queued.targets.push_back(api::calls_by_status_target(m_account_sid, "queued"));
    listings.push_back(std::move(queued));

    std::exception_ptr failure;
    CallBatch batch(m_context, m_account_sid, m_calls, m_seen);
    ListingFetcher<core::Call> fetcher(m_context.remote, api::parse_calls_page);
    fetcher.run(
        listings,
        [&](FetchedPage<core::Call> fetched) {
            if (fetched.failure) {
                // One that stops the run before those that concern their listing alone.
                if (!failure || concerns_one_listing(failure)) {
                    failure = fetched.failure;
                }
                return;
            }
            store::Window* window =
                fetched.listing < m_windows.size() ? &m_windows[fetched.listing] : nullptr;
            if (window != nullptr) {
                window->next_page_uri = fetched.page.next_page_uri;
                if (!window->next_page_uri) {
                    m_complete_windows.insert(window->id);
                }
            }
            batch.add(std::move(fetched.page), window, m_any_reread);
            m_context.report({m_account_sid, "calls", m_context.totals.rows_read, m_expected_rows});
        },
        [&batch] { batch.store_if_due(); });
    batch.store();
    return failure;
}

void CallSync::find_vanished() {
    // Near the end of retention a call leaves the listing without having been deleted.
    const Date safe = core::retention_floor(m_today) + days{2};
    for (const store::Window& window : m_windows) {
        if (!window.is_reread || !m_complete_windows.contains(window.id)) {
            continue;
        }
        DateRange range = window.days;
        if (window.is_open_ended) {
            range.to = m_today + days{2};
        }
        range.from = std::max(range.from, safe);
        if (range.empty()) {
            continue;
        }
        for (const std::string& sid : m_seen.not_seen(m_account_sid, range, most_requests_by_sid)) {
            if (m_requests_by_sid >= most_requests_by_sid) {
                return;
            }
            const bool exists = ask_for(sid);
            if (!exists) {
                store::Transaction transaction(m_context.connection());
                m_calls.mark_missing(sid, m_context.remote.now());
                m_calls.write_roll_up();
                transaction.commit();
                ++m_context.totals.rows_changed;
            }
        }
    }
}

void CallSync::settle() {
    const core::Instant now = m_context.remote.now();
    const auto sids = store::calls_to_settle(m_context.connection(), m_account_sid, now);
    if (sids.empty()) {
        return;
    }
    m_context.report({m_account_sid, "settling"});
    store::Transaction transaction(m_context.connection());
    for (const std::string& sid : sids) {
        m_calls.settle(sid, now);
    }
    m_calls.write_roll_up();
    transaction.commit();
}

void CallSync::ask_again() {
    for (const std::string& sid : m_awaited) {
        if (m_requests_by_sid >= most_requests_by_sid) {
            return;
        }
        if (!m_seen.contains(sid)) {
            ask_for(sid); // one that is gone is found by a re-read, not here
        }
    }
}

bool CallSync::ask_for(const std::string& sid) {
    ++m_requests_by_sid;
    std::optional<api::Page<core::Call>> page;
    try {
        const api::Response response =
            m_context.remote.client().get(api::call_target(m_account_sid, sid));
        page = api::parse_call(response.body, m_account_sid);
    } catch (const api::ApiError& error) {
        if (error.failure() != api::Failure::not_found) {
            throw;
        }
    }
    const core::Instant now = m_context.remote.now();
    store::Transaction transaction(m_context.connection());
    if (page) {
        m_context.note(*page);
        for (const core::Call& call : page->rows) {
            const bool changed = m_calls.put(call, now) == store::PutResult::changed;
            m_context.totals.rows_changed += changed ? 1 : 0;
        }
        for (const api::BadRow& bad : page->bad_rows) {
            ++m_context.totals.rows_quarantined;
            store::quarantine(m_context.connection(),
                              {m_account_sid, "calls", bad.sid, bad.reason, bad.raw}, now);
        }
    }
    m_calls.mark_checked(sid, now);
    m_calls.write_roll_up();
    transaction.commit();
    return page.has_value();
}

} // namespace calltally::sync
