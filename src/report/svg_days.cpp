// SPDX-License-Identifier: MIT
#include "report/svg_days.hpp"

#include "core/date_range.hpp"
#include "core/timestamp.hpp"
#include "report/report_page.hpp"
#include "report/svg_numbers.hpp"
#include "report/svg_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace calltally::report {

namespace {

constexpr double top_margin = 18;
constexpr double plot_height = 150;
constexpr double mark_height = 3;
constexpr double axis_height = 20;
constexpr int labelled_every = 5;

struct Day {
    int number = 0;
    std::optional<std::int64_t> log;   ///< micros of minutes
    std::optional<std::int64_t> usage; ///< micros of minutes
    std::string tip;
};

std::vector<Day> days_of(const Table& table, core::Date first) {
    std::vector<Day> days;
    for (const auto& row : table.rows) {
        const std::string date = to_text(cell_of(table, row, "date"));
        const auto parsed = core::parse_date(date);
        if (!parsed) {
            continue;
        }
        Day day{static_cast<int>((*parsed - first).count()) + 1,
                micros_of(cell_of(table, row, "log_minutes")),
                micros_of(cell_of(table, row, "usage_minutes")),
                {}};
        const auto shown = [](const std::optional<std::int64_t>& value) {
            return value ? short_number(*value) + " min" : std::string{"not known"};
        };
        day.tip = fmt::format("{}: log {}, usage {}, {}", date, shown(day.log), shown(day.usage),
                              to_text(cell_of(table, row, "state")));
        days.push_back(std::move(day));
    }
    return days;
}

} // namespace

std::string svg_days(const Table& table, const std::string& month, const std::string& id,
                     const std::string& title) {
    const auto parsed = core::parse_month(month);
    if (!parsed) {
        return {};
    }
    const core::DateRange range = core::month_range(*parsed);
    const std::vector<Day> days = days_of(table, range.from);
    if (days.empty()) {
        return {};
    }
    const int length = static_cast<int>(range.days());
    std::int64_t highest = 1;
    int differing = 0;
    for (const Day& day : days) {
        highest = std::max({highest, day.log.value_or(0), day.usage.value_or(0)});
        differing += day.log && day.usage && *day.log != *day.usage ? 1 : 0;
    }
    const auto height = [highest](std::int64_t value) {
        return static_cast<double>(std::max(value, std::int64_t{0})) /
               static_cast<double>(highest) * plot_height;
    };
    const double bottom = top_margin + plot_height;
    SvgPicture picture(id, title,
                       fmt::format("Billed minutes of each day of {}: bars for the call log, marks "
                                   "for usage, at most {} minutes; {} differ. The table below has "
                                   "every number.",
                                   month, short_number(highest), counted(differing, "day")),
                       static_cast<int>(bottom + axis_height));
    picture.text(0, 12, Anchor::start, short_number(highest) + " min", "axis");
    picture.line(0, top_margin, full_width, top_margin, "grid");
    picture.line(0, bottom, full_width, bottom, "axis-line");
    const double step = full_width / length;
    for (const Day& day : days) {
        const double left = step * (day.number - 1);
        const bool differs = day.log && day.usage && *day.log != *day.usage;
        const double bar = height(day.log.value_or(0));
        picture.rect(left + step * 0.2, bottom - bar, step * 0.6, bar, "log-bar", day.tip);
        if (day.usage) {
            picture.rect(left + step * 0.08, bottom - height(*day.usage) - mark_height / 2,
                         step * 0.84, mark_height, differs ? "usage-mark differs" : "usage-mark",
                         day.tip);
        }
        if (differs) {
            const double above = std::max(bar, height(*day.usage));
            picture.text(left + step / 2, bottom - above - 6, Anchor::middle,
                         *day.usage > *day.log ? "+" : "-", "label");
        }
    }
    for (int day = 1; day <= length; ++day) {
        if (day == 1 || (day % labelled_every == 0 && day != length - 1) || day == length) {
            picture.text(step * (day - 0.5), bottom + 15, Anchor::middle, std::to_string(day),
                         "axis");
        }
    }
    return picture.markup();
}

} // namespace calltally::report
