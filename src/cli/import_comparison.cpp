// SPDX-License-Identifier: MIT
#include "cli/import_comparison.hpp"

#include "core/error.hpp"
#include "importer/sid_index.hpp"
#include "store/bindings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace calltally::cli {

namespace {

using importer::ImportFile;

std::string text_of(const std::optional<core::Instant>& instant) {
    return instant ? core::format_datetime(*instant).str() : std::string{};
}
std::string text_of(const std::optional<std::int64_t>& number) {
    return number ? std::to_string(*number) : std::string{};
}
std::string price_text(const std::optional<std::int64_t>& micros,
                       const std::optional<std::string>& unit) {
    return micros ? core::format_micros(*micros, 5) + " " + unit.value_or("") : std::string{};
}

class Comparer {
public:
    Comparer(SQLite::Database& connection, ImportFile& file, std::int64_t limit)
        : m_connection(connection), m_file(file), m_limit(limit),
          m_find(connection, "SELECT start_time, duration, status, price_micros, price_unit, "
                             "missing_since, account_sid FROM calls WHERE sid = ?1") {}

    Comparison run() {
        for (ImportFile::Row row = m_file.next(); row != ImportFile::Row::end;
             row = m_file.next()) {
            if (row == ImportFile::Row::call) {
                ++m_rows;
                m_sids.add(m_file.call().sid, 0, m_file.line());
                m_accounts.insert(m_file.call().account_sid);
                compare(m_file.call());
            } else {
                ++m_bad;
            }
        }
        m_stretch = stretch();
        std::int64_t in_mirror = 0;
        for (const std::string& account_sid : m_accounts) {
            in_mirror += find_only_in_mirror(account_sid);
        }
        return {tables(in_mirror), m_differences};
    }

private:
    void compare(const core::Call& call) {
        store::bind_value(m_find, 1, call.sid);
        if (!m_find.executeStep()) {
            m_find.reset();
            note(call.sid, m_file.line(), "only in the file", text_of(call.start_time), "");
            return;
        }
        const auto start = store::instant_column(m_find, 0);
        const auto duration = store::number_column(m_find, 1);
        const auto status = store::text_column(m_find, 2).value_or("");
        const auto price = store::number_column(m_find, 3);
        const auto unit = store::text_column(m_find, 4);
        const auto missing_since = store::text_column(m_find, 5);
        const auto account_sid = store::text_column(m_find, 6).value_or("");
        m_find.reset();
        const auto check = [&](std::string_view what, const std::string& in_file,
                               const std::string& in_mirror) {
            if (in_file != in_mirror) {
                note(call.sid, m_file.line(), what, in_file, in_mirror);
            }
        };
        check("start_time", text_of(call.start_time), text_of(start));
        check("duration", text_of(call.duration), text_of(duration));
        check("status", call.status, status);
        check("account_sid", call.account_sid, account_sid);
        if (m_file.header().format == importer::FileFormat::bulk_calls && !call.price_micros) {
            // Bulk Export files may come without prices: that says nothing.
        } else if (m_file.header().has(importer::Column::price) ||
                   m_file.header().has(importer::Column::price_micros) || call.price_micros) {
            check("price", price_text(call.price_micros, call.price_unit), price_text(price, unit));
        }
        if (missing_since) {
            note(call.sid, m_file.line(), "gone upstream", "", *missing_since);
        }
    }

    /// From the first row to the last, and all that the file is said to cover: half-open. Empty
    /// where it has no row with a time.
    std::optional<std::pair<core::Instant, core::Instant>> stretch() const {
        auto stretch = m_file.covered();
        const auto& shift = m_file.shift();
        if (shift.first) {
            const std::pair rows{*shift.first, *shift.last + std::chrono::seconds{1}};
            stretch = stretch ? std::pair{std::min(stretch->first, rows.first),
                                          std::max(stretch->second, rows.second)}
                              : rows;
        }
        return stretch;
    }

    /// \returns the mirror's calls in the file's stretch
    std::int64_t find_only_in_mirror(const std::string& account_sid) {
        if (!m_stretch) {
            return 0;
        }
        const auto [from, to] = *m_stretch;
        SQLite::Statement query(m_connection, R"sql(
            SELECT sid, start_time FROM calls
            WHERE account_sid = ?1 AND usage_date >= ?2 AND usage_date <= ?3
                AND start_time >= ?4 AND start_time < ?5 AND missing_since IS NULL
            ORDER BY sid)sql");
        store::bind_value(query, 1, account_sid);
        store::bind_value(query, 2, core::date_of(from));
        store::bind_value(query, 3, core::date_of(to));
        store::bind_value(query, 4, from);
        store::bind_value(query, 5, to);
        std::int64_t count = 0;
        bool has_row = query.executeStep();
        const auto pass_below = [&](const std::string* sid) {
            while (has_row) {
                const std::string mine = query.getColumn(0).getString();
                if (sid != nullptr && mine >= *sid) {
                    if (mine == *sid) {
                        ++count;
                        has_row = query.executeStep();
                    }
                    return;
                }
                ++count;
                note(mine, 0, "only in the mirror", "", store::text_column(query, 1).value_or(""));
                has_row = query.executeStep();
            }
        };
        m_sids.for_each([&](const importer::SidIndex::Entry& entry) {
            const std::string sid = entry.text();
            pass_below(&sid);
        });
        pass_below(nullptr);
        return count;
    }

    void note(const std::string& sid, std::int64_t line, std::string_view what,
              const std::string& in_file, const std::string& in_mirror) {
        ++m_differences;
        if (++m_counts[std::string{what}] <= m_limit) {
            const auto cell = [](const std::string& text) {
                return text.empty() ? report::Cell{} : report::Cell{text};
            };
            m_listed.push_back({sid, line == 0 ? report::Cell{} : report::Cell{line},
                                std::string{what}, cell(in_file), cell(in_mirror)});
        }
    }

    std::vector<report::Table> tables(std::int64_t in_mirror) {
        report::Table listed{
            "differences",
            fmt::format("{} against the mirror", importer::ByteSource::quoted(m_file.name())),
            {{"sid", "call"},
             {"line", "line", true},
             {"what", "what"},
             {"in_file", "in the file"},
             {"in_mirror", "in the mirror"}},
            std::move(m_listed),
            {}};
        report::Table counts{
            "counts", "How many", {{"what", "what"}, {"calls", "calls", true}}, {}, {}};
        counts.rows.push_back({std::string{"in the file"}, m_rows});
        counts.rows.push_back({std::string{"in the mirror, in the same time"}, in_mirror});
        if (m_stretch) {
            counts.notes.push_back(fmt::format("That time is from {} to {} UTC, the end not in it.",
                                               core::format_datetime(m_stretch->first).view(),
                                               core::format_datetime(m_stretch->second).view()));
        }
        if (m_bad > 0) {
            counts.rows.push_back({std::string{"could not be read"}, m_bad});
        }
        for (const auto& [what, count] : m_counts) {
            counts.rows.push_back({what, count});
            if (count > m_limit) {
                listed.notes.push_back(fmt::format("Of {} rows with `{}` the first {} are listed.",
                                                   count, what, m_limit));
            }
        }
        return {std::move(listed), std::move(counts)};
    }

    SQLite::Database& m_connection;
    ImportFile& m_file;
    std::int64_t m_limit;
    SQLite::Statement m_find;
    importer::SidIndex m_sids;
    std::set<std::string> m_accounts;
    std::optional<std::pair<core::Instant, core::Instant>> m_stretch;
    std::int64_t m_rows = 0;
    std::int64_t m_bad = 0;
    std::int64_t m_differences = 0;
    std::map<std::string, std::int64_t> m_counts;
    std::vector<std::vector<report::Cell>> m_listed;
};

} // namespace

Comparison compare_with_mirror(SQLite::Database& connection, ImportFile& file, std::int64_t limit) {
    if (importer::is_usage(file.header().format)) {
        throw core::Error(core::ExitCode::usage,
                          fmt::format("{} is of usage, and --compare is for calls",
                                      importer::ByteSource::quoted(file.name())),
                          "import it: usage of several sources stands side by side in "
                          "usage_records");
    }
    return Comparer(connection, file, limit).run();
}

} // namespace calltally::cli
