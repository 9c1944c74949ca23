// SPDX-License-Identifier: MIT
#include "sample/faults.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace calltally::sample;

namespace {

/// Which of the first ten requests the plan spoils.
std::string spoiled(std::string_view spec) {
    FaultPlan plan(spec);
    std::string text;
    for (int request = 1; request <= 10; ++request) {
        text += plan.next_request().empty() ? '.' : 'x';
    }
    return text;
}

Answer good() {
    Answer answer;
    answer.body = R"({"usage_records": []})";
    return answer;
}

} // namespace

TEST_CASE("faults fall where the plan says") {
    CHECK(spoiled("") == "..........");
    CHECK(spoiled("429") == "xxxxxxxxxx");
    CHECK(spoiled("429@3") == "..x.......");
    CHECK(spoiled("429@3-5") == "..xxx.....");
    CHECK(spoiled("429%3") == "..x..x..x.");
    CHECK(spoiled("429@1,500@9-10") == "x.......xx");
    CHECK(FaultPlan("429,drop").next_request().size() == 2);
}

TEST_CASE("a plan that cannot be read is refused with the part that is wrong") {
    for (const char* spec : {"430", "429@", "429@0", "429@x", "429%0", "429@3-", "429@-1", "@3"}) {
        CAPTURE(spec);
        CHECK_THROWS_AS(FaultPlan{spec}, FaultSpecError);
    }
}

TEST_CASE("each fault answers in its own way") {
    Request usage;
    usage.path = "/2010-04-01/Accounts/AC1/Usage/Records/Daily.json";
    usage.query = {{"PageSize", "1000"}};
    Request calls;
    calls.path = "/2010-04-01/Accounts/AC1/Calls.json";
    CHECK(answer_instead({Fault::too_many_requests}, calls)->status == 429);
    CHECK(answer_instead({Fault::too_many_requests}, calls)->retry_after == "0");
    CHECK(answer_instead({Fault::unauthorized}, calls)->status == 401);
    CHECK(answer_instead({Fault::server_error}, calls)->status == 500);
    CHECK(answer_instead({Fault::unavailable}, calls)->status == 503);
    CHECK(answer_instead({Fault::drop}, calls)->drop_connection);
    CHECK(answer_instead({Fault::html}, calls)->content_type == "text/html");
    CHECK(answer_instead({Fault::usage_500_big}, usage)->status == 500);
    CHECK_FALSE(answer_instead({Fault::usage_500_big}, calls));
    usage.query = {{"PageSize", "500"}};
    CHECK_FALSE(answer_instead({Fault::usage_500_big}, usage));
    CHECK(spoil(good(), {Fault::truncated}, calls).body == R"({"usage_re)");
    CHECK(spoil(good(), {Fault::usage_404_empty}, usage).status == 404);
    CHECK(spoil(good(), {Fault::usage_404_empty}, calls).status == 200);
    CHECK(spoil(good(), {}, usage).body == good().body);
}
