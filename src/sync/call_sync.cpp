// SPDX-License-Identifier: MIT
#include "sync/call_sync.hpp"

#include "api/requests.hpp"
#include "store/quarantine.hpp"
#include "store/unsettled_calls.hpp"
#include "sync/call_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace calltally::sync {

namespace {

using core::DateRange;

std::string calls_path_prefix(const std::string& account_sid) {
    return fmt::format("/2010-04-01/Accounts/{}/Calls", account_sid);
}

std::exception_ptr large_shrink(const store::Window& window, const Reread::Result& result) {
    return std::make_exception_ptr(api::ApiError(
        api::Failure::contract, core::ExitCode::contract_broken,
        fmt::format("the call log from {} to {} lacks {} of the {} calls it had before: more than "
                    "20 %, which is not believed",
                    core::format_date(window.days.from).view(),
                    core::format_date(window.days.to).view(), result.gone.size(), result.stored),
        "if they were deleted, run the sync once with --accept-shrink; otherwise run it again "
        "later"));
}

} // namespace

CallSync::CallSync(RunContext& context, std::vector<AccountRun>& accounts,
                   const SyncOptions& options)
    : m_context(context), m_accounts(accounts), m_options(options),
      m_today(core::date_of(context.remote.now())), m_calls(context.connection()),
      m_single_calls(context, accounts, m_calls), m_queues(accounts.size()) {}

void CallSync::plan(const UsageSync& usage) {
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        m_plans.emplace_back(m_context.connection(), m_accounts[i], usage.plan(i).daily_calls(),
                             !m_accounts[i].usage_given_up, m_context.remote.now(),
                             m_options.lookback);
        m_expected_calls += m_plans.back().expected_calls();
    }
    const std::int64_t per_window =
        calls_per_window(m_expected_calls, m_context.remote.concurrency());
    std::vector<std::pair<std::size_t, PlannedWindow>> planned;
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        for (PlannedWindow& window : m_plans[i].windows(per_window)) {
            planned.emplace_back(i, std::move(window));
        }
    }
    // The longest chains first, so that none is left over at the end for one connection alone.
    std::stable_sort(planned.begin(), planned.end(), [](const auto& a, const auto& b) {
        return a.second.expected_calls > b.second.expected_calls;
    });
    for (auto& [account, window] : planned) {
        add_window(account, std::move(window));
    }
}

void CallSync::add_window(std::size_t account, PlannedWindow window) {
    m_forecast.add_window(window.expected_calls);
    m_windows.push_back(std::move(window));
    m_window_accounts.push_back(account);
    m_rereads.emplace_back();
}

void CallSync::run() {
    {
        store::Transaction transaction(m_context.connection());
        drop_windows(); // at once with what takes their place: none may be forgotten
        open_windows(0);
        transaction.commit();
    }
    read_windows(0, true);
    list_again();
    settle();
    suspect_queued();
    report("single calls");
    m_single_calls.ask(m_plans);
    release_rows_of_the_past();
}

void CallSync::release_rows_of_the_past() {
    store::Transaction transaction(m_context.connection());
    for (const AccountRun& account : m_accounts) {
        if (account.failure || !account.is_open_ended) {
            continue; // not everything was listed that may hold them
        }
        for (const store::KeptRow& row :
             store::rows_to_ask_for(m_context.connection(), account.sid())) {
            if (row.resource == "calls" && !row.sid && !m_context.has_seen(row)) {
                store::release_row(m_context.connection(), row.id);
            }
        }
    }
    transaction.commit();
}

void CallSync::report(std::string_view step) const {
    // Rows are stored, and counted, many at a time: what arrived is ahead of them.
    const std::int64_t rows = std::max(m_context.totals.rows_read, m_forecast.arrived());
    const std::int64_t expected = std::max(rows, m_forecast.total());
    m_context.report(
        {.step = step, .rows = rows, .expected_rows = m_expected_calls > 0 ? expected : 0});
}

void CallSync::drop_windows() {
    for (const AccountCallPlan& plan : m_plans) {
        for (const std::int64_t id : plan.windows_to_drop()) {
            store::drop_window(m_context.connection(), id);
        }
    }
}

void CallSync::list_again() {
    const std::size_t first = m_windows.size();
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        add_again(i, m_accounts[i].call_days, 1);
    }
    if (first < m_windows.size()) {
        store::Transaction transaction(m_context.connection());
        open_windows(first);
        transaction.commit();
        read_windows(first, false);
    }
}

void CallSync::list_again_beside(const CallBatch& batch, Fetcher& fetcher) {
    if (m_read.empty() || !batch.empty()) {
        return;
    }
    const std::size_t first = m_windows.size();
    for (const std::size_t window : std::exchange(m_read, {})) {
        // Days that fill no page wait for the others, to be joined with them.
        add_again(m_window_accounts[window], m_windows[window].window.days,
                  AccountCallPlan::most_calls_joined + 1);
    }
    if (first < m_windows.size()) {
        store::Transaction transaction(m_context.connection());
        open_windows(first);
        transaction.commit();
        for (std::size_t i = first; i < m_windows.size(); ++i) {
            m_asked.push_back({m_window_accounts[i], i});
            fetcher.add(listing_of(i));
        }
    }
}

void CallSync::add_again(std::size_t account, const DateRange& days, std::int64_t fewest_calls) {
    if (m_accounts[account].failure) {
        return; // its log is not whole yet
    }
    for (const DateRange& range : m_plans[account].days_short_of_calls(days)) {
        PlannedWindow again = m_plans[account].window_of(range, true);
        if (again.expected_calls < fewest_calls) {
            continue;
        }
        const std::int64_t requests = 1 + again.expected_calls / api::largest_page;
        if (m_requests_again + requests > requests_to_look_again(m_context.remote)) {
            return;
        }
        m_requests_again += requests;
        add_window(account, std::move(again));
    }
}

void CallSync::open_windows(std::size_t first) {
    for (std::size_t i = first; i < m_windows.size(); ++i) {
        store::Window& window = m_windows[i].window;
        if (window.id == 0) {
            window.started_at = m_context.remote.now();
            window.id = store::open_window(m_context.connection(), m_context.run_id, window);
        }
    }
}

Listing CallSync::listing_of(std::size_t window) const {
    const store::Window& asked = m_windows[window].window;
    Listing listing;
    listing.account_sid = asked.account_sid;
    listing.path_prefix = calls_path_prefix(asked.account_sid);
    listing.targets.push_back(
        api::calls_target(asked.account_sid, asked.days.from,
                          asked.is_open_ended ? std::nullopt : std::optional{asked.days.to}));
    listing.next_page_uri = asked.next_page_uri;
    listing.group = m_window_accounts[window];
    constexpr core::Date never{std::chrono::year{10000} / 1 / 1};
    listing.days = {asked.days.from, asked.is_open_ended ? never : asked.days.to};
    return listing;
}

Listing CallSync::listing_of_queue(std::size_t account) const {
    Listing queued;
    queued.account_sid = m_accounts[account].sid();
    queued.path_prefix = calls_path_prefix(queued.account_sid);
    queued.targets.push_back(api::calls_by_status_target(queued.account_sid, "queued"));
    queued.group = account;
    return queued;
}

void CallSync::read_windows(std::size_t first, bool with_queued) {
    std::vector<Listing> listings;
    m_asked.clear();
    for (std::size_t i = first; i < m_windows.size(); ++i) {
        m_asked.push_back({m_window_accounts[i], i});
        listings.push_back(listing_of(i));
    }
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        if (with_queued && m_plans[i].lists_queued()) {
            m_asked.push_back({i, std::nullopt});
            listings.push_back(listing_of_queue(i));
        }
    }

    report("calls");
    CallBatch batch(m_context, m_calls);
    Fetcher fetcher(m_context.remote, api::parse_calls_page);
    try {
        fetcher.run(
            std::move(listings),
            [&](FetchedPage<core::Call, CallPage> fetched) {
                const Asked asked = m_asked[fetched.listing];
                if (fetched.failure) {
                    note_failure_of_calls(m_accounts[asked.account], fetched.failure);
                } else if (asked.window) {
                    take_page(*asked.window, std::move(fetched), batch);
                } else {
                    take_queued_page(std::move(fetched), asked.account, batch);
                }
                list_again_beside(batch, fetcher);
                report("calls");
            },
            [&] {
                batch.store_if_due();
                list_again_beside(batch, fetcher);
            });
    } catch (const api::ApiError&) {
        batch.store(); // what arrived is kept
        throw;
    }
    batch.store();
}

void CallSync::take_page(std::size_t index, FetchedPage<core::Call, CallPage> fetched,
                         CallBatch& batch) {
    store::Window& window = m_windows[index].window;
    window.next_page_uri = fetched.page.next_page_uri;
    const bool is_complete = !fetched.page.next_page_uri;
    m_forecast.add_page(index, static_cast<std::int64_t>(fetched.page.calls.size()),
                        fetched.is_restart, is_complete);
    if (!window.is_reread) {
        if (is_complete) {
            m_read.push_back(index);
        }
        batch.add(std::move(fetched.page), window.account_sid, &window);
        return;
    }
    Reread& reread = m_rereads[index];
    if (fetched.is_restart) {
        reread.clear();
    }
    for (std::size_t i = 0; i < fetched.page.calls.size(); ++i) {
        reread.add(fetched.page.calls.sid(i));
    }
    for (const api::BadRow& bad : fetched.page.bad_rows) {
        if (bad.sid) { // cannot be read, but it is there
            reread.add(*bad.sid);
        }
    }
    std::int64_t duplicates = 0;
    if (is_complete && !finish_reread(index, duplicates)) {
        // Its rows are as good as any; that it was the whole is what is not believed.
        batch.add(std::move(fetched.page), window.account_sid, nullptr);
        // The window stays open: the runs to come ask again, until the calls are back or accepted.
        return;
    }
    batch.add(std::move(fetched.page), window.account_sid, &window, duplicates);
}

void CallSync::take_queued_page(FetchedPage<core::Call, CallPage> fetched, std::size_t account,
                                CallBatch& batch) {
    Queue& queue = m_queues[account];
    if (fetched.is_restart) {
        queue.sids.clear();
    }
    for (std::size_t i = 0; i < fetched.page.calls.size(); ++i) {
        queue.sids.emplace(fetched.page.calls.sid(i));
    }
    for (const api::BadRow& bad : fetched.page.bad_rows) {
        if (bad.sid) {
            queue.sids.insert(*bad.sid);
        }
    }
    queue.is_complete = !fetched.page.next_page_uri;
    batch.add(std::move(fetched.page), m_accounts[account].sid(), nullptr);
}

void CallSync::suspect_queued() {
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        if (!m_queues[i].is_complete) {
            continue;
        }
        for (std::string& sid :
             store::calls_without_start(m_context.connection(), m_accounts[i].sid())) {
            if (!m_queues[i].sids.contains(sid)) {
                m_single_calls.suspect(i, std::move(sid));
            }
        }
    }
}

bool CallSync::finish_reread(std::size_t index, std::int64_t& duplicates) {
    const store::Window& window = m_windows[index].window;
    Reread reread = std::exchange(m_rereads[index], {});
    duplicates = reread.count_duplicates();
    Reread::Result result = reread.compare(m_context.connection(), window, m_today);
    const std::size_t account = m_window_accounts[index];
    if (result.is_large_shrink() && !m_options.accept_shrink) {
        note_failure_of_calls(m_accounts[account], large_shrink(window, result));
        return false;
    }
    for (std::string& sid : result.gone) {
        m_single_calls.suspect(account, std::move(sid));
    }
    return true;
}

void CallSync::settle() {
    report("settling");
    const core::Instant now = m_context.remote.now();
    for (const AccountRun& account : m_accounts) {
        const auto sids = store::calls_to_settle(m_context.connection(), account.sid(), now);
        if (sids.empty()) {
            continue;
        }
        store::Transaction transaction(m_context.connection());
        for (const std::string& sid : sids) {
            m_calls.settle(sid, now);
        }
        m_calls.write_roll_up();
        transaction.commit();
    }
}

} // namespace calltally::sync
