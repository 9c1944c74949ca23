// SPDX-License-Identifier: MIT
#include "sync/usage_sync.hpp"

#include "api/requests.hpp"
#include "store/account_store.hpp"
#include "store/month_freshness.hpp"
#include "store/quarantine.hpp"
#include "store/usage_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace calltally::sync {

namespace {

using core::DateRange;
using Page = api::Page<core::UsageRecord>;

bool is_daily(const store::Window& window) {
    return window.resource == store::Resource::usage_daily;
}

store::Granularity granularity_of(const store::Window& window) {
    return is_daily(window) ? store::Granularity::daily : store::Granularity::monthly;
}

store::UsageScope scope_of(const store::Window& window) {
    return window.includes_subaccounts ? store::UsageScope::with_subaccounts
                                       : store::UsageScope::own;
}

/// Whether it is known which category and days of the listing the row is of.
bool is_of(const DateRange& listed, bool is_daily, const api::BadRow& bad) {
    return bad.usage && bad.usage->days.from >= listed.from && bad.usage->days.to <= listed.to &&
           (is_daily ? bad.usage->days.days() == 1 : core::months_of(bad.usage->days).size() == 1);
}

Listing to_listing(const store::Window& window, const DateRange& range, std::size_t group) {
    Listing listing;
    listing.account_sid = window.account_sid;
    // Twilio's usage has been seen to fail on pages of 1000.
    for (const int page_size : {1000, 500, 250, 100, 50}) {
        listing.targets.push_back(
            api::usage_target(window.account_sid,
                              is_daily(window) ? api::UsageGrain::daily : api::UsageGrain::monthly,
                              window.category, range, window.includes_subaccounts, page_size));
    }
    listing.path_prefix = fmt::format("/2010-04-01/Accounts/{}/Usage/Records", window.account_sid);
    listing.group = group;
    listing.category = window.category;
    return listing;
}

} // namespace

UsageSync::UsageSync(RunContext& context, std::vector<AccountRun>& accounts,
                     std::chrono::days lookback)
    : m_context(context), m_accounts(accounts) {
    const core::Date today = core::date_of(context.remote.now());
    for (const AccountRun& account : accounts) {
        m_plans.emplace_back(context.connection(), account.sid(), account.usage_days, today,
                             lookback);
    }
}

void UsageSync::run() {
    m_context.report({.step = "usage"});
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        if (!m_plans[i].months().empty()) {
            add_months(i, false);
            if (m_accounts[i].is_parent && !m_plans[i].months_with_subaccounts().empty()) {
                add_months(i, true);
            }
        }
    }
    read_all(api::parse_monthly_usage_page);
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        if (!m_accounts[i].usage_given_up && !m_plans[i].months().empty()) {
            add_days(i);
        }
    }
    add_days_in_doubt();
    read_all(api::parse_daily_usage_page);
    release_rows_of_the_past();
}

void UsageSync::release_rows_of_the_past() {
    store::Transaction transaction(m_context.connection());
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        if (m_accounts[i].failure || !m_plans[i].reads_all_months()) {
            continue;
        }
        for (const store::KeptRow& row :
             store::rows_to_ask_for(m_context.connection(), m_accounts[i].sid())) {
            if (row.resource != "calls" && !m_context.has_seen(row)) {
                store::release_row(m_context.connection(), row.id);
            }
        }
    }
    transaction.commit();
}

void UsageSync::add(Task task) {
    task.window.account_sid = m_accounts[task.account].sid();
    task.window.started_at = m_context.remote.now();
    m_listings.push_back(to_listing(task.window, task.range, task.account));
    m_tasks.push_back(std::move(task));
}

void UsageSync::add_months(std::size_t account, bool with_subaccounts) {
    const UsagePlan& plan = m_plans[account];
    Task task;
    task.account = account;
    task.range = with_subaccounts ? plan.months_with_subaccounts() : plan.months();
    task.window.resource = store::Resource::usage_monthly;
    task.window.includes_subaccounts = with_subaccounts;
    task.window.days = plan.closed(task.range);
    add(std::move(task));
}

void UsageSync::add_days(std::size_t account) {
    for (const CategoryDays& wanted : m_plans[account].daily()) {
        add_days(account, wanted);
    }
}

void UsageSync::add_days(std::size_t account, const CategoryDays& wanted) {
    Task task;
    task.account = account;
    task.range = wanted.days;
    task.window.resource = store::Resource::usage_daily;
    task.window.category = wanted.category;
    task.window.days = m_plans[account].closed(wanted.days);
    if (wanted.is_known) {
        task.is_known = true;
        task.window.account_sid = m_accounts[account].sid();
        task.window.started_at = m_context.remote.now();
        store_task(task);
    } else {
        add(std::move(task));
    }
}

void UsageSync::add_days_in_doubt() {
    std::int64_t requests = requests_to_look_again(m_context.remote);
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        if (m_accounts[i].usage_given_up || m_plans[i].months().empty()) {
            continue;
        }
        for (const CategoryDays& doubted : m_plans[i].daily_in_doubt()) {
            if (requests-- == 0) {
                return;
            }
            add_days(i, doubted);
        }
    }
}

void UsageSync::read_all(ListingFetcher<core::UsageRecord>::Parse parse) {
    std::vector<Task> tasks = std::exchange(m_tasks, {});
    const std::vector<Listing> listings = std::exchange(m_listings, {});
    ListingFetcher<core::UsageRecord> fetcher(m_context.remote, parse);
    fetcher.run(
        listings,
        [&](FetchedPage<core::UsageRecord> fetched) {
            Task& task = tasks[fetched.listing];
            if (fetched.is_restart) {
                task.pages.clear();
            }
            if (fetched.failure) {
                take_failure(task, fetched.failure);
                return;
            }
            const bool is_last = !fetched.page.next_page_uri;
            task.pages.push_back(std::move(fetched.page));
            if (is_last) {
                store_task(task);
                task.pages = {};
            }
        },
        [] {});
}

void UsageSync::take_failure(Task& task, std::exception_ptr failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const api::ApiError& error) {
        if (task.pages.empty() && is_empty_answer(task, error)) {
            store_task(task);
            return;
        }
        if (is_daily(task.window) && error.failure() == api::Failure::not_found) {
            // Seen of Twilio. The days stay unread, and the month's own record stands.
            ++m_context.totals.warnings[fmt::format(
                "usage of {} by day is answered 404, though its month is not",
                task.window.category)];
            return;
        }
        if (error.says_there_is_none()) {
            // Usage does not go away: nothing that is set wrong here, and nothing to be believed.
            failure = std::make_exception_ptr(
                api::ApiError(api::Failure::contract, core::ExitCode::contract_broken,
                              fmt::format("usage of {} that was there is answered with {}",
                                          task.window.account_sid, error.what()),
                              "run the sync again later; what is stored stays", error.http_status(),
                              error.twilio_code()));
        }
    } catch (...) { // note_failure() throws it
    }
    AccountRun& account = m_accounts[task.account];
    if (!note_failure(account, failure) || !is_daily(task.window)) {
        account.usage_given_up = true;
    }
}

bool UsageSync::is_empty_answer(const Task& task, const api::ApiError& error) const {
    return error.says_there_is_none() &&
           !store::has_usage(m_context.connection(), task.window.account_sid,
                             store::Granularity::monthly, scope_of(task.window),
                             task.window.category, task.range);
}

void UsageSync::store_task(const Task& task) {
    SQLite::Database& connection = m_context.connection();
    const core::Instant now = m_context.remote.now();
    store::Transaction transaction(connection);
    store::Window window = task.window;
    window.id = store::open_window(connection, m_context.run_id, window);
    store::PageCounts counts;
    std::set<std::pair<std::string, core::Date>> listed;
    bool all_are_known = true;
    core::Instant as_of = now;
    for (const Page& page : task.pages) {
        store_page(task, page);
        counts.rows += static_cast<std::int64_t>(page.rows.size());
        counts.quarantined += static_cast<std::int64_t>(page.bad_rows.size());
        for (const core::UsageRecord& record : page.rows) {
            listed.emplace(record.category, record.days.from);
            as_of = std::min(as_of, record.as_of.value_or(now));
        }
        for (const api::BadRow& bad : page.bad_rows) {
            if (is_of(task.range, is_daily(task.window), bad)) {
                listed.emplace(bad.usage->category, bad.usage->days.from);
            } else {
                all_are_known = false;
            }
        }
    }
    if (task.is_known) {
        store::confirm_days(connection, window.account_sid, window.category, task.range);
    } else if (all_are_known) { // else what seems to be absent may be among those
        store::remove_absent_usage(connection, window.account_sid, granularity_of(window),
                                   scope_of(window), window.category, task.range, listed, now);
    }
    store::record_page(connection, window, counts, std::nullopt, now);
    if (!is_daily(window) && !has_better_usage(window)) {
        store::note_usage_reading(connection, window.account_sid, task.range, as_of, now);
    }
    if (!is_daily(window) && !window.includes_subaccounts) {
        store::set_source(connection, window.account_sid, store::Side::usage);
    }
    transaction.commit();
}

bool UsageSync::has_better_usage(const store::Window& window) const {
    return window.includes_subaccounts &&
           !store::coverage(m_context.connection(), window.account_sid, window.resource,
                            window.category, window.days)
                .empty();
}

void UsageSync::store_page(const Task& task, const Page& page) {
    const core::Instant now = m_context.remote.now();
    const std::string_view resource = task.window.includes_subaccounts
                                          ? "usage_with_subaccounts"
                                          : store::name_of(task.window.resource);
    m_context.note(page);
    for (core::UsageRecord record : page.rows) {
        m_context.forget_if_to_come(record);
        store::put_usage_record(m_context.connection(), record, granularity_of(task.window),
                                scope_of(task.window), now);
    }
    for (const api::BadRow& bad : page.bad_rows) {
        m_context.put_aside({task.window.account_sid, resource, bad.sid, bad.reason, bad.raw});
        if (is_of(task.range, is_daily(task.window),
                  bad)) { // the category was not reported as zero
            core::UsageRecord unread;
            unread.account_sid = task.window.account_sid;
            unread.category = bad.usage->category;
            unread.days = bad.usage->days;
            store::put_unread_usage(m_context.connection(), unread, granularity_of(task.window),
                                    scope_of(task.window), now);
        }
    }
}

} // namespace calltally::sync
