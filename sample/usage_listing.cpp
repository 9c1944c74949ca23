// SPDX-License-Identifier: MIT
#include "sample/usage_listing.hpp"

#include "sample/paging.hpp"
#include "sample/usage_categories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace calltally::sample {

namespace {

/// Days, both ends included.
struct Span {
    UnixDay first;
    UnixDay last;
};

/// Without needless decimals: 0.0085, 1.2, 3.
std::string price_text(std::int64_t price) {
    std::string text = fmt::format("{}.{:05}", price / 100'000, price % 100'000);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text.pop_back();
    }
    return text;
}

/// The intervals of a granularity within `asked`, newest first.
std::vector<Span> intervals(std::string_view granularity, Span asked) {
    std::vector<Span> spans;
    if (granularity == "AllTime") {
        spans.push_back(asked);
        return spans;
    }
    for (UnixDay last = asked.last; last >= asked.first;) {
        const UnixDay first =
            std::max(granularity == "Daily" ? last : month_start(last), asked.first);
        spans.push_back({first, last});
        last = first - 1;
    }
    return spans;
}

Amount amount_of(const UsageCategory& category, const std::vector<const UsageLedger*>& ledgers,
                 Span span) {
    Amount amount;
    for (const UsageLedger* ledger : ledgers) {
        for (const std::size_t line : category.lines) {
            amount += ledger->sum(line, span.first, span.last);
        }
    }
    return amount;
}

std::string record_row(const UsageSource& source, const UsageCategory& category, Span span,
                       const Amount& amount, std::string_view granularity) {
    const bool is_total = category.name == total_price;
    const std::string price = price_text(amount.price);
    const std::string records =
        fmt::format("/2010-04-01/Accounts/{}/Usage/Records", source.account.sid);
    std::string subresources;
    for (const auto& [name, segment] :
         {std::pair{"all_time", "AllTime"}, std::pair{"daily", "Daily"},
          std::pair{"last_month", "LastMonth"}, std::pair{"monthly", "Monthly"},
          std::pair{"this_month", "ThisMonth"}, std::pair{"today", "Today"},
          std::pair{"yearly", "Yearly"}, std::pair{"yesterday", "Yesterday"}}) {
        subresources +=
            fmt::format(R"({}"{}": "{}/{}.json?Category={}")", subresources.empty() ? "" : ", ",
                        name, records, segment, category.name);
    }
    return fmt::format(
        R"({{"category": "{}", "description": "{}", "account_sid": "{}", "start_date": "{}", )"
        R"("end_date": "{}", "as_of": "{}", "count": {}, "count_unit": "{}", "usage": "{}", )"
        R"("usage_unit": "{}", "price": "{}", "price_unit": "usd", "api_version": "2010-04-01", )"
        R"("uri": "{}{}.json?Category={}&StartDate={}&EndDate={}", "subresource_uris": {{{}}}}})",
        category.name, category.description, source.account.sid, day_text(span.first),
        day_text(span.last), iso_text(source.as_of),
        is_total ? "null" : fmt::format("\"{}\"", amount.count), category.count_unit,
        is_total ? price : fmt::to_string(amount.quantity), category.usage_unit, price, records,
        granularity == "AllTime" ? "" : fmt::format("/{}", granularity), category.name,
        day_text(span.first), day_text(span.last), subresources);
}

} // namespace

Answer usage_page(const UsageSource& source, std::string_view granularity, std::string_view path,
                  const Query& query) {
    const UnixDay today = day_of(source.now);
    Span asked{source.account.opened, granularity == "Monthly" ? month_start(today, 1) - 1 : today};
    for (const auto& [name, bound] :
         {std::pair{"StartDate", &asked.first}, std::pair{"EndDate", &asked.last}}) {
        if (const auto text = find(query, name)) {
            const auto day = parse_day(*text);
            if (!day) {
                return error_answer(400, 20001, fmt::format("{} must be a date, YYYY-MM-DD", name));
            }
            *bound = *day;
        }
    }
    // There is nothing before the account, and no interval that has not begun.
    asked.first = std::max(asked.first, source.account.opened);
    asked.last = std::min(asked.last, month_start(today, 1) - 1);

    const auto inclusive = find(query, "IncludeSubaccounts");
    const auto& ledgers = inclusive && (*inclusive == "false" || *inclusive == "False")
                              ? source.own
                              : source.inclusive;
    const auto category_name = find(query, "Category");
    std::vector<std::string> rows;
    for (const Span span : intervals(granularity, asked)) {
        for (const UsageCategory& category : usage_categories(source.scheme)) {
            if (category_name && *category_name != category.name) {
                continue;
            }
            const Amount amount = amount_of(category, ledgers, span);
            // Days without usage are left out; months and totals are listed with zeros.
            if (granularity != "Daily" || amount.count != 0) {
                rows.push_back(record_row(source, category, span, amount, granularity));
            }
        }
    }
    return page_of("usage_records", rows, path, query);
}

} // namespace calltally::sample
