// SPDX-License-Identifier: MIT
#include "api/errors.hpp"
#include "api/json_rows.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calltally;
using Kind = api::FieldValue::Kind;

namespace {

/// Writes down what it is given.
class Recorder : public api::RowSink {
public:
    void begin_row() override { log += '<'; }
    void key(std::string_view name) override { log += std::string{name} + "="; }
    void value(Kind kind, std::string_view text) override {
        constexpr const char* marks = "0bntN"; // in the order of Kind
        log += marks[static_cast<int>(kind)] + std::string{text} + " ";
    }
    void end_row() override { log += '>'; }
    void not_an_object() override { log += '!'; }
    std::string log;
};

std::string walk(const std::string& json) {
    Recorder recorder;
    api::read_listing(json, "rows", recorder);
    return recorder.log;
}

std::string with_rows(const std::string& rows) {
    return R"({"a": {"rows": [1], "next_page_uri": 5}, "rows": )" + rows +
           R"(, "next_page_uri": null, "b": [[{"rows": []}]]})";
}

} // namespace

TEST_CASE("rows are handed out field by field, whatever stands around them") {
    CHECK(walk(with_rows("[]")).empty());
    CHECK(walk(with_rows(R"([{"x": "1", "y": null}, {}, {"z": true}])")) ==
          "<x=t1 y=0 ><><z=btrue >");
}

TEST_CASE("what is nested in a row is skipped, whatever its names") {
    CHECK(
        walk(with_rows(R"([{"u": {"x": "1", "rows": [{"y": [2]}]}, "v": [[], {}, 3], "w": 4}])")) ==
        "<u=N v=N w=n4 >");
}

TEST_CASE("numbers come as they were written") {
    CHECK(walk(with_rows(R"([{"a": 61, "b": -5, "c": 61.0, "d": 2192.848550, "e": 1e300,
                              "f": 18446744073709551615, "g": -9223372036854775809,
                              "h": 1234567890123456789012345678901234567890, "i": -0.0}])")) ==
          "<a=n61 b=n-5 c=n61.0 d=n2192.848550 e=n1e300 f=n18446744073709551615 "
          "g=n-9223372036854775809 h=n1234567890123456789012345678901234567890 i=n-0.0 >");
}

TEST_CASE("rows that are no objects are told") {
    CHECK(walk(with_rows(R"([null, "x", 3, true, [], [[{"x": 1}]], {"x": 1}])")) ==
          "!!!!!!<x=n1 >");
}

TEST_CASE("the texts of the rows are found word for word") {
    const std::string json =
        "\xEF\xBB\xBF" +
        with_rows(R"([ {"x": "a]},\"{[\\"} , null,[1, {"y":[2,3]}],{ }, 12 , "s,t" ])");
    walk(json);
    CHECK(api::row_texts(json, "rows") ==
          std::vector<std::string_view>{R"({"x": "a]},\"{[\\"})", "null", R"([1, {"y":[2,3]}])",
                                        "{ }", "12", R"("s,t")"});
    CHECK(api::row_texts(with_rows("[ ]"), "rows").empty());
    CHECK(api::row_texts(R"({"x": "rows", "y": [1, 2]})", "rows").empty());
}

TEST_CASE("nesting is bounded, also by a million brackets") {
    const auto nested = [](int levels) {
        return with_rows("[" + std::string(static_cast<std::size_t>(levels), '[') +
                         std::string(static_cast<std::size_t>(levels), ']') + "]");
    };
    CHECK(walk(nested(30)) == "!");
    CHECK_THROWS_AS(walk(nested(31)), api::ApiError);
    CHECK_THROWS_AS(walk(std::string(1'000'000, '[')), api::ApiError);
    CHECK_THROWS_AS(walk(with_rows(std::string(1'000'000, '['))), api::ApiError);
    std::string objects;
    for (int i = 0; i < 100'000; ++i) {
        objects += R"({"a":)";
    }
    CHECK_THROWS_AS(walk(objects), api::ApiError);
}
