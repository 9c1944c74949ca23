// SPDX-License-Identifier: MIT
//
// What SQLite can do at most with the rows of a mirror: a minimal loop that inserts the rows of
// `calls` into an empty file of the same schema, with the same indices and settings, in one
// transaction that is durable when it ends.
//
//     bench_raw_insert MIRROR NEW_FILE [ROWS_A_TRANSACTION]
//
// The rows are read before the clock starts, in the order of their start, as a listing has them.
// Prints: rows, seconds, seconds of the processor.
#include <sqlite3.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

void check(int code, sqlite3* database) {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) {
        std::fprintf(stderr, "bench_raw_insert: %s\n", sqlite3_errmsg(database));
        std::exit(1);
    }
}

void run(sqlite3* database, const std::string& sql) {
    check(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), database);
}

sqlite3_stmt* prepare(sqlite3* database, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), database);
    return statement;
}

struct Value {
    int type = SQLITE_NULL;
    sqlite3_int64 number = 0; ///< of a text: its place among all texts
    int length = 0;
};

struct Rows {
    std::string columns; ///< names, with commas between
    int width = 0;
    std::vector<Value> values;
    std::string texts;
    std::size_t count() const { return values.size() / static_cast<std::size_t>(width); }
};

Rows read_rows(sqlite3* mirror) {
    Rows rows;
    sqlite3_stmt* query =
        prepare(mirror, "SELECT * FROM calls ORDER BY account_sid, usage_date, start_time");
    rows.width = sqlite3_column_count(query) - 1; // without call_id
    for (int i = 1; i <= rows.width; ++i) {
        rows.columns += (i > 1 ? ", " : "") + std::string{sqlite3_column_name(query, i)};
    }
    int code = SQLITE_OK;
    while ((code = sqlite3_step(query)) == SQLITE_ROW) {
        for (int i = 1; i <= rows.width; ++i) {
            Value value{sqlite3_column_type(query, i), 0, 0};
            if (value.type == SQLITE_INTEGER) {
                value.number = sqlite3_column_int64(query, i);
            } else if (value.type == SQLITE_TEXT) {
                value.number = static_cast<sqlite3_int64>(rows.texts.size());
                value.length = sqlite3_column_bytes(query, i);
                rows.texts.append(reinterpret_cast<const char*>(sqlite3_column_text(query, i)),
                                  static_cast<std::size_t>(value.length));
            }
            rows.values.push_back(value);
        }
    }
    check(code, mirror);
    sqlite3_finalize(query);
    return rows;
}

/// The schema of the mirror and every row of it that is no call: there are few.
void copy_the_rest(sqlite3* database, const char* mirror) {
    run(database, "ATTACH '" + std::string{mirror} + "' AS mirror");
    std::vector<std::string> statements;
    sqlite3_stmt* query = prepare(database, "SELECT type, name, sql FROM mirror.sqlite_schema "
                                            "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
                                            "ORDER BY rowid");
    while (sqlite3_step(query) == SQLITE_ROW) {
        const std::string name = reinterpret_cast<const char*>(sqlite3_column_text(query, 1));
        const bool is_table =
            std::strcmp(reinterpret_cast<const char*>(sqlite3_column_text(query, 0)), "table") == 0;
        statements.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(query, 2)));
        if (is_table && (name == "accounts" || name == "rounding_rules")) {
            statements.push_back("INSERT INTO main." + name + " SELECT * FROM mirror." + name);
        }
    }
    sqlite3_finalize(query);
    for (const std::string& sql : statements) {
        run(database, sql);
    }
    run(database, "DETACH mirror");
}

void insert(sqlite3* database, const Rows& rows, std::size_t rows_a_transaction) {
    std::string parameters = "?";
    for (int i = 1; i < rows.width; ++i) {
        parameters += ", ?";
    }
    sqlite3_stmt* statement =
        prepare(database, "INSERT INTO calls (" + rows.columns + ") VALUES (" + parameters + ")");
    run(database, "BEGIN IMMEDIATE");
    const Value* value = rows.values.data();
    for (std::size_t row = 0; row < rows.count(); ++row) {
        for (int i = 1; i <= rows.width; ++i, ++value) {
            if (value->type == SQLITE_INTEGER) {
                sqlite3_bind_int64(statement, i, value->number);
            } else if (value->type == SQLITE_TEXT) {
                sqlite3_bind_text(statement, i, rows.texts.data() + value->number, value->length,
                                  SQLITE_STATIC);
            } else {
                sqlite3_bind_null(statement, i);
            }
        }
        check(sqlite3_step(statement), database);
        sqlite3_reset(statement);
        if (rows_a_transaction > 0 && (row + 1) % rows_a_transaction == 0) {
            run(database, "COMMIT; BEGIN IMMEDIATE");
        }
    }
    run(database, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_finalize(statement);
}

double processor_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: bench_raw_insert MIRROR NEW_FILE [ROWS_A_TRANSACTION]\n", stderr);
        return 2;
    }
    sqlite3* mirror = nullptr;
    check(sqlite3_open_v2(argv[1], &mirror, SQLITE_OPEN_READONLY, nullptr), mirror);
    const Rows rows = read_rows(mirror);
    sqlite3_close(mirror);

    std::remove(argv[2]);
    sqlite3* database = nullptr;
    check(sqlite3_open(argv[2], &database), database);
    // As the mirror's one writer has it.
    run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                  "PRAGMA cache_size = -12000; PRAGMA wal_autocheckpoint = 32768");
    copy_the_rest(database, argv[1]);

    const double processor = processor_seconds();
    const auto started = std::chrono::steady_clock::now();
    insert(database, rows, argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 0);
    sqlite3_close(database);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    std::printf("%zu %.3f %.3f\n", rows.count(), took.count(), processor_seconds() - processor);
    return 0;
}
