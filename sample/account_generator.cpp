// SPDX-License-Identifier: MIT
#include "sample/account_generator.hpp"

#include "sample/account_builder.hpp"
#include "sample/call_maker.hpp"
#include "sample/placed_calls.hpp"
#include "sample/random.hpp"
#include "sample/sids.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace calltally::sample {

namespace {

constexpr UnixDay days_after_now = 3; // traffic that only a moved clock shows
constexpr std::uint32_t unbilled_percent = 18;
constexpr std::uint32_t dialled_percent = 35; // of the calls that come in

Kind draw_kind(Random& random) {
    static const std::uint32_t total = [] {
        std::uint32_t sum = 0;
        for (std::size_t kind = 0; kind < kind_count; ++kind) {
            sum += shape_of(static_cast<Kind>(kind)).weight;
        }
        return sum;
    }();
    std::uint32_t draw = random.below(total);
    std::size_t kind = 0;
    while (draw >= shape_of(static_cast<Kind>(kind)).weight) {
        draw -= shape_of(static_cast<Kind>(kind)).weight;
        ++kind;
    }
    return static_cast<Kind>(kind);
}

Kind draw_dialled_kind(Random& random) {
    const std::uint32_t draw = random.below(10);
    return draw < 5 ? Kind::outbound_dial : draw < 9 ? Kind::client_dial : Kind::sip_dial;
}

/// `count` calls, or one more where the last one dialled, over the days [first, last).
void add_traffic(AccountBuilder& builder, Random& random, CallMaker& maker, std::uint32_t count,
                 UnixDay first, UnixDay last) {
    const auto days = static_cast<std::uint32_t>(last - first);
    for (std::uint32_t made = 0; made < count;) {
        const Kind kind = draw_kind(random);
        const UnixDay day = first + random.below(days);
        ++made;
        if (random.chance(unbilled_percent)) {
            builder.add(maker.unbilled(kind, day));
            continue;
        }
        const Call call = maker.billed(kind, day);
        const std::uint32_t parent = builder.add(call);
        if (shape_of(kind).direction == "inbound" && random.chance(dialled_percent)) {
            builder.add(maker.dialled(draw_dialled_kind(random), call), parent);
            ++made;
        }
    }
}

struct AccountPlan {
    std::string_view friendly_name;
    std::string_view status;
    std::uint32_t percent; ///< of the calls
    UnixDay last_day;      ///< of traffic, exclusive
};

} // namespace

UnixTime vanishing_time(UnixTime now) noexcept {
    return midnight(day_of(now) + 1);
}

std::vector<Account> generate_accounts(const Scenario& scenario, const Dimensions& dimensions) {
    const UnixDay today = day_of(dimensions.now);
    const UnixDay first = month_start(today, -scenario.full_months);
    const UnixDay last = today + days_after_now;
    const UnixDay closed = month_start(today) - 12;
    std::vector<AccountPlan> plans{{"Example Telephony", "active", 100, last}};
    if (scenario.has_subaccounts) {
        plans = {{"Example Telephony", "active", 60, last},
                 {"Example Telephony West", "active", 25, last},
                 {"Example Telephony Pilot", "closed", 15, closed}};
    }

    std::vector<Account> accounts;
    for (const AccountPlan& plan : plans) {
        const std::uint64_t number = accounts.size();
        Random random{mix(dimensions.seed) + number};
        CallMaker maker{random, scenario.has_differences ? 1U : 0U};
        AccountBuilder builder;
        if (number == 0) {
            place_calls(builder, maker, first, dimensions.now);
        }
        if (scenario.has_differences) {
            place_differences(builder, maker, number, dimensions.now);
        }
        // What lies after the clock comes on top of what was asked for.
        const std::uint64_t wanted = std::uint64_t{dimensions.calls} * plan.percent / 100;
        const std::uint64_t natural = wanted > builder.size() ? wanted - builder.size() : 0;
        const auto listed_days = std::min(plan.last_day, today + 1) - first;
        const auto count = static_cast<std::uint64_t>(plan.last_day - first) * natural /
                           static_cast<std::uint64_t>(listed_days);
        add_traffic(builder, random, maker, static_cast<std::uint32_t>(count), first,
                    plan.last_day);

        Account account = builder.finish();
        account.sid = other_sid(dimensions.seed, "AC", number);
        account.friendly_name = plan.friendly_name;
        account.status = plan.status;
        account.opened = first - 10;
        accounts.push_back(std::move(account));
    }
    for (std::uint32_t i = 0; i < dimensions.idle_accounts; ++i) {
        Account account;
        account.sid = other_sid(dimensions.seed, "AC", accounts.size());
        account.friendly_name = "Idle " + std::to_string(i + 1);
        account.status = "active";
        account.opened = first - 10;
        accounts.push_back(std::move(account));
    }
    return accounts;
}

} // namespace calltally::sample
