// SPDX-License-Identifier: MIT
//
// calltally import: call logs and usage from files.
#include "cli/arguments.hpp"
#include "cli/clock.hpp"
#include "cli/command.hpp"
#include "cli/import_comparison.hpp"
#include "cli/import_run.hpp"
#include "cli/import_summary.hpp"
#include "core/decimal.hpp"
#include "report/table_writers.hpp"
#include "store/month_close.hpp"
#include "store/usage_store.hpp"
#include "store/writer_lock.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>

namespace calltally::cli {

namespace {

using core::Error;
using core::ExitCode;

struct ImportArguments {
    std::vector<std::string> files;
    std::string zone;
    std::string ambiguous;
    std::vector<std::string> account_sids;
    bool all_accounts = false;
    std::string covers;
    std::string includes_subaccounts;
    std::string currency;
    std::string delimiter;
    std::string as_of;
    bool skip_bad = false;
    bool compare = false;
    std::string limit = "1000";
    std::string format = "table";
    bool quiet = false;
    bool json = false;
};

importer::LocalDays parse_covers(const std::string& text) {
    const std::size_t dots = text.find("..");
    const auto from = core::parse_date(text.substr(0, dots));
    const auto to =
        dots == std::string::npos ? std::nullopt : core::parse_date(text.substr(dots + 2));
    if (!from || !to || *from >= *to) {
        throw Error(ExitCode::usage, "--covers: expected two local days, FROM before TO",
                    "as in --covers 2026-07-01..2026-08-01 for all of July: TO is left out");
    }
    return {std::chrono::local_days{from->time_since_epoch()},
            std::chrono::local_days{to->time_since_epoch()}};
}

char parse_delimiter(const std::string& text) {
    if (text == "tab") {
        return '\t';
    }
    if (text.size() != 1 || std::string_view{"\"\r\n"}.find(text[0]) != std::string_view::npos) {
        throw Error(ExitCode::usage, "--delimiter: expected one character, or the word tab",
                    "as in --delimiter ';'");
    }
    return text[0];
}

importer::ImportOptions to_options(const ImportArguments& arguments) {
    importer::ImportOptions options;
    if (!arguments.zone.empty()) {
        options.zone = importer::LocalZone::parse(arguments.zone);
        if (!options.zone) {
            throw Error(ExitCode::usage,
                        fmt::format("--zone: {} is no time zone", importer::shown(arguments.zone)),
                        "name one of the tz database, as in America/New_York, or an offset, as in "
                        "+05:30");
        }
    }
    if (!arguments.ambiguous.empty()) {
        options.ambiguous = arguments.ambiguous == "earlier" ? core::OverlapChoice::earlier
                                                             : core::OverlapChoice::later;
    }
    options.account_sids = arguments.account_sids;
    options.all_accounts = arguments.all_accounts;
    if (!arguments.covers.empty()) {
        options.covers = parse_covers(arguments.covers);
    }
    if (!arguments.includes_subaccounts.empty()) {
        options.includes_subaccounts = arguments.includes_subaccounts == "yes";
    }
    if (!arguments.currency.empty()) {
        options.currency = arguments.currency;
    }
    if (!arguments.delimiter.empty()) {
        options.delimiter = parse_delimiter(arguments.delimiter);
    }
    options.skip_bad = arguments.skip_bad;
    return options;
}

ExitCode run_compare(const Globals& globals, const ImportArguments& arguments) {
    auto database = store::Database::open_for_reading(globals.database_path);
    std::int64_t differences = 0;
    for (const std::string& path : arguments.files) {
        importer::ImportFile file(path, to_options(arguments));
        const Comparison comparison =
            compare_with_mirror(database.connection(), file, number(arguments.limit));
        const std::string format = arguments.json ? "json" : arguments.format;
        report::write(std::cout, comparison.tables, report::format_named(format).value());
        differences += comparison.differences;
    }
    return differences == 0 ? ExitCode::done : ExitCode::differences;
}

/// Works out the months that changed. \returns how many
std::int64_t close_months(SQLite::Database& connection, core::Instant now) {
    std::int64_t count = 0;
    store::close_stale_months(connection, now, [&](const store::AccountMonth&) { ++count; });
    return count;
}

/// Usage records that this run stored and that no month takes.
std::int64_t usage_of_no_month(SQLite::Database& connection, const importer::ImportFile& file,
                               core::Instant now) {
    const importer::FileFormat format = file.header().format;
    return importer::is_usage(format)
               ? store::usage_of_no_month(connection, importer::source_of(format), now,
                                          core::date_of(now))
               : 0;
}

void tell(const ImportArguments& arguments, const ImportedFile& file) {
    if (arguments.json) {
        std::cout << summary_json(file).dump(-1, ' ', false,
                                             nlohmann::ordered_json::error_handler_t::replace)
                  << "\n";
    } else if (!arguments.quiet) {
        std::cout << summary_text(file);
    }
}

ExitCode run_import(const Globals& globals, const ImportArguments& arguments) {
    const importer::ImportOptions options = to_options(arguments);
    const core::Instant now = clock_now();
    std::optional<core::Instant> as_of;
    if (!arguments.as_of.empty()) {
        auto time = core::parse_iso8601(arguments.as_of);
        if (!time) {
            throw Error(ExitCode::usage, "--as-of: expected a time in UTC",
                        "as in --as-of '2026-08-02 06:00:00'");
        }
        time->offset = time->offset.value_or(std::chrono::seconds{0});
        as_of = core::to_instant(*time);
    }
    // A file that is none is refused before there is a mirror.
    std::optional<importer::ImportFile> file;
    file.emplace(arguments.files.front(), options);

    const store::WriterLock lock(globals.database_path, "import");
    auto database = store::Database::open_for_writing(globals.database_path);
    SQLite::Database& connection = database.connection();
    // Sids are random: the more of their index is in memory, the fewer pages move.
    connection.exec("PRAGMA cache_size = -64000");
    store::RunTotals totals;
    const std::int64_t run_id = store::begin_run(connection, now, CALLTALLY_VERSION, "import");
    const auto finish = [&](ExitCode exit_code) {
        totals.months_closed = close_months(connection, now);
        store::end_run(connection, run_id, std::max(now, clock_now()), exit_code, totals);
        database.make_durable();
    };
    try {
        ImportRun run(connection, run_id, now, as_of);
        for (const std::string& path : arguments.files) {
            if (!file) {
                file.emplace(path, options);
            }
            const std::int64_t before = usage_of_no_month(connection, *file, now);
            ImportedFile imported = run.import(*file, options);
            if (const auto noted = usage_of_no_month(connection, *file, now) - before; noted > 0) {
                imported.warnings["usage of days that are not one whole month: kept, compared "
                                  "with nothing"] = noted;
            }
            file.reset();
            totals.rows_read += imported.rows;
            totals.rows_new += imported.rows_new;
            totals.rows_changed += imported.rows_changed;
            totals.rows_quarantined += imported.rows_quarantined;
            for (const auto& [text, count] : imported.warnings) {
                totals.warnings[text] += count;
            }
            tell(arguments, imported);
        }
    } catch (const Error& error) {
        finish(error.exit_code());
        throw;
    }
    const ExitCode exit_code =
        totals.rows_quarantined > 0 ? ExitCode::rows_quarantined : ExitCode::done;
    finish(exit_code);
    if (!arguments.quiet && !arguments.json) {
        fmt::print("{} month{} worked out\n", totals.months_closed,
                   totals.months_closed == 1 ? "" : "s");
    }
    return exit_code;
}

} // namespace

void add_import(CLI::App& app, const Globals& globals, Run& run) {
    auto arguments = std::make_shared<ImportArguments>();
    CLI::App* command = app.add_subcommand("import", "Read call logs and usage from files");
    command->add_option("files", arguments->files, "CSV or Bulk Export files; - is standard input")
        ->required();
    command
        ->add_option("--zone", arguments->zone,
                     "Time zone of the file's local times: America/New_York, +05:30")
        ->type_name("ZONE");
    command
        ->add_option("--ambiguous", arguments->ambiguous,
                     "Which one, where the clocks showed a time twice")
        ->check(one_of({"earlier", "later"}));
    command->add_option("--account", arguments->account_sids, "Whose the file is")
        ->check(account_sid())
        ->allow_extra_args(false);
    command->add_flag("--all-accounts", arguments->all_accounts,
                      "Take every account that a file has");
    command
        ->add_option("--covers", arguments->covers,
                     "Local days that the file holds all of; TO is left out")
        ->type_name("FROM..TO");
    command
        ->add_option("--includes-subaccounts", arguments->includes_subaccounts,
                     "Whether subaccounts are in a file of usage")
        ->check(one_of({"yes", "no"}));
    command->add_option("--currency", arguments->currency, "Of prices in a file that does not say")
        ->check([](const std::string& text) {
            const bool is_currency =
                text.size() == 3 &&
                text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
            return is_currency ? std::string{} : "expected three capital letters, as in USD";
        })
        ->type_name("XXX");
    command
        ->add_option("--delimiter", arguments->delimiter,
                     "What separates the fields (default: a comma, or what sep= says)")
        ->type_name("CHARACTER");
    command
        ->add_option("--as-of", arguments->as_of,
                     "When the file was made, UTC (default: when it was written)")
        ->type_name("TIME");
    command->add_flag("--skip-bad", arguments->skip_bad,
                      "Put rows that cannot be read into quarantine and take the others");
    command->add_flag("--compare", arguments->compare,
                      "Write nothing; show where the file and the mirror differ");
    command->add_option("--limit", arguments->limit, "Rows to list of each kind of difference")
        ->check(whole_number(0, 1'000'000'000))
        ->capture_default_str();
    command->add_option("--format", arguments->format, "How to write the comparison")
        ->check(one_of({"table", "csv", "json", "markdown"}))
        ->capture_default_str();
    command->add_flag("--quiet", arguments->quiet, "Print nothing but errors");
    command->add_flag("--json", arguments->json,
                      "Print one line of JSON a file; of a comparison, JSON");
    command->callback([&globals, &run, arguments] {
        run = [&globals, arguments] {
            return arguments->compare ? run_compare(globals, *arguments)
                                      : run_import(globals, *arguments);
        };
    });
}

} // namespace calltally::cli
