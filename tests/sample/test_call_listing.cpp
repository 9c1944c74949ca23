// SPDX-License-Identifier: MIT
#include "sample/call_listing.hpp"
#include "served.hpp"

#include <set>

using namespace calltally::sample;
using namespace calltally::sample::testing;

namespace {

std::set<std::string> sids_of(const std::vector<Json>& rows) {
    std::set<std::string> sids;
    for (const Json& row : rows) {
        CHECK(sids.insert(row["sid"]).second); // no row twice
    }
    return sids;
}

} // namespace

TEST_CASE("every page size gives the same calls, each once") {
    Served served("sample", 400);
    const auto whole = sids_of(served.calls("PageSize=1000"));
    CHECK(whole.size() > 150);
    for (const char* size : {"7", "50", "99", "250"}) {
        CHECK(sids_of(served.calls(std::string("PageSize=") + size)) == whole);
    }
}

TEST_CASE("the days of a month hold the calls of the month") {
    Served served("sample", 400);
    const auto july =
        sids_of(served.calls("PageSize=1000&StartTime%3E=2026-07-01&StartTime%3C=2026-08-01"));
    std::set<std::string> by_day;
    for (int day = 1; day <= 31; ++day) {
        const auto range = [](int number) {
            return number <= 31
                       ? "2026-07-" + std::string(number < 10 ? "0" : "") + std::to_string(number)
                       : std::string("2026-08-01");
        };
        for (const std::string& sid : sids_of(
                 served.calls("StartTime%3E=" + range(day) + "&StartTime%3C=" + range(day + 1)))) {
            CHECK(by_day.insert(sid).second);
        }
    }
    CHECK(by_day == july);
    CHECK(july.size() > 30);
}

TEST_CASE("the statuses divide the calls among them") {
    Served served("sample", 400);
    std::size_t sum = 0;
    for (const char* status : {"queued", "ringing", "in-progress", "completed", "busy", "failed",
                               "no-answer", "canceled"}) {
        for (const Json& row : served.calls(std::string("PageSize=1000&Status=") + status)) {
            CHECK(row["status"] == status);
            ++sum;
        }
    }
    CHECK(sum == served.calls("PageSize=1000").size());
    CHECK(
        served.ask("/2010-04-01/Accounts/" + served.account() + "/Calls.json?Status=odd").status ==
        400);
}

TEST_CASE("a call is had by itself as in the listing, and no more once it is deleted") {
    Served served("sample");
    const Json first = served.calls("PageSize=1000&Status=completed").front();
    const std::string target = "/2010-04-01/Accounts/" + served.account() + "/Calls/" +
                               first["sid"].get<std::string>() + ".json";
    CHECK(served.json(target) == first);
    CHECK(served.ask("/_sample/delete?sid=" + first["sid"].get<std::string>(), "POST").status ==
          200);
    CHECK(served.ask(target).status == 404);
    CHECK(served.calls("PageSize=1000&Status=completed").front()["sid"] != first["sid"]);
}

TEST_CASE("a row has the members of Twilio's, in their types") {
    Served served("sample");
    for (const Json& row : served.calls("PageSize=1000")) {
        for (const char* member : {"sid",
                                   "account_sid",
                                   "status",
                                   "direction",
                                   "from",
                                   "to",
                                   "date_created",
                                   "date_updated",
                                   "start_time",
                                   "end_time",
                                   "duration",
                                   "price",
                                   "price_unit",
                                   "parent_call_sid",
                                   "answered_by",
                                   "caller_name",
                                   "forwarded_from",
                                   "phone_number_sid",
                                   "trunk_sid",
                                   "group_sid",
                                   "queue_time",
                                   "subresource_uris"}) {
            CHECK_MESSAGE(row.contains(member), member);
        }
        CHECK((row["duration"].is_null() || row["duration"].is_string()));
        CHECK((row["price"].is_null() || row["price"].is_string()));
        CHECK(row["account_sid"] == served.account());
    }
}
