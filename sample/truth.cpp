// SPDX-License-Identifier: MIT
#include "sample/truth.hpp"

#include "sample/call_state.hpp"
#include "sample/sids.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace calltally::sample {

namespace {

constexpr std::int64_t micros_per_price = 10; // prices are in 0.00001

/// One side or the other of a comparison, or the difference of the two.
struct Sides {
    std::int64_t log_calls = 0;
    std::int64_t billed_calls = 0;
    std::int64_t log_seconds = 0;
    std::int64_t log_price = 0;
    std::int64_t usage_count = 0;
    std::int64_t usage_seconds = 0;
    std::int64_t usage_price = 0;

    Sides& operator+=(const Sides& other) {
        log_calls += other.log_calls;
        billed_calls += other.billed_calls;
        log_seconds += other.log_seconds;
        log_price += other.log_price;
        usage_count += other.usage_count;
        usage_seconds += other.usage_seconds;
        usage_price += other.usage_price;
        return *this;
    }
};

struct Injected {
    Sides sides;
    std::vector<std::string> sids;
};

/// What a call adds to the two sides.
Sides sides_of(const Call& call, bool listed, const TruthMoment& moment) {
    const std::int64_t seconds = std::int64_t{call.billed_minutes} * 60;
    const std::int64_t price = call.price * micros_per_price;
    Sides sides;
    if (listed) {
        sides.log_calls = 1;
        if (status_at(call, moment.now) == Status::completed) {
            sides.billed_calls = 1;
            sides.log_seconds = seconds;
            sides.log_price = is_priced(call, moment.now) ? price : 0;
        }
    }
    if (is_in_usage(call, moment.as_of)) {
        sides.usage_count = 1;
        sides.usage_seconds = seconds;
        sides.usage_price = price;
    }
    return sides;
}

/// Why the two sides of a call differ; empty if they do not.
std::string_view cause_of(const Call& call, const Sides& sides, bool seen_before) {
    if (sides.usage_count == sides.billed_calls && sides.usage_price == sides.log_price) {
        return "";
    }
    if (sides.log_calls == 0) {
        return seen_before ? "deleted_upstream" : "never_in_log";
    }
    if (shape_of(call.kind).category == Category::unmapped) {
        return "no_usage_category";
    }
    if (call.billed_minutes == 0) {
        return "zero_second_calls";
    }
    return sides.usage_count == 0 ? "usage_behind" : "price_not_observed";
}

nlohmann::ordered_json cell_json(const std::string& account_sid, const char* period_name,
                                 const std::string& period, const std::string& category,
                                 const Sides& sides) {
    return {{"account_sid", account_sid},
            {period_name, period},
            {"category", category},
            {"log_calls", sides.log_calls},
            {"billed_calls", sides.billed_calls},
            {"log_billed_seconds", sides.log_seconds},
            {"log_price_micros", sides.log_price},
            {"usage_count", sides.usage_count},
            {"usage_billed_seconds", sides.usage_seconds},
            {"usage_price_micros", sides.usage_price}};
}

/// The truth of one account, added up call by call.
class AccountTruth {
public:
    AccountTruth(std::uint64_t seed, std::uint32_t number, const Account& account,
                 const TruthMoment& moment)
        : m_account(account) {
        for (std::uint32_t position = 0; position < account.calls.size(); ++position) {
            const Call& call = account.calls[position];
            // A call that is waiting in a queue has no start yet, and so no day.
            if (call.created() > moment.now || !shown_start(call, moment.now)) {
                continue;
            }
            const bool listed = is_listed(account, position, moment.now);
            const Sides sides = sides_of(call, listed, moment);
            const UnixDay day = day_shown(call, moment.now);
            const Category category = shape_of(call.kind).category;
            m_days[{day, category}] += sides;
            const bool seen_before = call.deleted && account.deletions.at(position) >= moment.first;
            const std::string_view cause = cause_of(call, sides, seen_before);
            if (!cause.empty()) {
                Injected& injected = m_injected[{cause, day, category}];
                injected.sides += sides;
                injected.sids.emplace_back(view(call_sid(seed, {number, position})));
            }
        }
    }

    void write_cells(nlohmann::ordered_json& out, bool by_month) const {
        std::map<std::tuple<std::string, std::size_t>, Sides> cells;
        constexpr std::size_t rollup_calls = category_count;
        constexpr std::size_t rollup_combined = category_count + 1;
        for (const auto& [key, sides] : m_days) {
            const auto& [day, category] = key;
            const std::string period = by_month ? month_text(day) : day_text(day);
            cells[{period, index_of(category)}] += sides;
            cells[{period, rollup_combined}] += sides;
            if (category == Category::calls_inbound || category == Category::calls_outbound) {
                cells[{period, rollup_calls}] += sides;
            }
        }
        for (const auto& [key, sides] : cells) {
            const auto& [period, category] = key;
            const std::string name = category == rollup_calls ? "calls"
                                     : category == rollup_combined
                                         ? "combined"
                                         : std::string{category_names[category]};
            if (sides.log_calls != 0 || sides.usage_count != 0) {
                out.push_back(
                    cell_json(m_account.sid, by_month ? "month" : "date", period, name, sides));
            }
        }
    }

    void write_injected(nlohmann::ordered_json& out) const {
        for (const auto& [key, injected] : m_injected) {
            const auto& [cause, day, category] = key;
            const Sides& sides = injected.sides;
            out.push_back({{"cause", cause},
                           {"account_sid", m_account.sid},
                           {"date", day_text(day)},
                           {"category", category_names[index_of(category)]},
                           {"calls", sides.usage_count - sides.billed_calls},
                           {"billed_seconds", sides.usage_seconds - sides.log_seconds},
                           {"price_micros", sides.usage_price - sides.log_price},
                           {"sids", injected.sids}});
        }
    }

private:
    /// The event's day; of a call that still rings, the day it was made.
    static UnixDay day_shown(const Call& call, UnixTime now) {
        return status_at(call, now) == Status::ringing ? day_of(call.created())
                                                       : UnixDay{call.usage_day};
    }

    const Account& m_account;
    std::map<std::tuple<UnixDay, Category>, Sides> m_days;
    std::map<std::tuple<std::string_view, UnixDay, Category>, Injected> m_injected;
};

} // namespace

nlohmann::ordered_json truth(std::uint64_t seed, const std::vector<Account>& accounts,
                             const TruthMoment& moment) {
    auto listed = nlohmann::ordered_json::array();
    auto cells = nlohmann::ordered_json::array();
    auto days = nlohmann::ordered_json::array();
    auto injected = nlohmann::ordered_json::array();
    for (std::uint32_t number = 0; number < accounts.size(); ++number) {
        const Account& account = accounts[number];
        nlohmann::ordered_json parent;
        if (number > 0) {
            parent = accounts[0].sid;
        }
        listed.push_back({{"sid", account.sid},
                          {"name", account.friendly_name},
                          {"status", account.status},
                          {"parent", parent}});
        const AccountTruth account_truth{seed, number, account, moment};
        account_truth.write_cells(cells, true);
        account_truth.write_cells(days, false);
        account_truth.write_injected(injected);
    }
    return {{"now", time_text(moment.now)},
            {"usage_as_of", time_text(moment.as_of)},
            {"accounts", listed},
            {"cells", cells},
            {"days", days},
            {"injected", injected}};
}

} // namespace calltally::sample
