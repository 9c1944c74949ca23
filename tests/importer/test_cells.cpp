// SPDX-License-Identifier: MIT
#include "importer/cells.hpp"

#include <doctest/doctest.h>

using namespace calltally::importer;

namespace {

Cells with(Column column, std::string_view text) {
    Cells cells;
    cells.clear();
    cells.set(column, text);
    return cells;
}

template <class Read>
std::string reason_of(Read read) {
    try {
        read();
    } catch (const BadCell& bad) {
        return bad.reason;
    }
    return {};
}

bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a sid says what happened to it") {
    const auto why = [](std::string_view text) {
        const Cells cells = with(Column::sid, text);
        return reason_of([&] { sid_of(cells, Column::sid, "CA"); });
    };
    CHECK(why("CA0123456789abcdef0123456789abcdef").empty());
    CHECK(says(why("CA0123456789ABCDEF0123456789ABCDEF"), "letters were changed"));
    CHECK(says(why("CA0123456789abcdef0123456789abcde"), "was cut"));
    CHECK(says(why("SM0123456789abcdef0123456789abcdef"), "is not CA"));
    CHECK(says(why(""), "is not CA"));
}

TEST_CASE("numbers are digits, prices plain decimals") {
    const auto number = [](std::string_view text) {
        const Cells cells = with(Column::duration, text);
        return reason_of([&] { whole_number_of(cells, Column::duration); });
    };
    CHECK(number("61").empty());
    for (const char* bad :
         {"-1", "61.0", "61s", "00:01:01", "1e2", " 61", "+61", "99999999999999999999"}) {
        CHECK_MESSAGE(says(number(bad), "whole number"), bad);
    }
    const auto price = [](std::string_view text) {
        const Cells cells = with(Column::price, text);
        return reason_of([&] { decimal_of(cells, Column::price); });
    };
    CHECK(price("-0.00850").empty());
    CHECK(says(price("-0,0085"), "no comma"));
    for (const char* bad : {"($0.01)", "-0.01 USD", "1e-3", "$1", "-0.0000001"}) {
        CHECK_MESSAGE(says(price(bad), "decimal"), bad);
    }
}

TEST_CASE("a spreadsheet's marks come off a number, what it rounded is lost") {
    Warnings warnings;
    const auto address = [&](std::string_view text) {
        const Cells cells = with(Column::from_address, text);
        return address_of(cells, Column::from_address, warnings).value_or("none");
    };
    CHECK(address("'+14155550100") == "+14155550100");
    CHECK(address("=\"+14155550100\"") == "+14155550100");
    CHECK(address("=1+1") == "=1+1");
    CHECK(address("'quoted'") == "'quoted'");
    CHECK(address("client:1e5") == "client:1e5");
    CHECK(warnings.size() == 1);
    CHECK(address("14155550100") == "14155550100");
    CHECK(warnings.size() == 2);
    CHECK(address("72722") == "72722");
    CHECK(warnings.size() == 2);
    for (const char* lost : {"1.41556E+10", "1E10", "1,41556E+10"}) {
        CHECK_MESSAGE(says(reason_of([&] { address(lost); }), "digits are lost"), lost);
    }
}

TEST_CASE("clean text is UTF-8 without NUL") {
    CHECK(is_clean_text("plain"));
    CHECK(is_clean_text("Caf\u00e9 \u20ac \U0001F600"));
    CHECK_FALSE(is_clean_text(std::string_view("a\0b", 3)));
    for (const char* bad : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82",
                            "\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80"}) {
        CHECK_FALSE(is_clean_text(bad));
    }
}

TEST_CASE("currencies are upper-cased, an odd one is kept and noted") {
    Warnings warnings;
    const Cells usd = with(Column::price_unit, "usd");
    CHECK(currency_of(usd, Column::price_unit, warnings) == "USD");
    CHECK(warnings.empty());
    const Cells odd = with(Column::price_unit, "Euro");
    CHECK(currency_of(odd, Column::price_unit, warnings) == "EURO");
    CHECK(warnings.size() == 1);
}
