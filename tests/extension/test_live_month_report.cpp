// SPDX-License-Identifier: MIT
#include "mirror.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>

namespace calltally::extension_tests {

namespace {

constexpr const char* report =
    "SELECT month, category, log_calls, billed_calls, log_microseconds, log_price_micros, "
    "price_unit, unpriced_calls, zero_second_calls, unrated_calls FROM live_month_report()";

} // namespace

TEST_CASE("calls are summed by the month of their start and their far end") {
    Connection connection;
    create_mirror(connection);
    add(connection, MirroredCall{"2026-07-31 23:59:59", "2026-08-01 00:01:00", 61});
    add(connection, MirroredCall{"2026-08-01 00:00:00", "2026-08-01 00:00:59", 59});
    add(connection, MirroredCall{"2026-08-01 00:00:00", {}, 0, "no-answer"});
    add(connection, MirroredCall{"2026-08-01 10:00:00", "2026-08-01 10:01:00", 60, "completed",
                                 "outbound-api", "client:tom", "sip:pbx@example.com"});
    CHECK(connection.rows(report) ==
          "'2026-07'|'calls-inbound'|1|1|120000000|13000|'USD'|0|0|0\n"
          "'2026-08'|'calls-inbound'|2|1|60000000|13000|'USD'|0|0|0\n"
          "'2026-08'|'calls-sip-outbound'|1|1|60000000|13000|'USD'|0|0|0");
    CHECK(connection.rows("SELECT log_minutes, log_price FROM live_month_report() LIMIT 1") ==
          "2.0|0.013");
}

TEST_CASE("every listed call is in exactly one row, also one without a start or a category") {
    Connection connection;
    create_mirror(connection);
    add(connection, MirroredCall{{}, {}, 0, "queued"});
    add(connection, MirroredCall{"2026-07-01 00:00:00", {}, 30, "completed", "sideways"});
    add(connection, MirroredCall{"2026-07-01 00:00:00", {}, 30, "completed", "inbound", "sim:HS1"});
    add(connection, MirroredCall{"2026-07-02 00:00:00",
                                 {},
                                 600,
                                 "completed",
                                 "inbound",
                                 "+1",
                                 "+2",
                                 {},
                                 account,
                                 true}); // gone from the log
    REQUIRE(connection.run("UPDATE calls SET direction = NULL WHERE direction = 'sideways'") == "");
    CHECK(connection.rows(report) == "NULL|'calls-inbound'|1|0|0|0|NULL|0|0|0\n"
                                     "'2026-07'|'(unmapped)'|2|2|120000000|26000|'USD'|0|0|0");
}

TEST_CASE("what cannot be read is counted and named, and adds nothing") {
    Connection connection;
    create_mirror(connection);
    for (int i = 0; i < 4; ++i) {
        add(connection, MirroredCall{"2026-07-01 12:00:00", {}, i == 3 ? 0 : 60});
    }
    REQUIRE(
        connection.run("UPDATE calls SET duration = NULL, price_micros = NULL WHERE call_id = 1;"
                       "UPDATE calls SET duration = -1 WHERE call_id = 2;"
                       "UPDATE calls SET start_time = 'yesterday' WHERE call_id = 3") == "");
    CHECK(connection.rows(report) == "NULL|'calls-inbound'|1|1|60000000|13000|'USD'|0|0|0\n"
                                     "'2026-07'|'calls-inbound'|3|3|0|26000|'USD'|1|1|2");
    REQUIRE(connection.run("DELETE FROM rounding_rules") == "");
    CHECK(connection.rows("SELECT sum(billed_calls), sum(unrated_calls), sum(log_microseconds)"
                          " FROM live_month_report()") == "4|4|0");
}

TEST_CASE("prices in two currencies have no sum") {
    Connection connection;
    create_mirror(connection);
    add(connection, MirroredCall{"2026-07-01 12:00:00", {}, 60});
    add(connection, MirroredCall{"2026-07-01 12:00:00", {}, 60});
    REQUIRE(connection.run("UPDATE calls SET price_unit = 'EUR' WHERE call_id = 2") == "");
    CHECK(connection.rows("SELECT log_price, log_price_micros, price_unit"
                          " FROM live_month_report()") == "NULL|NULL|'mixed'");
}

TEST_CASE("the rules are those of the table now, by their order of precedence") {
    Connection connection;
    create_mirror(connection);
    add(connection, MirroredCall{"2026-07-01 12:00:00", {}, 31});
    add(connection, MirroredCall{"2026-08-01 12:00:00", {}, 31});
    const std::string seconds = "SELECT log_microseconds / 1000000 FROM live_month_report()";
    CHECK(connection.rows(seconds) == "60\n60");
    REQUIRE(connection.run("INSERT INTO rounding_rules (rule_id, minimum_seconds,"
                           " increment_seconds, number_prefix, number_side, valid_from) VALUES"
                           " (2, 30, 6, '+1305', 'from', NULL),"
                           " (3, 1, 1, '+1305', 'from', '2026-08-01')") == "");
    CHECK(connection.rows(seconds) == "36\n31");
    CHECK(connection.rows("SELECT sum(billed_seconds) FROM calls") == "120"); // as they were rated
}

TEST_CASE("accounts and months are told apart, and come in order") {
    Connection connection;
    create_mirror(connection);
    std::mt19937 random{20260731};
    constexpr std::array<std::string_view, 2> accounts{account, other_account};
    constexpr std::array<std::string_view, 4> directions{"inbound", "outbound-api",
                                                         "trunking-originating", "unheard-of"};
    constexpr std::array<std::string_view, 3> ends{"+1305", "client:x", "sip:a@b"};
    REQUIRE(connection.run("BEGIN") == "");
    for (int i = 0; i < 400; ++i) {
        const std::string start = connection.value(
            "datetime(1700000000 + " + std::to_string(random() % 100'000'000) + ", 'unixepoch')");
        const std::string bare = start.substr(1, start.size() - 2);
        add(connection, MirroredCall{bare,
                                     {},
                                     static_cast<int>(random() % 300),
                                     random() % 3 == 0 ? "busy" : "completed",
                                     directions[random() % 4],
                                     ends[random() % 3],
                                     ends[random() % 3],
                                     {},
                                     accounts[random() % 2]});
    }
    REQUIRE(connection.run("COMMIT") == "");
    const std::string stored = connection.rows(
        "SELECT account_sid, usage_month, coalesce(usage_category, '(unmapped)') AS category,"
        " count(*), sum(is_billed), sum(billed_seconds) * 1000000 FROM calls"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
    CHECK(connection.rows("SELECT account_sid, month, category, log_calls, billed_calls,"
                          " log_microseconds FROM live_month_report() ORDER BY 1, 2, 3") == stored);
    CHECK(connection.rows("SELECT account_sid, month FROM live_month_report()") ==
          connection.rows("SELECT account_sid, month FROM live_month_report() ORDER BY 1, 2"));
}

} // namespace calltally::extension_tests
