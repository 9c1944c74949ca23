// SPDX-License-Identifier: MIT
#include "bench/made_calls.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <random>

namespace calltally::bench {

namespace {

constexpr core::Instant july{core::Date{std::chrono::year{2026} / 7 / 1}};
constexpr std::int64_t july_seconds = 31 * 86'400;

std::string rfc2822(core::Instant time) {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

constexpr std::array<const char*, 8> subresources{"feedback",       "notifications", "payments",
                                                  "recordings",     "streams",       "siprec",
                                                  "transcriptions", "events"};

std::string row(const core::Call& call) {
    std::string links;
    for (const char* name : subresources) {
        links += fmt::format(R"({}"{}":"/2010-04-01/Accounts/{}/Calls/{}/{}.json")",
                             links.empty() ? "" : ",", name, call.account_sid, call.sid, name);
    }
    return fmt::format(
        R"({{"account_sid":"{}","annotation":null,"answered_by":null,"api_version":"2010-04-01",)"
        R"("caller_name":null,"date_created":"{}","date_updated":"{}","direction":"{}",)"
        R"("duration":"{}","end_time":"{}","forwarded_from":null,"from":"{}",)"
        R"("from_formatted":"{}","group_sid":null,"parent_call_sid":null,)"
        R"("phone_number_sid":"{}","price":"-0.013{}","price_unit":"USD","queue_time":"0",)"
        R"("sid":"{}","start_time":"{}","status":"completed","subresource_uris":{{{}}},)"
        R"("to":"{}","to_formatted":"{}","trunk_sid":null,"uri":"/2010-04-01/Accounts/{}/Calls/{}.json"}})",
        call.account_sid, rfc2822(*call.date_created), rfc2822(*call.date_updated), *call.direction,
        *call.duration, rfc2822(*call.end_time), *call.from_address, *call.from_address,
        *call.phone_number_sid, *call.duration % 10, call.sid, rfc2822(*call.start_time), links,
        *call.to_address, *call.to_address, call.account_sid, call.sid);
}

} // namespace

std::vector<core::Call> made_calls(int count) {
    std::mt19937_64 draw(1);
    std::vector<core::Call> calls;
    for (int i = 0; i < count; ++i) {
        core::Call call;
        call.sid = fmt::format("CA{:016x}{:016x}", draw(), draw());
        call.account_sid = account;
        call.status = "completed";
        call.from_address = fmt::format("+1415555{:04}", draw() % 10'000);
        call.to_address = i % 7 == 0 ? fmt::format("client:user{}", draw() % 100)
                                     : fmt::format("+1212555{:04}", draw() % 10'000);
        call.direction = i % 3 == 0 ? "inbound" : "outbound-api";
        call.start_time = july + std::chrono::seconds{july_seconds * i / count};
        call.date_created = call.start_time;
        call.duration = static_cast<std::int64_t>(draw() % 600);
        call.end_time = *call.start_time + std::chrono::seconds{*call.duration};
        call.date_updated = *call.end_time + std::chrono::seconds{30};
        call.price_micros = -13'000 - 100 * (*call.duration % 10);
        call.price_unit = "USD";
        call.phone_number_sid = fmt::format("PN{:016x}{:016x}", draw() % 50, 0);
        call.queue_time = 0;
        calls.push_back(std::move(call));
    }
    return calls;
}

std::string made_page(int count) {
    std::string json = R"({"first_page_uri":"/x","end":0,"calls":[)";
    bool is_first = true;
    for (const core::Call& call : made_calls(count)) {
        json += is_first ? "" : ",";
        json += row(call);
        is_first = false;
    }
    return json + R"(],"page":0,"page_size":1000,"next_page_uri":null})";
}

} // namespace calltally::bench
