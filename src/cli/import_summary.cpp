// SPDX-License-Identifier: MIT
#include "cli/import_summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace calltally::cli {

namespace {

std::string text_of(const core::DateRange& days) {
    return fmt::format("{} to before {}", core::format_date(days.from).view(),
                       core::format_date(days.to).view());
}

std::string coverage_text(const ImportedFile& file) {
    if (file.covered_days.empty()) {
        const std::string_view what =
            importer::is_usage(file.format)
                ? "  says nothing of categories that it does not list; if it lists all there is, "
                  "import it with --covers\n"
                : "  covers no whole UTC day: its months stay pending; --covers says which days "
                  "it is of\n";
        return std::string{what};
    }
    std::string text;
    for (const auto& [account_sid, days] : file.covered_days) {
        text += fmt::format("  covers the UTC days {} of {}{}\n", text_of(days), account_sid,
                            file.covers_was_given
                                ? ""
                                : ": the days strictly between its first and last row; --covers "
                                  "says otherwise");
    }
    return text;
}

std::string shift_text(const ImportedFile& file) {
    const importer::TimeShift& shift = file.shift;
    if (!shift.first) {
        return {};
    }
    return fmt::format(
        "  its first call started {} in {}, which is {} UTC; its last {}, which is "
        "{}\n"
        "  {} calls moved to another UTC day than the file shows, {} to another UTC "
        "month\n",
        core::format_datetime(*shift.first_wall).view(), file.zone,
        core::format_datetime(*shift.first).view(), core::format_datetime(*shift.last_wall).view(),
        core::format_datetime(*shift.last).view(), shift.moved_days, shift.moved_months);
}

/// What a column's absence means, for those that matter to the comparison.
std::string lacks_text(const ImportedFile& file) {
    if (file.lacks.empty()) {
        return {};
    }
    std::string text = fmt::format("  it does not have: {}", fmt::join(file.lacks, ", "));
    for (const std::string& column : file.lacks) {
        if (column == "parent_call_sid") {
            text += "; legs cannot be tied to their calls";
        } else if (column == "account_sid") {
            text += "; its account is the one named";
        } else if (column == "price") {
            text += "; prices cannot be compared";
        }
    }
    return text + "\n";
}

} // namespace

std::string summary_text(const ImportedFile& file) {
    std::string text = fmt::format(
        "{}: {}, {}\n", importer::ByteSource::quoted(file.name), importer::title_of(file.format),
        importer::is_usage(file.format) ? "in UTC days" : fmt::format("times in {}", file.zone));
    const bool is_usage = importer::is_usage(file.format);
    text += is_usage ? fmt::format("  {} records: {} new or changed", file.rows, file.rows_changed)
                     : fmt::format("  {} calls: {} new, {} changed", file.rows, file.rows_new,
                                   file.rows_changed);
    const auto add = [&text](std::int64_t count, std::string_view what) {
        text += count > 0 ? fmt::format(", {} {}", count, what) : std::string{};
    };
    // Also where a file is now the better source of what it says: nothing of the call is another.
    add(file.rows - file.rows_new - file.rows_changed - file.rows_older - file.rows_repeated -
            file.rows_quarantined,
        "already known");
    add(file.rows_older, "older than what is stored");
    add(file.rows_repeated, "twice in the file");
    add(file.rows_quarantined, "put aside in quarantine");
    add(file.rows_released, "out of quarantine");
    text += "\n" + shift_text(file) + coverage_text(file) + lacks_text(file);
    for (const auto& [warning, count] : file.warnings) {
        text += fmt::format("  noted {}: {}\n",
                            count == 1 ? "once" : fmt::format("{} times", count), warning);
    }
    return text;
}

nlohmann::ordered_json summary_json(const ImportedFile& file) {
    nlohmann::ordered_json json{{"event", "import"},
                                {"file", file.name},
                                {"format", importer::name_of(file.format)},
                                {"source", core::name_of(importer::source_of(file.format))},
                                {"zone", file.zone},
                                {"rows", file.rows},
                                {"rows_new", file.rows_new},
                                {"rows_changed", file.rows_changed},
                                {"rows_older", file.rows_older},
                                {"rows_repeated", file.rows_repeated},
                                {"rows_quarantined", file.rows_quarantined},
                                {"rows_released", file.rows_released},
                                {"moved_days", file.shift.moved_days},
                                {"moved_months", file.shift.moved_months},
                                {"accounts", file.account_sids},
                                {"lacks", file.lacks},
                                {"warnings", file.warnings}};
    json["covered_days"] = nlohmann::ordered_json::array();
    for (const auto& [account_sid, days] : file.covered_days) {
        json["covered_days"].push_back({{"account_sid", account_sid},
                                        {"from", core::format_date(days.from).view()},
                                        {"to", core::format_date(days.to).view()}});
    }
    return json;
}

} // namespace calltally::cli
