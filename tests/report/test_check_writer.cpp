// SPDX-License-Identifier: MIT
#include "report/check_result.hpp"
#include "tests/report/months.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <sstream>

using namespace calltally;
using namespace calltally::report;
using namespace calltally::report::testing;

namespace {

constexpr std::int64_t minute = 60'000'000;

CheckResult differing_result() {
    CheckResult result;
    result.accounts = {{account_a, "Example \"One\"", 3, 2}};
    result.compared = 3;
    result.agreeing = 2;
    result.first_month = "2026-05";
    result.last_month = "2026-07";
    result.differing = {{account_a,
                         "Example \"One\"",
                         "2026-07",
                         "combined",
                         {-3, -4 * minute, -6'300},
                         "USD",
                         {-1, 0, 0}}};
    MonthOutlook august{account_a,
                        "2026-08",
                        MonthOutlook::Kind::pending,
                        false,
                        "the month is not over",
                        at("2026-09-01 06:00:00")};
    result.pending = {{august, "Example \"One\""}};
    result.look_again_at = august.look_again_at;
    return result;
}

std::string json_of(const CheckResult& result) {
    std::ostringstream out;
    write_json(out, result);
    return out.str();
}
std::string text_of(const CheckResult& result) {
    std::ostringstream out;
    write_text(out, result);
    return out.str();
}

} // namespace

TEST_CASE("JSON is one line, its decimals exact") {
    const std::string line = json_of(differing_result());
    CHECK(line.find('\n') == line.size() - 1);
    CHECK(line.find("\"price\":-0.0063,") != std::string::npos);
    const auto json = nlohmann::json::parse(line);
    CHECK(json["result"] == "differs");
    CHECK(json["exit_code"] == 1);
    CHECK(json["months_compared"] == 3);
    CHECK(json["months_differing"] == 1);
    CHECK(json["accounts"][0]["account"] == "Example \"One\"");
    CHECK(json["differing"][0]["calls"] == -3);
    CHECK(json["differing"][0]["minutes"] == -4);
    CHECK(json["differing"][0]["unexplained_calls"] == -1);
    CHECK(json["pending"][0]["look_again_at"] == "2026-09-01 06:00:00");
    CHECK(json["look_again_at"] == "2026-09-01 06:00:00");
    CHECK(json["reason"].is_null());
}

TEST_CASE("the text says how many differ, by how much, and what was left out") {
    const std::string text = text_of(differing_result());
    CHECK(text.starts_with(
        "Call log and usage differ in 1 of 3 account months compared, from 2026-05 to 2026-07.\n"));
    CHECK(text.find("-0.0063  USD   -1 call") != std::string::npos);
    CHECK(text.find("Not compared yet:\n  2026-08 of Example \"One\": the month is not over. ") !=
          std::string::npos);
}

TEST_CASE("agreement is one sentence, and nothing compared is no agreement") {
    CheckResult result;
    result.compared = result.agreeing = 1;
    result.first_month = result.last_month = "2026-07";
    CHECK(text_of(result) == "Call log and usage agree in 1 account month compared, in 2026-07.\n");
    CHECK(nlohmann::json::parse(json_of(result))["result"] == "agrees");
    result = {};
    result.reason = "no month is mirrored yet";
    CHECK(text_of(result) == "Nothing can be compared: no month is mirrored yet.\n");
    CHECK(nlohmann::json::parse(json_of(result))["result"] == "nothing compared");
}
