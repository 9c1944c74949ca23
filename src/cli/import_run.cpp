// SPDX-License-Identifier: MIT
#include "cli/import_run.hpp"

#include "core/error.hpp"
#include "store/account_store.hpp"
#include "store/quarantine.hpp"
#include "store/usage_store.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace calltally::cli {

namespace {

using core::Error;
using core::ExitCode;
using importer::ImportFile;

/// Their index is the cost, and sids are random.
constexpr std::size_t batch_rows = 50'000;

store::Granularity granularity_of(const core::DateRange& days) {
    if (days.days() == 1) {
        return store::Granularity::daily;
    }
    const core::DateRange month = core::month_range(core::month_of(days.from));
    const bool is_of_month = days.from == month.from && days.to <= month.to;
    return is_of_month ? store::Granularity::monthly : store::Granularity::range;
}

/// Whether the quarantined row differs from this one in a single member: the one that was bad.
bool is_corrected(const std::string& waiting, const std::string& now) {
    const auto before = nlohmann::json::parse(waiting, nullptr, false);
    const auto after = nlohmann::json::parse(now, nullptr, false);
    if (!before.is_object() || !after.is_object() || before.size() != after.size()) {
        return false;
    }
    std::size_t different = 0;
    for (const auto& [name, value] : before.items()) {
        different += after.contains(name) && after[name] == value ? 0U : 1U;
    }
    return different <= 1;
}

/// Whatever is thrown, the other thread is done before the transaction is rolled back.
class Waiting {
public:
    explicit Waiting(std::future<void>& other) : m_other(other) {}
    ~Waiting() {
        if (m_other.valid()) {
            m_other.wait();
            m_other = {};
        }
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

private:
    std::future<void>& m_other;
};

} // namespace

ImportRun::ImportRun(SQLite::Database& connection, std::int64_t run_id, core::Instant now,
                     std::optional<core::Instant> as_of)
    : m_connection(connection), m_run_id(run_id), m_now(now), m_given_as_of(as_of), m_as_of(now) {}

void ImportRun::start(const ImportFile& file, const importer::ImportOptions& options) {
    m_result = {};
    m_result.name = file.name();
    m_result.format = file.header().format;
    m_result.zone = file.zone_name();
    m_result.covers_was_given = options.covers.has_value();
    m_pending = {};
    m_being_stored = {};
    m_counts.clear();
    m_usage.clear();
    m_conflicting.clear();
    m_waiting.clear();
    m_sids.emplace();
    m_calls.emplace(m_connection);
    m_includes_subaccounts = false;
    m_zone_check = {};
    m_as_of = std::min(m_given_as_of.value_or(file.modified_at().value_or(m_now)), m_now);
    m_days.emplace(file, options, m_now);
    m_has_quarantine = store::quarantined_rows(m_connection) > 0;
    for (store::WaitingRow& row : store::waiting_rows(m_connection, file.name())) {
        m_waiting[row.line].push_back(std::move(row));
    }
}

ImportedFile ImportRun::import(ImportFile& file, const importer::ImportOptions& options) {
    store::Transaction transaction(m_connection);
    const Waiting end_before_the_transaction{m_storing};
    start(file, options);
    if (options.skip_bad && !importer::is_usage(file.header().format)) {
        find_conflicts(file);
    }
    for (ImportFile::Row row = file.next(); row != ImportFile::Row::end; row = file.next()) {
        ++m_result.rows;
        switch (row) {
        case ImportFile::Row::call:
            add_call(file);
            break;
        case ImportFile::Row::usage:
            add_usage(file);
            break;
        default:
            put_aside(file, file.bad());
            break;
        }
    }
    store_calls();
    connection();           // stored
    refuse_conflicts(file); // with bad rows skipped, none is left
    m_zone_check.finish(file);
    m_result.shift = file.shift();
    m_result.lacks = file.lacks();
    for (const auto& [warning, count] : file.warnings()) {
        m_result.warnings[warning] += count;
    }
    cover(file, options);
    transaction.commit();
    return std::move(m_result);
}

void ImportRun::find_conflicts(ImportFile& file) {
    importer::SidIndex sids;
    for (ImportFile::Row row = file.next(); row != ImportFile::Row::end; row = file.next()) {
        if (row == ImportFile::Row::call) {
            sids.add(file.call().sid, file.digest(), file.line());
        }
    }
    sids.for_each_repeated([this](const auto& first, const auto& /*later*/, bool is_same) {
        if (!is_same) {
            m_conflicting.insert(first.text());
        }
    });
    file.rewind();
}

void ImportRun::add_account(const std::string& account_sid) {
    if (m_result.account_sids.insert(account_sid).second) {
        core::Account account;
        account.sid = account_sid;
        store::put_account(connection(), account);
    }
}

void ImportRun::add_call(ImportFile& file) {
    const core::Call& call = file.call();
    add_account(call.account_sid);
    if (m_conflicting.contains(call.sid)) {
        put_aside(file, {file.line(), "another line says something else of the same call", call.sid,
                         file.raw()});
        return;
    }
    m_days->note(call, m_result.warnings);
    m_sids->add(call.sid, file.digest(), file.line());
    if (m_has_quarantine) {
        release(file, call.account_sid, call.sid);
    }
    m_pending.calls.add(call);
    m_pending.places.push_back({file.line(), file.source()});
    if (m_pending.places.size() == batch_rows) {
        store_calls();
    }
}

SQLite::Database& ImportRun::connection() {
    if (m_storing.valid()) {
        m_storing.get();
    }
    return m_connection;
}

void ImportRun::store_calls() {
    connection(); // the batch before
    std::swap(m_pending, m_being_stored);
    m_storing = std::async(std::launch::async, [this] { store_batch(); });
}

void ImportRun::store_batch() {
    const core::PackedCalls& calls = m_being_stored.calls;
    // By sid, and the lines of one in their order, which is that of their places.
    std::vector<std::pair<std::uint64_t, std::uint32_t>> in_order;
    in_order.reserve(calls.size());
    for (std::uint32_t i = 0; i < calls.size(); ++i) {
        in_order.emplace_back(calls.first_digits(i), i);
    }
    std::sort(in_order.begin(), in_order.end(), [&calls](const auto& a, const auto& b) {
        if (a.first != b.first) {
            return a.first < b.first;
        }
        const int order = calls.sid(a.second).compare(calls.sid(b.second));
        return order != 0 ? order < 0 : a.second < b.second;
    });
    core::Call call;
    for (const auto& [digits, index] : in_order) {
        calls.unpack(index, call);
        store_call(call, m_being_stored.places[index].source);
    }
    m_being_stored.calls.clear();
    m_being_stored.places.clear();
    m_calls->write_roll_up();
}

void ImportRun::store_call(const core::Call& call, core::Source source) {
    m_zone_check.look_up(m_connection, call);
    const store::PutResult result = m_calls->put({call, source}, m_now, false);
    Counts& counts = m_counts[call.account_sid];
    ++counts.rows;
    counts.rows_new += result == store::PutResult::inserted ? 1 : 0;
    counts.rows_changed += result == store::PutResult::changed ? 1 : 0;
    m_result.rows_new += result == store::PutResult::inserted ? 1 : 0;
    m_result.rows_changed += result == store::PutResult::changed ? 1 : 0;
    m_result.rows_older += result == store::PutResult::older ? 1 : 0;
}

void ImportRun::add_usage(ImportFile& file) {
    const auto& [record, includes_subaccounts] = file.usage();
    const core::UsageDates dates = core::to_usage_dates(record.days);
    const UsageKey key{record.account_sid, record.category, dates.start, dates.end_inclusive,
                       includes_subaccounts};
    const UsageSeen seen{
        record.count,
        record.usage ? std::optional{record.usage->micros} : std::optional<std::int64_t>{},
        record.price ? std::optional{record.price->micros} : std::optional<std::int64_t>{},
        file.line()};
    const auto [before, is_new] = m_usage.emplace(key, seen);
    if (!is_new) {
        const bool is_same = before->second.count == seen.count &&
                             before->second.usage_micros == seen.usage_micros &&
                             before->second.price_micros == seen.price_micros;
        if (!is_same) {
            throw Error(ExitCode::usage,
                        fmt::format("{}: line {} says something else of {} in the same days",
                                    file.place(file.line()), before->second.line, record.category),
                        "nothing of the file was imported; keep the line that is right");
        }
        ++m_result.rows_repeated;
        return;
    }
    m_days->note(record, m_result.warnings);
    add_account(record.account_sid);
    m_includes_subaccounts = m_includes_subaccounts || includes_subaccounts;
    core::UsageRecord dated = record;
    dated.as_of = record.as_of.value_or(m_as_of);
    const bool differs = store::put_usage_record(
        connection(), dated, granularity_of(record.days),
        includes_subaccounts ? store::UsageScope::with_subaccounts : store::UsageScope::own, m_now,
        importer::source_of(file.header().format));
    Counts& counts = m_counts[record.account_sid];
    ++counts.rows;
    counts.rows_changed += differs ? 1 : 0;
    m_result.rows_changed += differs ? 1 : 0;
}

void ImportRun::put_aside(ImportFile& file, const importer::BadRow& row) {
    // A row that does not say whose it is waits with the account of the rows before it.
    const std::string account_sid =
        m_result.account_sids.empty() ? std::string{} : *m_result.account_sids.begin();
    connection(); // the counts below are the other thread's too
    ++m_result.rows_quarantined;
    ++m_counts[account_sid].rows_quarantined;
    store::quarantine(connection(),
                      {account_sid, importer::is_usage(file.header().format) ? "usage" : "calls",
                       row.sid, row.reason, row.raw, importer::source_of(file.header().format),
                       file.name(), row.line},
                      m_now);
    m_waiting.erase(row.line);
}

void ImportRun::release(const ImportFile& file, const std::string& account_sid,
                        const std::string& sid) {
    m_result.rows_released += store::release_from_quarantine(connection(), account_sid, sid);
    const auto waiting = m_waiting.find(file.line());
    if (waiting == m_waiting.end()) {
        return;
    }
    for (const store::WaitingRow& row : waiting->second) {
        if (row.sid == sid || is_corrected(row.raw, file.raw())) {
            m_result.rows_released += store::release_row(connection(), row.quarantine_id);
        }
    }
    m_waiting.erase(waiting);
}

void ImportRun::refuse_conflicts(const ImportFile& file) {
    m_sids->for_each_repeated([&](const auto& first, const auto& later, bool is_same) {
        if (is_same) {
            ++m_result.rows_repeated;
            return;
        }
        throw Error(ExitCode::usage,
                    fmt::format("{}: call {} is in line {} too, and there it is another",
                                file.place(later.line), first.text(), first.line),
                    "nothing of the file was imported; keep the line that is right, or add "
                    "--skip-bad to put both aside");
    });
}

} // namespace calltally::cli
