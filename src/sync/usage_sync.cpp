// SPDX-License-Identifier: MIT
#include "sync/usage_sync.hpp"

#include "api/requests.hpp"
#include "store/account_store.hpp"
#include "store/bindings.hpp"
#include "store/quarantine.hpp"
#include "store/usage_store.hpp"
#include "sync/listing_fetcher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace calltally::sync {

namespace {

using core::Date;
using core::DateRange;

/// Only Twilio's own code says that there is none: a server without usage answers 404 as well.
bool is_nothing_found(const api::ApiError& error) {
    constexpr int nothing_found = 20404;
    return error.failure() == api::Failure::not_found && error.twilio_code() == nothing_found;
}

core::Date first_of_month(Date date) {
    return core::month_range(core::month_of(date)).from;
}

Listing usage_listing(const std::string& account_sid, api::UsageGrain grain,
                      const std::string& category, const DateRange& range, bool with_subaccounts) {
    Listing listing;
    listing.account_sid = account_sid;
    // Twilio's usage has been seen to fail on pages of 1000.
    for (const int page_size : {1000, 500, 250, 100, 50}) {
        listing.targets.push_back(
            api::usage_target(account_sid, grain, category, range, with_subaccounts, page_size));
    }
    listing.path_prefix = fmt::format("/2010-04-01/Accounts/{}/Usage/Records", account_sid);
    return listing;
}

/// The records that stand for calls, by day: what is compared, its Flex twins and rollups, and the
/// parts of what is absent.
std::vector<std::string> categories_by_day(SQLite::Database& connection,
                                           const std::string& account_sid, const DateRange& range) {
    SQLite::Statement query(connection, R"sql(
        SELECT category FROM usage_categories AS category
        WHERE compares_as IS NOT NULL OR (kind = 'part' AND NOT EXISTS (
            SELECT 1 FROM usage_records AS record
            WHERE record.account_sid = ?1 AND record.includes_subaccounts = 0
                AND record.source = 'api' AND record.granularity = 'monthly' AND record.category = category.parent_category
                AND record.start_date >= ?2 AND record.start_date < ?3))
        ORDER BY category)sql");
    store::bind(query, 1, account_sid);
    store::bind(query, 2, range.from);
    store::bind(query, 3, range.to);
    std::vector<std::string> categories;
    while (query.executeStep()) {
        categories.push_back(query.getColumn(0).getString());
    }
    return categories;
}

} // namespace

UsageSync::UsageSync(RunContext& context, std::string account_sid, const DateRange& period,
                     std::chrono::days lookback)
    : m_context(context), m_account_sid(std::move(account_sid)), m_period(period),
      m_lookback(lookback) {
    m_range = stale_range();
}

DateRange UsageSync::stale_range() const {
    const Date today = core::date_of(m_context.remote.now());
    const DateRange whole{first_of_month(m_period.from), m_period.to};
    Date from = std::min(today - m_lookback, whole.to - std::chrono::days{1});
    const auto covered =
        store::coverage(m_context.connection(), m_account_sid, store::Resource::usage_monthly, "",
                        {whole.from, std::min(whole.to, today)});
    const auto gaps = store::gaps(covered, {whole.from, std::min(whole.to, today)});
    if (!gaps.empty()) {
        from = std::min(from, gaps.front().from);
    }
    if (const auto unread = first_day_not_read(whole)) {
        from = std::min(from, *unread);
    }
    // A day that was read before it was complete is read again, however long ago it was.
    SQLite::Statement early(m_context.connection(), R"sql(
        SELECT min(start_date) FROM usage_records
        WHERE account_sid = ?1 AND includes_subaccounts = 0 AND source = 'api'
            AND granularity = 'daily'
            AND start_date >= ?2 AND as_of < date(start_date, '+1 day'))sql");
    store::bind(early, 1, m_account_sid);
    store::bind(early, 2, whole.from);
    if (early.executeStep()) {
        if (const auto date = store::date_column(early, 0)) {
            from = std::min(from, *date);
        }
    }
    // Months are read whole: their zeros stand for all their days.
    return {std::max(first_of_month(from), whole.from), whole.to};
}

std::optional<Date> UsageSync::first_day_not_read(const DateRange& range) const {
    // A run that ended between the months and their days has left the days for the next one.
    SQLite::Database& connection = m_context.connection();
    const Date today = core::date_of(m_context.remote.now());
    std::optional<Date> first;
    for (const std::string& category : categories_by_day(connection, m_account_sid, range)) {
        for (const core::Month month : core::months_of(range)) {
            const DateRange closed =
                core::intersection(core::month_range(month), {range.from, today});
            if (closed.empty() || (first && *first <= closed.from) ||
                !store::has_usage(connection, m_account_sid, store::Granularity::monthly,
                                  store::UsageScope::own, category, closed)) {
                continue;
            }
            const auto covered = store::coverage(connection, m_account_sid,
                                                 store::Resource::usage_daily, category, closed);
            const auto gaps = store::gaps(covered, closed);
            if (!gaps.empty()) {
                first = first ? std::min(*first, gaps.front().from) : gaps.front().from;
            }
        }
    }
    return first;
}

DateRange UsageSync::closed_days() const {
    return {m_range.from, std::min(m_range.to, core::date_of(m_context.remote.now()))};
}

void UsageSync::read_own() {
    m_context.report({m_account_sid, "usage"});
    if (m_range.empty()) {
        return;
    }
    read_monthly(false);
    read_daily();
}

DateRange UsageSync::range_with_subaccounts() const {
    const Date today = core::date_of(m_context.remote.now());
    const DateRange closed{first_of_month(m_period.from), std::min(m_period.to, today)};
    const auto covered = store::coverage(m_context.connection(), m_account_sid,
                                         store::Resource::usage_monthly, "", closed, true);
    const auto gaps = store::gaps(covered, closed);
    const Date from = gaps.empty() ? m_range.from : first_of_month(gaps.front().from);
    return {std::min(from, m_range.from), m_range.to};
}

void UsageSync::read_with_subaccounts() {
    m_range = range_with_subaccounts();
    if (!m_range.empty()) {
        read_monthly(true);
    }
}

bool UsageSync::is_empty_answer(const api::ApiError& error, bool with_subaccounts) const {
    const auto scope =
        with_subaccounts ? store::UsageScope::with_subaccounts : store::UsageScope::own;
    return is_nothing_found(error) &&
           !store::has_usage(m_context.connection(), m_account_sid, store::Granularity::monthly,
                             scope, "", m_range);
}

void UsageSync::read_monthly(bool with_subaccounts) {
    SQLite::Database& connection = m_context.connection();
    store::Window window;
    window.account_sid = m_account_sid;
    window.resource = store::Resource::usage_monthly;
    window.includes_subaccounts = with_subaccounts;
    window.days = closed_days();
    window.started_at = m_context.remote.now();

    // All pages are stored together: a month is read or it is not.
    std::vector<api::Page<core::UsageRecord>> pages;
    std::exception_ptr failure;
    ListingFetcher<core::UsageRecord> fetcher(m_context.remote, api::parse_monthly_usage_page);
    fetcher.run(
        {usage_listing(m_account_sid, api::UsageGrain::monthly, "", m_range, with_subaccounts)},
        [&](FetchedPage<core::UsageRecord> fetched) {
            if (fetched.is_restart) {
                pages.clear();
            }
            if (fetched.failure) {
                failure = fetched.failure;
            } else {
                pages.push_back(std::move(fetched.page));
            }
        },
        [] {});
    if (failure) {
        try {
            std::rethrow_exception(failure);
        } catch (const api::ApiError& error) {
            // A range without usage is answered 404 at times; a page that is gone is none.
            if (!pages.empty() || !is_empty_answer(error, with_subaccounts)) {
                throw;
            }
        }
    }
    store::Transaction transaction(connection);
    store_listing(pages, window, m_range);
    if (!with_subaccounts) {
        store::set_source(connection, m_account_sid, store::Side::usage);
    }
    transaction.commit();
}

void UsageSync::read_daily() {
    SQLite::Database& connection = m_context.connection();
    std::vector<Listing> listings;
    std::vector<store::Window> windows;
    std::vector<DateRange> asked_days;
    for (const std::string& category : categories_by_day(connection, m_account_sid, m_range)) {
        // From the first to the last month that is not zero; the others took their zeros from
        // the monthly listing.
        std::optional<DateRange> days;
        for (const core::Month month : core::months_of(m_range)) {
            const DateRange whole = core::intersection(core::month_range(month), m_range);
            // Days that a month no longer counts are read once more, to be corrected.
            const bool has_usage =
                store::has_usage(connection, m_account_sid, store::Granularity::monthly,
                                 store::UsageScope::own, category, whole) ||
                store::has_usage(connection, m_account_sid, store::Granularity::daily,
                                 store::UsageScope::own, category, whole);
            if (has_usage) {
                days = DateRange{days ? days->from : whole.from, whole.to};
            }
        }
        if (!days) {
            continue;
        }
        listings.push_back(
            usage_listing(m_account_sid, api::UsageGrain::daily, category, *days, false));
        store::Window window;
        window.account_sid = m_account_sid;
        window.resource = store::Resource::usage_daily;
        window.category = category;
        window.days = core::intersection(*days, closed_days());
        window.started_at = m_context.remote.now();
        windows.push_back(std::move(window));
        asked_days.push_back(*days);
    }

    std::vector<std::vector<api::Page<core::UsageRecord>>> pages(listings.size());
    std::exception_ptr failure;
    const auto note_failure = [&](const std::exception_ptr& problem, std::size_t listing) {
        store::Window& window = windows[listing];
        try {
            std::rethrow_exception(problem);
        } catch (const api::ApiError& error) {
            if (is_nothing_found(error) && pages[listing].empty() &&
                !store::has_usage(connection, m_account_sid, store::Granularity::monthly,
                                  store::UsageScope::own, window.category, asked_days[listing])) {
                // The month says the same: its days, read before, were taken back.
                store::Transaction transaction(connection);
                store_listing({}, window, asked_days[listing]);
                transaction.commit();
                return;
            }
            if (error.failure() == api::Failure::not_found) {
                // Seen of Twilio. The days stay unread, and the month's own record stands.
                ++m_context.totals.warnings["usage of " + window.category +
                                            " by day is answered 404, though its month is not"];
                return;
            }
        } catch (...) {
        }
        if (!failure || concerns_one_listing(failure)) {
            failure = problem;
        }
    };
    ListingFetcher<core::UsageRecord> fetcher(m_context.remote, api::parse_daily_usage_page);
    fetcher.run(
        listings,
        [&](FetchedPage<core::UsageRecord> fetched) {
            auto& read = pages[fetched.listing];
            if (fetched.is_restart) {
                read.clear();
            }
            if (fetched.failure) {
                note_failure(fetched.failure, fetched.listing);
                return;
            }
            const bool is_last = !fetched.page.next_page_uri;
            read.push_back(std::move(fetched.page));
            if (!is_last) {
                return;
            }
            store::Window& window = windows[fetched.listing];
            store::Transaction transaction(connection);
            store_listing(read, window, asked_days[fetched.listing]);
            transaction.commit();
            read.clear();
        },
        [] {});
    if (failure) {
        std::rethrow_exception(failure);
    }
}

void UsageSync::store_listing(const std::vector<api::Page<core::UsageRecord>>& pages,
                              store::Window& window, const DateRange& asked_days) {
    SQLite::Database& connection = m_context.connection();
    const bool daily = window.resource == store::Resource::usage_daily;
    window.id = store::open_window(connection, m_context.run_id, window);
    store::PageCounts counts;
    std::set<std::pair<std::string, Date>> listed;
    for (const auto& page : pages) {
        store_page(page, daily, window.includes_subaccounts);
        counts.rows += static_cast<std::int64_t>(page.rows.size());
        counts.quarantined += static_cast<std::int64_t>(page.bad_rows.size());
        for (const core::UsageRecord& record : page.rows) {
            listed.emplace(record.category, record.days.from);
        }
    }
    if (counts.quarantined == 0) { // else what seems to be absent may be among those
        store::remove_absent_usage(connection, m_account_sid,
                                   daily ? store::Granularity::daily : store::Granularity::monthly,
                                   window.includes_subaccounts ? store::UsageScope::with_subaccounts
                                                               : store::UsageScope::own,
                                   window.category, asked_days, listed, m_context.remote.now());
    }
    store::record_page(connection, window, counts, std::nullopt, m_context.remote.now());
}

void UsageSync::store_page(const api::Page<core::UsageRecord>& page, bool daily,
                           bool with_subaccounts) {
    const core::Instant now = m_context.remote.now();
    m_context.note(page);
    for (const core::UsageRecord& record : page.rows) {
        store::put_usage_record(
            m_context.connection(), record,
            daily ? store::Granularity::daily : store::Granularity::monthly,
            with_subaccounts ? store::UsageScope::with_subaccounts : store::UsageScope::own, now);
    }
    for (const api::BadRow& bad : page.bad_rows) {
        ++m_context.totals.rows_quarantined;
        store::quarantine(m_context.connection(),
                          {m_account_sid, "usage", bad.sid, bad.reason, bad.raw}, now);
    }
}

} // namespace calltally::sync
