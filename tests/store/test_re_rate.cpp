// SPDX-License-Identifier: MIT
//
// Rating again: after any change of any rules, what is stored is what core says, what the session
// view works out with the SQL functions, and what plain SQL of another make says.
#include "core/error.hpp"
#include "core/usage_category.hpp"
#include "extension/register.hpp"
#include "mirror.hpp"
#include "store/call_row.hpp"
#include "store/re_rate.hpp"
#include "store/rounding_rule_store.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <random>
#include <set>

namespace calltally::store::testing {

namespace {

/// Each billed call with the rule of the highest score, written as sortable text; billed seconds
/// in whole numbers alone. Neither the joins nor the arithmetic are the session view's.
constexpr const char* by_plain_sql = R"sql(
    WITH scored AS (
        SELECT call.call_id, call.duration, rule.rule_id, rule.minimum_seconds AS minimum,
            rule.increment_seconds AS increment,
            max(printf('%d%d%04d%d%s', rule.account_sid IS NOT NULL, rule.category IS NOT NULL,
                coalesce(length(rule.number_prefix), 0), rule.number_side IS NOT NULL,
                coalesce(rule.valid_from, '0000-00-00')))
        FROM calls AS call
        JOIN rounding_rules AS rule
            ON call.account_sid = coalesce(rule.account_sid, call.account_sid)
            AND coalesce(call.usage_category, '-') =
                coalesce(rule.category, call.usage_category, '-')
            AND (rule.number_prefix IS NULL
                OR (instr(call.from_address, rule.number_prefix) = 1
                    AND coalesce(rule.number_side, 'from') <> 'to')
                OR (instr(call.to_address, rule.number_prefix) = 1
                    AND coalesce(rule.number_side, 'to') <> 'from'))
            AND coalesce(substr(call.start_time, 1, 10) >= rule.valid_from,
                rule.valid_from IS NULL)
            AND coalesce(substr(call.start_time, 1, 10) < rule.valid_to, rule.valid_to IS NULL)
        WHERE call.status = 'completed'
        GROUP BY call.call_id
    )
    SELECT call_id, CASE WHEN duration > minimum
            THEN minimum + (duration - minimum + increment - 1) / increment * increment
            ELSE minimum * (duration > 0) END, rule_id
    FROM scored ORDER BY call_id)sql";

constexpr const char* by_session_view = R"sql(
    SELECT call_id, live.billed_seconds, live.rounding_rule_id
    FROM live_calls AS live JOIN calls AS call USING (sid)
    WHERE live.is_billed = 1 ORDER BY call_id)sql";

constexpr const char* as_stored = "SELECT call_id, billed_seconds, rounding_rule_id FROM calls "
                                  "WHERE is_billed = 1 {} ORDER BY call_id";

constexpr const char* roll_up_as_stored = "SELECT * FROM call_days ORDER BY 1, 2, 3, 4, 5, 6";
constexpr const char* roll_up_from_calls = R"sql(
    SELECT account_sid, coalesce(usage_date, ''), coalesce(usage_category, '(unmapped)'),
        CASE WHEN is_billed THEN 'billed' ELSE 'unbilled' END,
        CASE WHEN missing_since IS NULL THEN 'listed' ELSE 'missing' END,
        coalesce(price_unit, ''), count(*), coalesce(sum(duration), 0), sum(coalesce(billed_seconds, 0)),
        sum(coalesce(price_micros, 0)), count(price_micros),
        count(CASE WHEN duration = 0 THEN 1 END), sum(1 - settled)
    FROM calls GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6)sql";

std::string file_text(const char* path) {
    return bytes_of(path);
}

class Random {
public:
    explicit Random(unsigned seed) : m_engine(seed) {}
    int between(int lowest, int highest) {
        return std::uniform_int_distribution<int>(lowest, highest)(m_engine);
    }
    bool one_in(int count) { return between(1, count) == 1; }
    template <class Container>
    const auto& of(const Container& values) {
        return values[static_cast<std::size_t>(
            between(0, static_cast<int>(std::size(values)) - 1))];
    }

private:
    std::mt19937 m_engine;
};

constexpr std::array<std::string_view, 6> numbers{"+12025550100", "+12125550100", "+8613800138000",
                                                  "+81312345678", "client:anna",  "sim:HS1"};
constexpr std::array<std::string_view, 4> directions{"inbound", "outbound-api",
                                                     "trunking-terminating", "sideways"};

core::Call random_call(Random& random, int number) {
    core::Call call = outbound_call(number, "2026-07-01 00:00:00", 0);
    call.account_sid = random.one_in(3) ? account_b : account_a;
    call.from_address = std::string{random.of(numbers)};
    call.to_address = std::string{random.of(numbers)};
    call.direction = std::string{random.of(directions)};
    call.duration = random.one_in(8) ? 0 : random.between(1, 400);
    call.status = random.one_in(6) ? "busy" : "completed";
    call.price_unit = random.one_in(5) ? "EUR" : "USD";
    call.start_time = at("2026-06-20 00:00:00") + std::chrono::hours{random.between(0, 24 * 30)};
    if (random.one_in(15)) {
        call.start_time.reset();
    }
    if (random.one_in(15)) {
        call.duration.reset();
    }
    if (random.one_in(15)) {
        call.to_address.reset();
    }
    return call;
}

core::RoundingRule random_rule(Random& random) {
    core::RoundingRule rule;
    rule.model = {random.between(0, 2) * 60, random.of(std::array{1, 6, 60})};
    if (random.one_in(3)) {
        rule.account_sid = random.one_in(2) ? account_a : account_b;
    }
    if (random.one_in(3)) {
        rule.category = std::string{random.of(core::comparison_categories)};
    }
    if (random.one_in(2)) {
        rule.number_prefix = std::string{
            random.of(numbers).substr(0, static_cast<std::size_t>(random.between(1, 4)))};
        if (random.one_in(2)) {
            rule.number_side = random.one_in(2) ? "from" : "to";
        }
    }
    const auto some_day = [&random] {
        return day("2026-06-20") + std::chrono::days{random.between(0, 30)};
    };
    if (random.one_in(2)) {
        rule.valid_from = some_day();
    }
    if (random.one_in(2)) {
        rule.valid_to = some_day();
    }
    return rule;
}

/// A mirror of two accounts with calls in which every scope finds something.
class RatedMirror : public Mirror {
public:
    RatedMirror(Random& random, int calls) {
        core::Account other;
        other.sid = account_b;
        put_account(connection(), other);
        CallStore store(connection());
        Transaction transaction(connection());
        for (int number = 1; number <= calls; ++number) {
            store.put(random_call(random, number), at("2026-08-03 09:00:00"));
            if (random.one_in(10)) {
                store.mark_missing(call_sid(number), at("2026-08-03 10:00:00"));
            }
        }
        store.write_roll_up();
        transaction.commit();
        connection().exec("CREATE TEMP TABLE touched (call_id INTEGER PRIMARY KEY)");
        connection().exec("CREATE TEMP TRIGGER touch AFTER UPDATE ON main.calls "
                          "BEGIN INSERT INTO touched VALUES (new.call_id); END");
        connection().exec(file_text(CALLTALLY_SESSION_VIEWS));
        forget_what_changed();
    }
    void forget_what_changed() {
        connection().exec("DELETE FROM touched");
        connection().exec("DELETE FROM stale_months");
    }
    std::vector<std::string> stored() { return rows(fmt::format(as_stored, "")); }
    std::vector<std::string> stored_and_listed() {
        return rows(fmt::format(as_stored, "AND missing_since IS NULL"));
    }
    std::vector<std::string> by_core() {
        const core::RoundingRules rules = load_rounding_rules(connection());
        SQLite::Statement query(connection(),
                                fmt::format("SELECT {}, call_id FROM calls WHERE is_billed = 1 "
                                            "ORDER BY call_id",
                                            call_columns));
        std::vector<std::string> result;
        const auto text = [](const std::optional<std::int64_t>& value) {
            return value ? std::to_string(*value) : "-";
        };
        while (query.executeStep()) {
            const auto rating = core::rate_call(read_call(query), rules, core::Instant{});
            result.push_back(fmt::format("{}|{}|{}", query.getColumn(call_column_count).getInt64(),
                                         text(rating.billed_seconds),
                                         text(rating.rounding_rule_id)));
        }
        return result;
    }
};

std::vector<std::string> months_of_touched(RatedMirror& mirror) {
    return mirror.rows("SELECT DISTINCT account_sid, usage_month FROM calls "
                       "JOIN touched USING (call_id) WHERE usage_month IS NOT NULL ORDER BY 1, 2");
}

void check_agreement(RatedMirror& mirror) {
    const auto stored = mirror.stored();
    CHECK(stored == mirror.by_core());
    CHECK(stored == mirror.rows(by_plain_sql));
    CHECK(mirror.stored_and_listed() == mirror.rows(by_session_view));
    CHECK(mirror.rows(roll_up_as_stored) == mirror.rows(roll_up_from_calls));
}

/// What the change says of itself holds: so many rows were written, those that differ now, and
/// their months are to be closed again.
void check_change(RatedMirror& mirror, const RuleChange& change,
                  const std::vector<std::string>& before) {
    const auto after = mirror.stored();
    std::vector<std::string> differing;
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i] != after[i]) {
            differing.push_back(after[i].substr(0, after[i].find('|')));
        }
    }
    CHECK(mirror.rows("SELECT call_id FROM touched ORDER BY call_id") == differing);
    CHECK(change.re_rating.calls_changed == static_cast<std::int64_t>(differing.size()));
    CHECK(change.re_rating.calls_looked_at >= change.re_rating.calls_changed);
    CHECK(mirror.rows("SELECT * FROM stale_months ORDER BY 1, 2") == months_of_touched(mirror));
}

std::int64_t billed_seconds(RatedMirror& mirror) {
    return std::stoll(mirror.row("SELECT coalesce(sum(billed_seconds), 0) FROM call_days"));
}

} // namespace

TEST_CASE("after any changes of any rules, all four ways of rating agree") {
    extension::register_functions_automatically();
    int refused = 0;
    int changed = 0;
    for (const unsigned seed : {1U, 2U, 3U, 4U, 5U, 6U}) {
        CAPTURE(seed);
        Random random(seed);
        RatedMirror mirror(random, 250);
        check_agreement(mirror);
        const auto first_ratings = mirror.stored();
        const auto first_roll_up = mirror.rows(roll_up_as_stored);
        RuleEditor editor(mirror.connection());
        std::set<std::int64_t> rules;
        const auto attempt = [&](auto&& change) {
            const auto before = mirror.stored();
            const std::int64_t seconds_before = billed_seconds(mirror);
            mirror.forget_what_changed();
            try {
                const RuleChange would = change(Apply::dry_run);
                CHECK(mirror.stored() == before);
                const RuleChange did = change(Apply::yes);
                CHECK(did.rule.rule == would.rule.rule);
                CHECK(did.re_rating.calls_changed == would.re_rating.calls_changed);
                CHECK(did.re_rating.billed_seconds_change == would.re_rating.billed_seconds_change);
                CHECK(billed_seconds(mirror) - seconds_before ==
                      did.re_rating.billed_seconds_change);
                check_change(mirror, did, before);
                rules.insert(did.rule.rule.id);
                changed += did.re_rating.calls_changed > 0 ? 1 : 0;
            } catch (const core::Error& error) {
                CHECK(error.exit_code() == core::ExitCode::usage);
                CHECK(mirror.stored() == before);
                ++refused;
            }
            check_agreement(mirror);
        };
        for (int i = 0; i < 24; ++i) {
            if (random.one_in(4)) {
                const std::int64_t id = random.between(2, 12);
                const auto until = random.one_in(2)
                                       ? std::nullopt
                                       : std::optional{day("2026-06-20") +
                                                       std::chrono::days{random.between(0, 30)}};
                attempt([&](Apply apply) { return editor.end(id, until, apply); });
            } else {
                const core::RoundingRule rule = random_rule(random);
                attempt([&](Apply apply) { return editor.add(rule, {}, apply); });
            }
        }
        for (const StoredRule& entry : read_rounding_rules(mirror.connection())) {
            if (entry.rule.id != core::default_rule_id && !core::is_never_valid(entry.rule)) {
                attempt([&](Apply apply) { return editor.end(entry.rule.id, {}, apply); });
            }
        }
        CHECK(mirror.stored() == first_ratings);
        CHECK(mirror.rows(roll_up_as_stored) == first_roll_up);
    }
    CHECK(refused > 20);
    CHECK(changed > 50);
}

TEST_CASE("more calls than are written at once are all rated, and the log keeps to its bound") {
    Random random(7);
    RatedMirror mirror(random, 40'000);
    SQLite::Database& connection = mirror.connection();
    connection.exec("DROP TRIGGER touch");
    connection.exec("PRAGMA wal_autocheckpoint = 0");
    connection.execAndGet("PRAGMA wal_checkpoint(TRUNCATE)");
    const auto pages = [&connection] {
        return connection.execAndGet("PRAGMA page_count").getInt64();
    };
    core::RoundingRule rule;
    rule.model = {1, 1};
    rule.valid_from = day("2000-01-01");
    const std::int64_t pages_before = pages();
    const std::int64_t bound = bytes_to_re_rate(connection, RatingScope::of(rule));
    const RuleChange change = RuleEditor(connection).add(rule, {}, Apply::yes);
    CHECK(change.re_rating.calls_changed > 30'000);
    CHECK(mirror.row("SELECT count(*) FROM calls WHERE is_billed = 1 AND usage_date IS NOT NULL "
                     "AND (billed_seconds IS NOT duration OR rounding_rule_id IS NOT 2)") == "0");
    CHECK(mirror.rows(roll_up_as_stored) == mirror.rows(roll_up_from_calls));
    const auto written =
        static_cast<std::int64_t>(std::filesystem::file_size(mirror.path() + "-wal"));
    const std::int64_t grown =
        (pages() - pages_before) * connection.execAndGet("PRAGMA page_size").getInt64();
    CAPTURE(written);
    CAPTURE(grown);
    CAPTURE(bound);
    CHECK(written + grown <= bound);
    CHECK(bound <= 4 * written); // and is no excuse
}

TEST_CASE("a narrow scope touches the calls of its days alone, wherever they lie") {
    Random random(8);
    RatedMirror mirror(random, 3000);
    core::RoundingRule rule;
    rule.model = {7, 7};
    rule.account_sid = account_b;
    rule.valid_from = day("2026-07-01");
    rule.valid_to = day("2026-07-03");
    const RuleChange change = RuleEditor(mirror.connection()).add(rule, {}, Apply::yes);
    CHECK(
        change.re_rating.calls_looked_at ==
        std::stoll(mirror.row("SELECT count(*) FROM calls WHERE is_billed = 1 AND account_sid = '" +
                              account_b + "' AND usage_date IN ('2026-07-01', '2026-07-02')")));
    CHECK(change.re_rating.calls_changed == change.re_rating.calls_looked_at);
    CHECK(change.re_rating.calls_changed > 20);
    CHECK(mirror.rows(roll_up_as_stored) == mirror.rows(roll_up_from_calls));
    CHECK(mirror.rows("SELECT * FROM stale_months") ==
          std::vector<std::string>{account_b + "|2026-07"});
}

TEST_CASE("a scope without calls is not looked for") {
    Random random(9);
    RatedMirror mirror(random, 50);
    core::RoundingRule rule;
    rule.valid_from = day("2031-01-01");
    CHECK(bytes_to_re_rate(mirror.connection(), RatingScope::of(rule)) == 0);
    const RuleChange change = RuleEditor(mirror.connection()).add(rule, {}, Apply::yes);
    CHECK(change.re_rating.calls_looked_at == 0);
    CHECK(mirror.rows("SELECT * FROM stale_months").empty());
}

TEST_CASE("a month whose calls were rated again is pending until it is closed") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-07-10 10:00:00", 30));
    mirror.cover_july();
    mirror.put_usage(usage_record("calls-outbound", days("2026-07-01", "2026-08-01"), 1, 2, 13'000,
                                  "2026-08-02 00:00:00"),
                     Granularity::monthly);
    mirror.close();
    const auto cell = [&mirror] {
        return mirror.row("SELECT state, log_minutes, minutes_difference "
                          "FROM monthly_discrepancies WHERE category = 'calls-outbound'");
    };
    CHECK(cell() == "differs|1.0|1.0");
    core::RoundingRule two_minutes;
    two_minutes.model = {120, 60};
    two_minutes.valid_from = day("2026-07-01");
    RuleEditor(mirror.connection()).add(two_minutes, {}, Apply::yes);
    CHECK(cell() == "pending|1.0|1.0");
    CHECK(stale_months(mirror.connection()) == std::vector<AccountMonth>{{account_a, "2026-07"}});
    mirror.close();
    CHECK(cell() == "agrees|2.0|0.0");
}

} // namespace calltally::store::testing
