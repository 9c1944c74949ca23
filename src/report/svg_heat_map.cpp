// SPDX-License-Identifier: MIT
#include "report/svg_heat_map.hpp"

#include "core/decimal.hpp"
#include "report/report_page.hpp"
#include "report/svg_numbers.hpp"
#include "report/svg_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

namespace calltally::report {

namespace {

constexpr int label_height = 18;
constexpr int cell_height = 26;
constexpr int category_height = label_height + cell_height + 4;
constexpr double gap = 0.4;

/// 1: under a percent of the larger side; 2: under a tenth; 3: more.
int magnitude(std::int64_t difference, std::int64_t log, std::int64_t usage) {
    const double share = static_cast<double>(std::abs(difference)) /
                         static_cast<double>(std::max({log, usage, std::int64_t{1}}));
    constexpr double small = 0.01;
    constexpr double large = 0.1;
    return share < small ? 1 : share < large ? 2 : 3;
}

CellLook differing(std::int64_t difference, std::int64_t log, std::int64_t usage,
                   std::string long_text) {
    const bool is_more = difference > 0;
    return {fmt::format("{}{}", is_more ? "plus" : "minus", magnitude(difference, log, usage)),
            std::move(long_text), is_more ? "+" : "-"};
}

} // namespace

CellLook look_of(const Table& cells, const std::vector<Cell>& row) {
    const auto value = [&](std::string_view column) {
        return micros_of(cell_of(cells, row, column));
    };
    const std::string state = to_text(cell_of(cells, row, "state"));
    if (state == "agrees") {
        return {"agrees", "agrees", "="};
    }
    if (state == "pending") {
        return {"pending", "pending", "~"};
    }
    const auto minutes = value("minutes_difference");
    const auto calls = value("count_difference");
    const auto price = value("price_difference");
    if (minutes && *minutes != 0) {
        return differing(*minutes, value("log_minutes").value_or(0),
                         value("usage_minutes").value_or(0), short_number(*minutes, true) + " min");
    }
    if (calls && *calls != 0) {
        return differing(*calls, value("billed_calls").value_or(0),
                         value("usage_count").value_or(0),
                         counted(*calls / core::micros_per_unit, "call", true));
    }
    if (price && *price != 0) {
        return differing(*price, value("log_price").value_or(0), value("usage_price").value_or(0),
                         "price");
    }
    return {"unknown", state, "?"};
}

std::string svg_heat_map(const Table& cells, const std::string& id, const std::string& title) {
    std::vector<std::string> categories;
    std::set<std::string> all_months;
    for (const auto& row : cells.rows) {
        const std::string category = to_text(cell_of(cells, row, "category"));
        if (std::find(categories.begin(), categories.end(), category) == categories.end()) {
            categories.push_back(category);
        }
        all_months.insert(to_text(cell_of(cells, row, "month")));
    }
    if (categories.empty()) {
        return {};
    }
    // Rollups after what they sum.
    std::stable_partition(categories.begin(), categories.end(), [](const std::string& name) {
        return name != "calls" && name != "combined";
    });
    std::vector<std::string> months(all_months.begin(), all_months.end());
    if (months.size() > most_months) {
        months.erase(months.begin(), months.end() - static_cast<std::ptrdiff_t>(most_months));
    }
    const double step = full_width / static_cast<double>(months.size());
    SvgPicture picture(
        id, title,
        fmt::format("Usage minus log for {} categories in {} months, {} to {}. The table below has "
                    "every number.",
                    categories.size(), months.size(), months.front(), months.back()),
        label_height + category_height * static_cast<int>(categories.size()));
    for (std::size_t i = 0; i < months.size(); ++i) {
        const double middle = step * (static_cast<double>(i) + 0.5);
        picture.text(middle, 13, Anchor::middle, months[i], "axis wide");
        picture.text(middle, 13, Anchor::middle, months[i].substr(months[i].size() - 2),
                     "axis narrow");
    }
    for (std::size_t c = 0; c < categories.size(); ++c) {
        const double top = label_height + static_cast<double>(c) * category_height;
        picture.text(0, top + 14, Anchor::start, categories[c], "label");
        picture.rect(0, top + label_height, full_width, cell_height, "lane");
    }
    for (const auto& row : cells.rows) {
        const std::string category = to_text(cell_of(cells, row, "category"));
        const std::string month = to_text(cell_of(cells, row, "month"));
        const auto column = std::find(months.begin(), months.end(), month);
        if (column == months.end()) {
            continue;
        }
        const auto place = std::find(categories.begin(), categories.end(), category);
        const double top =
            2.0 * label_height + static_cast<double>(place - categories.begin()) * category_height;
        const double left = step * static_cast<double>(column - months.begin());
        const CellLook look = look_of(cells, row);
        picture.rect(left + gap / 2, top, step - gap, cell_height, "cell " + look.css_class,
                     fmt::format("{} {}: {}", month, category, look.long_text));
        const std::string on = "on-" + look.css_class;
        picture.text(left + step / 2, top + 17, Anchor::middle, look.long_text, "wide " + on);
        picture.text(left + step / 2, top + 17, Anchor::middle, look.symbol, "narrow " + on);
    }
    return picture.markup();
}

} // namespace calltally::report
