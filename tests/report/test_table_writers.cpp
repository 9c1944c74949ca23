// SPDX-License-Identifier: MIT
#include "report/table_writers.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <sstream>

using namespace calltally::report;

namespace {

std::string written(const std::vector<Table>& tables, Format format) {
    std::ostringstream out;
    write(out, tables, format);
    return out.str();
}

/// A table of one text column with these cells.
Table texts(const std::vector<std::string>& cells) {
    Table table{"texts", "Texts", {{"text", "text"}}, {}, {}};
    for (const std::string& cell : cells) {
        table.rows.push_back({Cell{cell}});
    }
    return table;
}

Table calls_table() {
    return {"calls",
            "Calls by month",
            {{"month", "month"}, {"calls", "calls", true}, {"price", "price", true}},
            {{std::string{"2026-07"}, std::int64_t{12345}, Quantity{-13'000, 2}},
             {std::string{"2026-08"}, Cell{}, Quantity{1'234'500'000, 2, true}}},
            {"Prices are in dollars."}};
}

} // namespace

TEST_CASE("formats have names") {
    CHECK(format_named("table") == Format::table);
    CHECK(format_named("csv") == Format::csv);
    CHECK(format_named("json") == Format::json);
    CHECK(format_named("markdown") == Format::markdown);
    CHECK_FALSE(format_named("Table"));
    CHECK_FALSE(format_named(""));
}

TEST_CASE("text: columns aligned, numbers right, unknown a dash, no blanks at the end") {
    CHECK(written({calls_table()}, Format::table) == "Calls by month\n"
                                                     "  month     calls      price\n"
                                                     "  -------  ------  ---------\n"
                                                     "  2026-07  12,345     -0.013\n"
                                                     "  2026-08       -  +1,234.50\n"
                                                     "  Prices are in dollars.\n");
}

TEST_CASE("text: an empty table says so, tables are apart by an empty line") {
    CHECK(written({texts({}), texts({"a"})}, Format::table) ==
          "Texts\n  (nothing)\n\nTexts\n  text\n  ----\n  a\n");
}

TEST_CASE("text: letters of several bytes are one wide, and nothing steers the terminal") {
    Table table{"t", "T", {{"name", "name"}, {"n", "n", true}}, {}, {}};
    table.rows = {{std::string{"Zoë"}, std::int64_t{1}},
                  {std::string{"a\nb\x1b[31m"}, std::int64_t{2}}};
    CHECK(written({table}, Format::table) == "T\n"
                                             "  name            n\n"
                                             "  --------------  -\n"
                                             "  Zoë             1\n"
                                             "  a\\x0ab\\x1b[31m  2\n");
}

TEST_CASE("csv: one header, numbers as they are, unknown empty, lines end as RFC 4180 says") {
    CHECK(written({calls_table()}, Format::csv) == "month,calls,price\r\n"
                                                   "2026-07,12345,-0.013\r\n"
                                                   "2026-08,,+1234.50\r\n");
    CHECK(written({texts({})}, Format::csv) == "text\r\n");
    CHECK(written({}, Format::csv).empty());
    CHECK(written({texts({"a"}), calls_table()}, Format::csv) == "text\r\na\r\n");
}

TEST_CASE("csv: what would break a line is quoted") {
    CHECK(written({texts({"a,b", "say \"hi\"", "two\nlines", "cr\rhere", " blank ", ""})},
                  Format::csv) == "text\r\n\"a,b\"\r\n\"say \"\"hi\"\"\"\r\n\"two\nlines\"\r\n"
                                  "\"cr\rhere\"\r\n blank \r\n\r\n");
}

TEST_CASE("csv: a text that a spreadsheet takes for a formula gets an apostrophe, a number not") {
    CHECK(written({texts({"=1+1", "@cmd", "\tx", "-1+1", "+1-2", "--1", "+14155550123", "-0.013",
                          "-", "+", "1.2.3", "-1.", "=1,2"})},
                  Format::csv) ==
          "text\r\n'=1+1\r\n'@cmd\r\n'\tx\r\n'-1+1\r\n'+1-2\r\n'--1\r\n+14155550123\r\n-0.013\r\n"
          "'-\r\n'+\r\n1.2.3\r\n'-1.\r\n\"'=1,2\"\r\n");
}

TEST_CASE("json: exact numbers, null for unknown, texts escaped") {
    const std::string text = written({calls_table(), texts({"a\"b\\\n\x01", "Zoë"})}, Format::json);
    const auto json = nlohmann::json::parse(text);
    CHECK(json["calls"][0]["calls"] == 12345);
    CHECK(json["calls"][1]["calls"].is_null());
    CHECK(json["texts"][0]["text"] == "a\"b\\\n\x01");
    CHECK(json["texts"][1]["text"] == "Zoë");
    CHECK(text.find("\"price\": -0.013") != std::string::npos);
    CHECK(text.find("\"price\": 1234.50") != std::string::npos); // a plus would not be JSON
}

TEST_CASE(
    "json: bytes that are no UTF-8 are replaced, not fatal, and no tables are an empty object") {
    CHECK_NOTHROW(nlohmann::json::parse(written({texts({"a\xff z"})}, Format::json)));
    CHECK(nlohmann::json::parse(written({}, Format::json)).empty());
    CHECK(nlohmann::json::parse(written({texts({})}, Format::json))["texts"].is_array());
}

TEST_CASE("markdown: a table of its own, bars and line ends do not break it") {
    CHECK(written({calls_table()}, Format::markdown) == "## Calls by month\n\n"
                                                        "| month | calls | price |\n"
                                                        "| --- | ---: | ---: |\n"
                                                        "| 2026-07 | 12,345 | -0.013 |\n"
                                                        "| 2026-08 | - | +1,234.50 |\n"
                                                        "\nPrices are in dollars.\n");
    CHECK(written({texts({"a|b", "c\nd"})}, Format::markdown) ==
          "## Texts\n\n| text |\n| --- |\n| a\\|b |\n| c\\x0ad |\n");
}
