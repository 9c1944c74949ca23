// SPDX-License-Identifier: MIT
#include "store/call_store.hpp"

#include "core/call_rating.hpp"
#include "store/bindings.hpp"
#include "store/call_row.hpp"

#include <fmt/format.h>

#include <vector>

namespace calltally::store {

namespace {

/// `?1, ?2, ... ?count`
std::string parameters(int count) {
    std::string text = "?1";
    for (int i = 2; i <= count; ++i) {
        text += fmt::format(", ?{}", i);
    }
    return text;
}

constexpr int source_column_count = call_column_count + rating_column_count;

CallDays::Presence presence(bool missing) {
    return missing ? CallDays::Presence::missing : CallDays::Presence::listed;
}

} // namespace

core::RoundingRules load_rounding_rules(SQLite::Database& connection) {
    SQLite::Statement query(
        connection, "SELECT rule_id, minimum_seconds, increment_seconds, account_sid, category, "
                    "number_prefix, number_side, valid_from, valid_to FROM rounding_rules");
    std::vector<core::RoundingRule> rules;
    while (query.executeStep()) {
        core::RoundingRule rule;
        rule.id = query.getColumn(0).getInt64();
        rule.model = {query.getColumn(1).getInt64(), query.getColumn(2).getInt64()};
        rule.account_sid = text_column(query, 3);
        rule.category = text_column(query, 4);
        rule.number_prefix = text_column(query, 5);
        rule.number_side = text_column(query, 6);
        rule.valid_from = date_column(query, 7);
        rule.valid_to = date_column(query, 8);
        rules.push_back(std::move(rule));
    }
    return core::RoundingRules(std::move(rules));
}

CallStore::CallStore(SQLite::Database& connection)
    : m_connection(connection), m_rules(load_rounding_rules(connection)),
      m_insert(connection,
               fmt::format("INSERT INTO calls ({}, {}, source, first_seen_at) VALUES ({}, 'api', "
                           "?{}) ON CONFLICT (sid) DO NOTHING",
                           call_columns, rating_columns, parameters(source_column_count),
                           source_column_count + 1)),
      m_find(connection, fmt::format("SELECT {}, call_id, missing_since, settled FROM calls "
                                     "WHERE sid = ?1",
                                     call_columns)),
      m_update(
          connection,
          fmt::format("UPDATE calls SET ({}, {}, missing_since) = ({}, ?{}) WHERE call_id = ?{}",
                      call_columns, rating_columns, parameters(source_column_count),
                      source_column_count + 1, source_column_count + 2)),
      m_record(connection,
               "INSERT INTO call_changes (sid, changed_at, field, old_value, new_value) "
               "VALUES (?1, ?2, ?3, ?4, ?5)") {}

std::optional<CallStore::Stored> CallStore::find(std::string_view sid) {
    bind(m_find, 1, sid);
    std::optional<Stored> found;
    if (m_find.executeStep()) {
        found.emplace();
        found->call = read_call(m_find);
        found->call_id = m_find.getColumn(call_column_count).getInt64();
        found->missing_since = text_column(m_find, call_column_count + 1);
        found->settled = m_find.getColumn(call_column_count + 2).getInt() != 0;
    }
    m_find.reset();
    return found;
}

PutResult CallStore::put(const core::Call& call, core::Instant now) {
    const core::CallRating rating = core::rate_call(call, m_rules, now);
    bind_call(m_insert, 1, call);
    bind_rating(m_insert, 1 + call_column_count, rating);
    bind(m_insert, 1 + source_column_count, now);
    const int inserted = m_insert.exec();
    m_insert.reset();
    if (inserted > 0) {
        m_days.enter(call, rating, CallDays::Presence::listed);
        return PutResult::inserted;
    }

    const Stored before = find(call.sid).value();
    const std::optional<core::Call> after = merge(before.call, call);
    const bool was_missing = before.missing_since.has_value();
    if (!after && !was_missing) {
        return PutResult::older;
    }
    const core::Call& result = after ? *after : before.call;
    const std::vector<CallChange> changes = changes_between(before.call, result);
    const bool settled = core::rate_call(result, m_rules, now).settled;
    if (changes.empty() && !was_missing && settled == before.settled &&
        result.date_updated == before.call.date_updated) {
        return PutResult::unchanged;
    }
    for (const CallChange& change : changes) {
        record_change(call.sid, change.field, change.old_value, change.new_value, now);
    }
    if (was_missing) {
        record_change(call.sid, "missing_since", before.missing_since, std::nullopt, now);
    }
    replace(before, result, std::nullopt, now);
    return changes.empty() && !was_missing ? PutResult::unchanged : PutResult::changed;
}

void CallStore::replace(const Stored& before, const core::Call& after,
                        const std::optional<std::string>& missing_since, core::Instant now) {
    const core::CallRating rating = core::rate_call(after, m_rules, now);
    bind_call(m_update, 1, after);
    bind_rating(m_update, 1 + call_column_count, rating);
    bind(m_update, 1 + source_column_count, missing_since);
    bind(m_update, 2 + source_column_count, before.call_id);
    m_update.exec();
    m_update.reset();
    m_days.leave(before.call, rating_as_stored(before), presence(before.missing_since.has_value()));
    m_days.enter(after, rating, presence(missing_since.has_value()));
}

core::CallRating CallStore::rating_as_stored(const Stored& stored) const {
    // The rules in memory are those that rated the row; only `settled` depends on the time.
    core::CallRating rating = core::rate_call(stored.call, m_rules, core::Instant{});
    rating.settled = stored.settled;
    return rating;
}

void CallStore::record_change(std::string_view sid, std::string_view field,
                              const std::optional<std::string>& old_value,
                              const std::optional<std::string>& new_value, core::Instant now) {
    bind(m_record, 1, sid);
    bind(m_record, 2, now);
    bind(m_record, 3, field);
    bind(m_record, 4, old_value);
    bind(m_record, 5, new_value);
    m_record.exec();
    m_record.reset();
}

void CallStore::mark_checked(std::string_view sid, core::Instant now) {
    SQLite::Statement update(m_connection, "UPDATE calls SET checked_at = ?2 WHERE sid = ?1");
    bind(update, 1, sid);
    bind(update, 2, now);
    update.exec();
}

void CallStore::mark_missing(std::string_view sid, core::Instant now) {
    const auto before = find(sid);
    if (!before || before->missing_since) {
        return;
    }
    const std::string since = core::format_datetime(now).str();
    record_change(sid, "missing_since", std::nullopt, since, now);
    replace(*before, before->call, since, now);
}

bool CallStore::settle(std::string_view sid, core::Instant now) {
    const auto before = find(sid);
    if (!before || core::rate_call(before->call, m_rules, now).settled == before->settled) {
        return false;
    }
    replace(*before, before->call, before->missing_since, now);
    return true;
}

} // namespace calltally::store
