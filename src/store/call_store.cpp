// SPDX-License-Identifier: MIT
#include "store/call_store.hpp"

#include "core/call_rating.hpp"
#include "store/bindings.hpp"
#include "store/rounding_rule_store.hpp"

#include <fmt/format.h>

#include <vector>

namespace calltally::store {

namespace {

/// `?first, ... ?last`
std::string parameters(int first, int last) {
    std::string text = fmt::format("?{}", first);
    for (int i = first + 1; i <= last; ++i) {
        text += fmt::format(", ?{}", i);
    }
    return text;
}

/// All but the sid: SQLite writes the index of each column that is named anew, changed or not.
constexpr std::string_view columns_that_change = call_columns.substr(call_columns.find(',') + 1);

constexpr int source_column_count = call_column_count + rating_column_count;

CallDays::Presence presence(bool missing) {
    return missing ? CallDays::Presence::missing : CallDays::Presence::listed;
}

} // namespace

CallStore::CallStore(SQLite::Database& connection)
    : m_connection(connection), m_rules(load_rounding_rules(connection)),
      m_insert(connection,
               fmt::format("INSERT INTO calls ({}, {}, source, first_seen_at) VALUES ({}) "
                           "ON CONFLICT (sid) DO NOTHING",
                           call_columns, rating_columns, parameters(1, source_column_count + 2))),
      m_find(connection,
             fmt::format("SELECT {}, call_id, missing_since, settled, source FROM calls "
                         "WHERE sid = ?1",
                         call_columns)),
      m_update(connection,
               fmt::format("UPDATE calls SET ({}, {}, source, missing_since) = ({}) "
                           "WHERE call_id = ?{}",
                           columns_that_change, rating_columns,
                           parameters(2, source_column_count + 2), source_column_count + 3)),
      m_record(connection,
               "INSERT INTO call_changes (sid, changed_at, field, old_value, new_value, source) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6)") {}

std::optional<CallStore::Stored> CallStore::find(std::string_view sid) {
    bind_value(m_find, 1, sid);
    std::optional<Stored> found;
    if (m_find.executeStep()) {
        found.emplace();
        found->call = read_call(m_find);
        found->call_id = m_find.getColumn(call_column_count).getInt64();
        found->missing_since = text_column(m_find, call_column_count + 1);
        found->settled = m_find.getColumn(call_column_count + 2).getInt() != 0;
        // Every writer of the column goes through name_of().
        found->source = core::source_named(m_find.getColumn(call_column_count + 3).getString())
                            .value_or(core::Source::api);
    }
    m_find.reset();
    return found;
}

PutResult CallStore::put(const SourcedCall& seen, core::Instant now, bool is_listing) {
    const core::CallRating rating = core::rate_call(seen.call, m_rules, now);
    bind_call(m_insert, 1, seen.call, m_texts);
    bind_rating(m_insert, 1 + call_column_count, rating, m_texts);
    bind_text(m_insert, 1 + source_column_count, core::name_of(seen.source), m_texts);
    bind_text(m_insert, 2 + source_column_count, core::format_datetime(now).view(), m_texts);
    const int inserted = m_insert.exec();
    m_insert.reset();
    if (inserted > 0) {
        m_days.enter(seen.call, rating, CallDays::Presence::listed);
        return PutResult::inserted;
    }

    const Stored before = find(seen.call.sid).value();
    const std::optional<SourcedCall> after = merge({before.call, before.source}, seen);
    const bool is_listed_again = before.missing_since && is_listing;
    if (!after && !is_listed_again) {
        return PutResult::older;
    }
    const SourcedCall& result = after ? *after : SourcedCall{before.call, before.source};
    const std::vector<CallChange> changes = changes_between(before.call, result.call);
    const bool settled = core::rate_call(result.call, m_rules, now).settled;
    if (changes.empty() && !is_listed_again && settled == before.settled &&
        result.source == before.source && result.call.date_updated == before.call.date_updated) {
        return PutResult::unchanged;
    }
    for (const CallChange& change : changes) {
        // What a better source adds to a row that lacked it has not changed.
        if (change.old_value || seen.source == before.source || result.source == before.source) {
            record_change(seen.call.sid, change, seen.source, now);
        }
    }
    if (is_listed_again) {
        record_change(seen.call.sid, {"missing_since", before.missing_since, std::nullopt},
                      seen.source, now);
    }
    replace(before, result, is_listed_again ? std::nullopt : before.missing_since, now);
    return changes.empty() && !is_listed_again ? PutResult::unchanged : PutResult::changed;
}

void CallStore::replace(const Stored& before, const SourcedCall& after,
                        const std::optional<std::string>& missing_since, core::Instant now) {
    const core::CallRating rating = core::rate_call(after.call, m_rules, now);
    bind_call(m_update, 1, after.call, m_texts);
    bind_rating(m_update, 1 + call_column_count, rating, m_texts);
    bind_text(m_update, 1 + source_column_count, core::name_of(after.source), m_texts);
    bind_value(m_update, 2 + source_column_count, missing_since);
    bind_value(m_update, 3 + source_column_count, before.call_id);
    m_update.exec();
    m_update.reset();
    m_days.leave(before.call, rating_as_stored(before), presence(before.missing_since.has_value()));
    m_days.enter(after.call, rating, presence(missing_since.has_value()));
}

core::CallRating CallStore::rating_as_stored(const Stored& stored) const {
    // The rules in memory are those that rated the row; only `settled` depends on the time.
    core::CallRating rating = core::rate_call(stored.call, m_rules, core::Instant{});
    rating.settled = stored.settled;
    return rating;
}

void CallStore::record_change(std::string_view sid, const CallChange& change, core::Source source,
                              core::Instant now) {
    bind_value(m_record, 1, sid);
    bind_value(m_record, 2, now);
    bind_value(m_record, 3, change.field);
    bind_value(m_record, 4, change.old_value);
    bind_value(m_record, 5, change.new_value);
    bind_value(m_record, 6, core::name_of(source));
    m_record.exec();
    m_record.reset();
}

void CallStore::mark_checked(std::string_view sid, core::Instant now) {
    SQLite::Statement update(m_connection, "UPDATE calls SET checked_at = ?2 WHERE sid = ?1");
    bind_value(update, 1, sid);
    bind_value(update, 2, now);
    update.exec();
}

bool CallStore::mark_missing(std::string_view sid, core::Instant now) {
    const auto before = find(sid);
    if (!before || before->missing_since) {
        return false;
    }
    const std::string since = core::format_datetime(now).str();
    record_change(sid, {"missing_since", std::nullopt, since}, core::Source::api, now);
    replace(*before, {before->call, before->source}, since, now);
    return true;
}

bool CallStore::settle(std::string_view sid, core::Instant now) {
    const auto before = find(sid);
    if (!before || core::rate_call(before->call, m_rules, now).settled == before->settled) {
        return false;
    }
    replace(*before, {before->call, before->source}, before->missing_since, now);
    return true;
}

} // namespace calltally::store
