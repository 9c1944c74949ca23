// SPDX-License-Identifier: MIT
#include "served_api.hpp"
#include "sync/listing_fetcher.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>

using namespace calltally;
using namespace calltally::sync;
using namespace calltally::sync::testing;

namespace {

const std::string account = "AC" + std::string(32, 'a');

std::string call_sid(int number) {
    return fmt::format("CA{:032x}", number);
}

/// A page of one call each.
std::string page(int number, const std::string& next) {
    return fmt::format(
        R"({{"calls": [{{"sid": "{}", "account_sid": "{}", "status": "completed", "from": "+1", )"
        R"("to": "+2", "direction": "inbound"}}], "next_page_uri": {}}})",
        call_sid(number), account, next.empty() ? "null" : '"' + next + '"');
}

Listing listing(const std::string& name) {
    Listing listing;
    listing.account_sid = account;
    listing.targets = {"/list/" + name};
    listing.path_prefix = "/list/";
    return listing;
}

struct Outcome {
    std::map<std::size_t, std::vector<std::string>> sids; ///< by listing, in order
    std::map<std::size_t, int> failures;
    std::map<std::size_t, std::string> reasons; ///< of the last failure
    int last_pages = 0;
};

Outcome fetch(const RemoteOptions& options, const std::vector<Listing>& listings) {
    const api::CancelFlag cancel{false};
    Remote remote(options, {account, account, "secret"}, cancel);
    ListingFetcher<core::Call> fetcher(remote, api::parse_calls_page);
    Outcome outcome;
    fetcher.run(
        listings,
        [&](FetchedPage<core::Call> fetched) {
            if (fetched.is_restart) {
                outcome.sids[fetched.listing].clear();
            }
            if (fetched.failure) {
                ++outcome.failures[fetched.listing];
                try {
                    std::rethrow_exception(fetched.failure);
                } catch (const std::exception& error) {
                    outcome.reasons[fetched.listing] = error.what();
                }
                return;
            }
            outcome.last_pages += fetched.page.next_page_uri ? 0 : 1;
            for (const core::Call& call : fetched.page.rows) {
                outcome.sids[fetched.listing].push_back(call.sid);
            }
        },
        [] {});
    return outcome;
}

} // namespace

TEST_CASE("every listing is walked to its end, its pages in order, several side by side") {
    ServedApi served([](const std::string& target) {
        // /list/N and /list/N?PageToken=P: five pages each
        const int number = std::stoi(target.substr(6));
        const auto mark = target.find("PageToken=");
        const int at = mark == std::string::npos ? 0 : std::stoi(target.substr(mark + 10));
        return Reply{200, page(number * 10 + at,
                               at < 4 ? fmt::format("/list/{}?PageToken={}", number, at + 1) : "")};
    });
    std::vector<Listing> listings;
    for (int number = 0; number < 12; ++number) {
        listings.push_back(listing(std::to_string(number)));
    }
    for (const int concurrency : {1, 3, 20}) {
        const Outcome outcome = fetch(served.options(concurrency), listings);
        CHECK(outcome.last_pages == 12);
        CHECK(outcome.failures.empty());
        for (int number = 0; number < 12; ++number) {
            std::vector<std::string> expected;
            for (int at = 0; at < 5; ++at) {
                expected.push_back(call_sid(number * 10 + at));
            }
            CHECK(outcome.sids.at(static_cast<std::size_t>(number)) == expected);
        }
        CHECK(served.take_targets().size() == 60);
    }
    CHECK(fetch(served.options(), {}).last_pages == 0);
}

TEST_CASE("an interrupted listing goes on at its next page") {
    ServedApi served([](const std::string&) { return Reply{200, page(1, "")}; });
    Listing resumed = listing("0");
    resumed.next_page_uri = "/list/0?PageToken=3";
    CHECK(fetch(served.options(), {resumed}).last_pages == 1);
    CHECK(served.take_targets() == std::vector<std::string>{"/list/0?PageToken=3"});
}

TEST_CASE("a page that leads elsewhere is not followed") {
    for (const char* next : {"https://evil.example/list/0?PageToken=1", "//evil.example/list/0",
                             "/other/0?PageToken=1", "/list/../other"}) {
        CAPTURE(next);
        ServedApi served([next](const std::string&) { return Reply{200, page(1, next)}; });
        const Outcome outcome = fetch(served.options(1), {listing("0")});
        CHECK(outcome.failures.at(0) == 1);
        CHECK(served.take_targets() == std::vector<std::string>{"/list/0"});
    }
}

TEST_CASE("pages that lead in a circle come to an end") {
    ServedApi served([](const std::string& target) {
        return Reply{200, page(1, target.ends_with("?PageToken=1") ? "/list/0?PageToken=2"
                                                                   : "/list/0?PageToken=1")};
    });
    const Outcome outcome = fetch(served.options(1), {listing("0")});
    CHECK(outcome.failures.at(0) == 1);
    CHECK(served.take_targets().size() <= 4);
}

TEST_CASE("a server that fails on large pages is asked for smaller ones") {
    ServedApi served([](const std::string& target) {
        return target.ends_with("?PageSize=1000") ? Reply{500, "{}"} : Reply{200, page(1, "")};
    });
    Listing shrinking = listing("0");
    shrinking.targets = {"/list/0?PageSize=1000", "/list/0?PageSize=500"};
    const Outcome outcome = fetch(served.options(1), {shrinking});
    CHECK(outcome.last_pages == 1);
    CHECK(outcome.sids.at(0).size() == 1);
    CHECK(served.take_targets().back() == "/list/0?PageSize=500");
}

TEST_CASE("a page token that is no longer valid begins the listing again, once") {
    ServedApi served([](const std::string& target) {
        if (target == "/list/0") {
            return Reply{200, page(1, "/list/0?PageToken=1")};
        }
        return Reply{400, R"({"code": 21481, "message": "Invalid PageToken", "status": 400})"};
    });
    const Outcome outcome = fetch(served.options(1), {listing("0")});
    CHECK(outcome.failures.at(0) == 1);
    const auto targets = served.take_targets();
    CHECK(std::count(targets.begin(), targets.end(), "/list/0") == 2);
}

TEST_CASE("a later page that is gone is no listing that is not there") {
    ServedApi served([](const std::string& target) {
        if (target == "/list/0") {
            return Reply{200, page(1, "/list/0?PageToken=1")};
        }
        return Reply{404, R"({"code": 20404, "message": "Not found", "status": 404})"};
    });
    const Outcome outcome = fetch(served.options(1), {listing("0"), listing("absent")});
    CHECK(outcome.failures.at(0) == 1);
    CHECK(outcome.reasons.at(0).find("page 2 of /list/0 is gone") != std::string::npos);
    CHECK(outcome.reasons.at(1).find("there is no /list/absent") != std::string::npos);
    const auto targets = served.take_targets();
    CHECK(std::count(targets.begin(), targets.end(), "/list/0") == 2);
}

TEST_CASE("what the reader of the pages throws ends the run, and every thread with it") {
    ServedApi served([](const std::string& target) {
        return Reply{200, page(1, target.size() < 200 ? target + "x" : "")};
    });
    const api::CancelFlag cancel{false};
    Remote remote(served.options(2), {account, account, "secret"}, cancel);
    ListingFetcher<core::Call> fetcher(remote, api::parse_calls_page);
    const auto run = [&] {
        fetcher.run(
            std::vector<Listing>(6, listing("0?")),
            [](const FetchedPage<core::Call>&) { throw std::runtime_error("disk full"); }, [] {});
    };
    CHECK_THROWS_WITH(run(), "disk full");
}

TEST_CASE("what fails while nothing arrives ends the run as well") {
    ServedApi served([](const std::string&) {
        std::this_thread::sleep_for(std::chrono::milliseconds{700});
        return Reply{200, page(1, "")};
    });
    const api::CancelFlag cancel{false};
    Remote remote(served.options(1), {account, account, "secret"}, cancel);
    ListingFetcher<core::Call> fetcher(remote, api::parse_calls_page);
    int pages = 0;
    const auto run = [&] {
        fetcher.run(
            {listing("0"), listing("1"), listing("2")},
            [&pages](const FetchedPage<core::Call>&) { ++pages; },
            [] { throw std::runtime_error("disk full"); });
    };
    CHECK_THROWS_WITH(run(), "disk full");
    CHECK(pages == 0);
}

TEST_CASE("a listing may lead to others, which are read beside those under way") {
    ServedApi served([](const std::string& target) {
        return Reply{200,
                     page(target.back() - '0', target == "/list/0" ? "/list/0?PageToken=1" : "")};
    });
    const api::CancelFlag cancel{false};
    Remote remote(served.options(1), {account, account, "secret"}, cancel);
    ListingFetcher<core::Call> fetcher(remote, api::parse_calls_page);
    std::map<std::size_t, std::vector<std::string>> sids;
    fetcher.run(
        {listing("0")},
        [&](const FetchedPage<core::Call>& fetched) {
            for (const core::Call& call : fetched.page.rows) {
                sids[fetched.listing].push_back(call.sid);
            }
            if (fetched.listing == 0 && fetched.page.next_page_uri) {
                CHECK(fetcher.add(listing("5")) == 1);
            } else if (fetched.listing == 1) { // while nothing else may be under way
                CHECK(fetcher.add(listing("6")) == 2);
            }
        },
        [] {});
    CHECK(sids ==
          decltype(sids){{0, {call_sid(0), call_sid(1)}}, {1, {call_sid(5)}}, {2, {call_sid(6)}}});
}
