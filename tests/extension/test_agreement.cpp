// SPDX-License-Identifier: MIT
//
// One rule, one result: what the SQL functions say is what core says, and what plain SQL says
// where it can say it. The values are random, from a fixed seed.
#include "connection.hpp"
#include "core/billed_time.hpp"
#include "core/call_status.hpp"
#include "core/date_range.hpp"
#include "core/time_zone.hpp"
#include "core/timestamp.hpp"
#include "core/usage_category.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>

namespace calltally::extension_tests {

namespace {

constexpr int rounds = 2000;

class Random {
public:
    std::int64_t between(std::int64_t lowest, std::int64_t highest) {
        return std::uniform_int_distribution<std::int64_t>{lowest, highest}(m_engine);
    }
    template <std::size_t count>
    std::string_view one_of(const std::array<std::string_view, count>& words) {
        return words[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(count) - 1))];
    }

private:
    std::mt19937_64 m_engine{20260731};
};

constexpr std::array<std::string_view, 6> zones{"America/New_York",    "Europe/London",
                                                "Australia/Lord_Howe", "Asia/Kathmandu",
                                                "Pacific/Apia",        "UTC"};

std::string literal(const std::optional<std::int64_t>& number) {
    return number ? std::to_string(*number) : "NULL";
}

std::string literal(const std::optional<core::Instant>& instant) {
    return instant ? quoted(core::format_datetime(*instant).view()) : "NULL";
}

} // namespace

TEST_CASE("billed time agrees with core and with plain SQL on random values") {
    Random random;
    Connection connection;
    for (int i = 0; i < rounds; ++i) {
        const std::int64_t duration = random.between(-10, random.between(0, 100'000));
        const core::PricingModel model{random.between(0, 200), random.between(1, 120)};
        const std::string d = std::to_string(duration);
        const std::string arguments =
            d + ", " + std::to_string(model.minimum) + ", " + std::to_string(model.increment);
        CAPTURE(arguments);
        CHECK(connection.value("billed_seconds(" + d + ")") ==
              literal(core::billed_seconds(duration)));
        CHECK(connection.value("billed_minutes(" + d + ")") ==
              literal(core::billed_minutes(duration)));
        CHECK(connection.value("billed_seconds(" + arguments + ")") ==
              literal(core::billed_seconds(duration, model)));
        if (duration >= 0) {
            CHECK(connection.value("billed_minutes(" + d + ") = (" + d + " + 59) / 60") == "1");
            CHECK(connection.value("billed_minutes(" + arguments + ") = billed_seconds(" +
                                   arguments + ") / 60.0") == "1");
        }
    }
}

TEST_CASE("UTC time, date and month agree with core and with SQLite on random instants") {
    Random random;
    Connection connection;
    for (int i = 0; i < rounds; ++i) {
        const std::int64_t epoch = random.between(-62'135'596'800, 253'402'300'799);
        const auto instant = core::instant_from_epoch(epoch).value();
        const std::string e = std::to_string(epoch);
        const std::string time = quoted(core::format_datetime(instant).view());
        CAPTURE(e);
        CHECK(connection.rows("SELECT utc_time(" + e + "), utc_time(" + time + "), utc_date(" + e +
                              "), utc_month(" + e + ")") ==
              time + "|" + time + "|" + quoted(core::format_date(core::date_of(instant)).view()) +
                  "|" + quoted(core::format_month(core::month_of(instant)).view()));
        CHECK(connection.rows("SELECT utc_time(" + e + ") = datetime(" + e +
                              ", 'unixepoch'),"
                              " utc_date(" +
                              e + ") = date(" + e +
                              ", 'unixepoch'),"
                              " utc_month(" +
                              e + ") = strftime('%Y-%m', " + e + ", 'unixepoch')") == "1|1|1");
    }
}

TEST_CASE("zones agree with core on random local times, in gaps and overlaps too") {
    Random random;
    Connection connection;
    for (int i = 0; i < rounds; ++i) {
        const std::string_view name = random.one_of(zones);
        const auto zone = core::TimeZone::find(name).value();
        const std::chrono::local_seconds wall{
            std::chrono::seconds{random.between(0, 2'000'000) * 900}};
        const auto reading = zone.to_utc(wall);
        const std::string arguments =
            quoted(core::format_datetime(wall).view()) + ", " + quoted(name);
        CAPTURE(arguments);
        CHECK(connection.rows("SELECT utc_time(" + arguments + "), utc_time(" + arguments +
                              ", 'earlier'), utc_time(" + arguments + ", 'later')") ==
              literal(reading.resolve(std::nullopt)) + "|" +
                  literal(reading.resolve(core::OverlapChoice::earlier)) + "|" +
                  literal(reading.resolve(core::OverlapChoice::later)));
        const core::Instant instant{wall.time_since_epoch()};
        CHECK(connection.value("local_time(" + arguments + ")") ==
              quoted(core::format_datetime(zone.to_local(instant)).view()));
    }
}

TEST_CASE("the bounds of every month agree with core and with SQLite") {
    Connection connection;
    for (int year = 1; year<9999; year += year> 1950 && year < 2050 ? 1 : 97) {
        for (unsigned number = 1; number <= 12; ++number) {
            const core::Month month = std::chrono::year{year} / std::chrono::month{number};
            const std::string text = quoted(core::format_month(month).view());
            const core::DateRange range = core::month_range(month);
            CAPTURE(text);
            CHECK(connection.rows("SELECT month_start(" + text + "), month_end(" + text + ")") ==
                  quoted(core::format_date(range.from).view()) + "|" +
                      quoted(core::format_date(range.to).view()));
            CHECK(connection.value("month_end(" + text + ") = date(" + text +
                                   " || '-01', '+1 month')") == "1");
        }
    }
}

TEST_CASE("categories and statuses agree with core on random calls") {
    constexpr std::array<std::string_view, 7> directions{"inbound",
                                                         "outbound-api",
                                                         "outbound-dial",
                                                         "trunking-originating",
                                                         "trunking-terminating",
                                                         "sideways",
                                                         ""};
    constexpr std::array<std::string_view, 9> addresses{"+13051416799",
                                                        "client:o'tom",
                                                        "SIP:tom@example.com",
                                                        "sips:a@b",
                                                        "sim:HS1",
                                                        "whatsapp:+1",
                                                        "Anonymous",
                                                        "",
                                                        ":"};
    constexpr std::array<std::string_view, 10> statuses{
        "completed", "busy",    "failed",    "no-answer",   "canceled",
        "queued",    "ringing", "COMPLETED", "in-progress", ""};
    Random random;
    Connection connection;
    for (int i = 0; i < rounds; ++i) {
        const std::string_view direction = random.one_of(directions);
        const std::string_view from = random.one_of(addresses);
        const std::string_view to = random.one_of(addresses);
        const std::string_view status = random.one_of(statuses);
        const auto category = core::usage_category(direction, from, to);
        CAPTURE(direction);
        CAPTURE(from);
        CAPTURE(to);
        CHECK(connection.value("usage_category(" + quoted(direction) + ", " + quoted(from) + ", " +
                               quoted(to) + ")") == (category ? quoted(*category) : "NULL"));
        CHECK(connection.value("is_billed_status(" + quoted(status) + ")") ==
              (core::is_billed_status(status) ? "1" : "0"));
    }
}

} // namespace calltally::extension_tests
