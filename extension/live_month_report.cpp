// SPDX-License-Identifier: MIT
//
// One scan of the columns that the rules need, summed in a hash table: SQLite's GROUP BY would
// sort every row, which takes many times as long as reading it.
#include "extension/live_month_report.hpp"

#include "core/call_rating.hpp"
#include "core/usage_category.hpp"
#include "extension/exact_sum.hpp"
#include "extension/inner_query.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace calltally::extension {

namespace {

constexpr std::array<const char*, 13> report_columns{
    "account_sid TEXT",        "month TEXT",
    "category TEXT",           "log_calls BIGINT",
    "billed_calls BIGINT",     "log_minutes REAL",
    "log_price REAL",          "price_unit TEXT",
    "log_microseconds BIGINT", "log_price_micros BIGINT",
    "unpriced_calls BIGINT",   "zero_second_calls BIGINT",
    "unrated_calls BIGINT",
};

/// The rules as the table has them now, not as they rated the stored columns.
core::RoundingRules read_rules(const Mirror& mirror) {
    InnerQuery query =
        mirror.query("SELECT rule_id, minimum_seconds, increment_seconds, account_sid, category, "
                     "number_prefix, number_side, valid_from, valid_to FROM @rounding_rules");
    std::vector<core::RoundingRule> rules;
    while (query.step()) {
        core::RoundingRule rule;
        rule.id = query.integer(0);
        rule.model = {query.integer(1), query.integer(2)};
        rule.account_sid = query.optional_text(3);
        rule.category = query.optional_text(4);
        rule.number_prefix = query.optional_text(5);
        rule.number_side = query.optional_text(6);
        rule.valid_from = core::parse_date(query.text(7));
        rule.valid_to = core::parse_date(query.text(8));
        rules.push_back(std::move(rule));
    }
    return core::RoundingRules{std::move(rules)};
}

struct Totals {
    std::int64_t log_calls = 0;
    std::int64_t billed_calls = 0;
    std::int64_t billed_seconds = 0;
    std::int64_t charged_micros = 0;
    std::int64_t unpriced_calls = 0;
    std::int64_t zero_second_calls = 0;
    std::int64_t unrated_calls = 0;
    core::SharedUnit unit;
};

/// The number of an account, in the order in which they are met. Neighbours in a log are often of
/// one account, which is then compared once instead of hashed.
class AccountNumbers {
public:
    std::size_t of(std::string_view sid) {
        if (m_last < m_sids.size() && m_sids[m_last] == sid) {
            return m_last;
        }
        const auto found = m_numbers.find(sid);
        if (found != m_numbers.end()) {
            return m_last = found->second;
        }
        m_last = m_sids.size();
        m_sids.emplace_back(sid);
        m_numbers.emplace(m_sids.back(), m_last);
        return m_last;
    }
    const std::string& sid(std::size_t number) const { return m_sids[number]; }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    std::vector<std::string> m_sids;
    std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> m_numbers;
    std::size_t m_last = 0;
};

/// The months of days, each worked out once while its place is not taken by another.
class MonthNumbers {
public:
    /// 12 times the year plus the month from 0.
    std::int32_t of(core::Date date) noexcept {
        Entry& entry =
            m_entries[static_cast<std::size_t>(date.time_since_epoch().count()) % m_entries.size()];
        if (entry.month == 0 || entry.date != date) {
            const core::Month month = core::month_of(date);
            entry = {date, static_cast<int>(month.year()) * 12 +
                               static_cast<std::int32_t>(static_cast<unsigned>(month.month())) - 1};
        }
        return entry.month;
    }
    static core::Month month(std::int32_t number) noexcept {
        return std::chrono::year{number / 12} /
               std::chrono::month{static_cast<unsigned>(number % 12) + 1};
    }

private:
    struct Entry {
        core::Date date;
        std::int32_t month = 0;
    };
    std::array<Entry, 512> m_entries{};
};

struct CellKey {
    std::uint32_t account;
    std::int32_t month; ///< 0: none
    std::uint32_t category;

    friend bool operator==(const CellKey&, const CellKey&) = default;
};
struct CellHash {
    std::size_t operator()(const CellKey& key) const noexcept {
        const std::uint64_t packed = std::uint64_t{key.account} << 24U |
                                     static_cast<std::uint32_t>(key.month) << 4U | key.category;
        return packed * 0x9E3779B97F4A7C15ULL >> 20U;
    }
};

constexpr std::uint32_t unmapped = core::comparison_categories.size();

/// Nearly all of them differ in length, which is compared first.
std::uint32_t number_of(std::optional<std::string_view> category) noexcept {
    const auto* const found = category ? std::find(core::comparison_categories.begin(),
                                                   core::comparison_categories.end(), *category)
                                       : core::comparison_categories.end();
    return static_cast<std::uint32_t>(found - core::comparison_categories.begin());
}

std::string_view category_of(std::uint32_t number) noexcept {
    return number == unmapped ? core::usage_categories::unmapped
                              : core::comparison_categories[number];
}

class LiveMonthReport : public RowSource {
public:
    explicit LiveMonthReport(const Mirror& mirror)
        : m_rules(read_rules(mirror)),
          m_calls(mirror.query(
              "SELECT account_sid, start_time, status, direction, from_address, to_address, "
              "duration, price_micros, price_unit FROM @calls WHERE missing_since IS NULL")) {}

    bool read(Rows& rows) override {
        while (m_calls.step()) {
            add_call();
        }
        write(rows);
        return false;
    }

private:
    void add_call() {
        core::RatedLeg leg;
        leg.account_sid = m_calls.text(0);
        leg.from_address = m_calls.text(4);
        leg.to_address = m_calls.text(5);
        // Without a direction it is a text that no direction is.
        leg.category = core::usage_category(m_calls.text(3), leg.from_address, leg.to_address);
        if (const auto start = stored_instant(m_calls.text(1))) {
            leg.start_date = core::date_of(*start);
        }
        const CellKey key{static_cast<std::uint32_t>(m_accounts.of(leg.account_sid)),
                          leg.start_date ? m_months.of(*leg.start_date) : 0,
                          number_of(leg.category)};
        Totals& totals = m_cells[key];
        ++totals.log_calls;
        if (core::is_billed_status(m_calls.text(2))) {
            add_billed(totals, leg);
        }
    }

    void add_billed(Totals& totals, const core::RatedLeg& leg) {
        ++totals.billed_calls;
        const auto duration = m_calls.number(6);
        if (const auto seconds = core::rate_billed_leg(leg, duration, m_rules).seconds) {
            add_to(totals.billed_seconds, *seconds);
        } else {
            ++totals.unrated_calls;
        }
        if (duration == 0) {
            ++totals.zero_second_calls;
        }
        if (const auto price = m_calls.number(7)) {
            take_from(totals.charged_micros, *price); // the log writes a charge negative
            totals.unit.add(m_calls.text(8));
        } else {
            ++totals.unpriced_calls;
        }
    }

    void write(Rows& rows) const {
        std::vector<const std::pair<const CellKey, Totals>*> order;
        order.reserve(m_cells.size());
        for (const auto& cell : m_cells) {
            order.push_back(&cell);
        }
        std::sort(order.begin(), order.end(), [this](const auto* a, const auto* b) {
            const int accounts =
                m_accounts.sid(a->first.account).compare(m_accounts.sid(b->first.account));
            return std::tuple{accounts, a->first.month, a->first.category} <
                   std::tuple{0, b->first.month, b->first.category};
        });
        for (const auto* cell : order) {
            const auto& [key, totals] = *cell;
            const std::int64_t microseconds = microseconds_of(totals.billed_seconds);
            const bool is_mixed = totals.unit.is_mixed();
            rows.add(m_accounts.sid(key.account),
                     key.month == 0
                         ? Value{}
                         : Value{core::format_month(MonthNumbers::month(key.month)).str()},
                     std::string{category_of(key.category)}, totals.log_calls, totals.billed_calls,
                     minutes_of(microseconds),
                     is_mixed ? Value{} : Value{static_cast<double>(totals.charged_micros) / 1e6},
                     value_of(totals.unit.text()), microseconds,
                     is_mixed ? Value{} : Value{totals.charged_micros}, totals.unpriced_calls,
                     totals.zero_second_calls, totals.unrated_calls);
        }
    }

    core::RoundingRules m_rules;
    InnerQuery m_calls;
    AccountNumbers m_accounts;
    MonthNumbers m_months;
    std::unordered_map<CellKey, Totals, CellHash> m_cells;
};

} // namespace

const TableFunction live_month_report{
    "live_month_report",
    report_columns,
    {},
    [](const TableCall& call) -> std::unique_ptr<RowSource> {
        return std::make_unique<LiveMonthReport>(call.mirror());
    },
};

} // namespace calltally::extension
