// SPDX-License-Identifier: MIT
#include "sync/quarantine_replay.hpp"

#include "api/errors.hpp"
#include "api/page.hpp"
#include "store/call_store.hpp"
#include "store/quarantine.hpp"
#include "store/usage_store.hpp"

#include <fmt/format.h>

#include <optional>

namespace calltally::sync {

namespace {

/// The row, if it is one that can be read now.
template <class Row>
std::optional<Row> only_row(const api::Page<Row>& page) {
    return page.rows.size() == 1 && page.bad_rows.empty() ? std::optional{page.rows.front()}
                                                          : std::nullopt;
}

std::optional<core::UsageRecord> read_usage(const store::KeptRow& row) {
    const std::string listing =
        fmt::format(R"({{"usage_records":[{}],"next_page_uri":null}})", row.raw);
    return only_row(row.resource == "usage_daily"
                        ? api::parse_daily_usage_page(listing, row.account_sid)
                        : api::parse_monthly_usage_page(listing, row.account_sid));
}

/// \returns whether the row was stored
bool take_in(RunContext& context, store::CallStore& calls, const store::KeptRow& row) {
    const core::Instant now = context.remote.now();
    try {
        if (row.resource == "calls") {
            auto call = only_row(api::parse_call(row.raw, row.account_sid));
            if (call) {
                context.forget_if_to_come(*call);
                calls.put(*call, now);
            }
            return call.has_value();
        }
        auto record = read_usage(row);
        if (record) {
            context.forget_if_to_come(*record);
            store::put_usage_record(context.connection(), *record,
                                    row.resource == "usage_daily" ? store::Granularity::daily
                                                                  : store::Granularity::monthly,
                                    row.resource == "usage_with_subaccounts"
                                        ? store::UsageScope::with_subaccounts
                                        : store::UsageScope::own,
                                    now);
        }
        return record.has_value();
    } catch (const api::ApiError&) {
        return false; // still not readable
    }
}

} // namespace

std::int64_t take_in_quarantined(RunContext& context) {
    const auto rows = store::kept_rows(context.connection());
    if (rows.empty()) {
        return 0;
    }
    std::int64_t taken = 0;
    store::CallStore calls(context.connection());
    store::Transaction transaction(context.connection());
    for (const store::KeptRow& row : rows) {
        if (take_in(context, calls, row)) {
            store::release_row(context.connection(), row.id);
            ++taken;
        }
    }
    calls.write_roll_up();
    transaction.commit();
    return taken;
}

} // namespace calltally::sync
