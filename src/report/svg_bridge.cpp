// SPDX-License-Identifier: MIT
#include "report/svg_bridge.hpp"

#include "core/decimal.hpp"
#include "report/report_page.hpp"
#include "report/svg_numbers.hpp"
#include "report/svg_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace calltally::report {

namespace {

constexpr int step_height = 38;
constexpr double bar_height = 14;
constexpr double bar_top = 19; ///< below the label
constexpr double baseline = 14;

struct Step {
    std::string cause;
    std::string value;
    std::string explanation;
    std::int64_t from = 0; ///< micros of minutes
    std::int64_t to = 0;
    bool is_total = false;
    bool is_known = false;
};

std::string in_words(std::string cause) {
    if (cause == "naive") {
        return "Log, added up by hand";
    }
    std::replace(cause.begin(), cause.end(), '_', ' ');
    cause.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(cause.front())));
    return cause;
}

Step step_of(const Table& bridge, const std::vector<Cell>& row) {
    Step step;
    const auto cell = [&](std::string_view name) { return cell_of(bridge, row, name); };
    const std::string code = to_text(cell("cause"));
    const auto minutes = micros_of(cell("minutes"));
    const auto calls = micros_of(cell("calls"));
    const auto reached = micros_of(cell("running_minutes"));
    const auto reached_calls = micros_of(cell("running_calls"));
    step.cause = in_words(code);
    step.explanation = to_text(cell("explanation"));
    step.is_known = minutes && calls && reached && reached_calls;
    if (!step.is_known) {
        step.value = "not known";
        return step;
    }
    step.is_total = code == "naive" || code == "usage_as_reported";
    step.to = *reached;
    step.from = step.is_total ? 0 : *reached - *minutes;
    step.value =
        fmt::format("{} min, {}", short_number(step.is_total ? *reached : *minutes, !step.is_total),
                    counted((step.is_total ? *reached_calls : *calls) / core::micros_per_unit,
                            "call", !step.is_total));
    return step;
}

} // namespace

std::string svg_bridge(const Table& bridge, const std::string& id, const std::string& title) {
    if (bridge.rows.empty()) {
        return {};
    }
    std::vector<Step> steps;
    std::int64_t lowest = 0;
    std::int64_t highest = 1;
    for (const auto& row : bridge.rows) {
        steps.push_back(step_of(bridge, row));
        lowest = std::min({lowest, steps.back().from, steps.back().to});
        highest = std::max({highest, steps.back().from, steps.back().to});
    }
    const auto across = [&](std::int64_t value) {
        return static_cast<double>(value - lowest) / static_cast<double>(highest - lowest) *
               full_width;
    };
    SvgPicture picture(id, title,
                       fmt::format("Waterfall of {} steps in billed minutes, from {} to {}. The "
                                   "table below has every number.",
                                   steps.size(), steps.front().value, steps.back().value),
                       step_height * static_cast<int>(steps.size()));
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Step& step = steps[i];
        const double top = static_cast<double>(i) * step_height;
        picture.text(0, top + baseline, Anchor::start, step.cause, "label");
        picture.text(full_width, top + baseline, Anchor::end, step.value, "value");
        picture.rect(0, top + bar_top, full_width, bar_height, "lane");
        if (!step.is_known) {
            continue;
        }
        const double from = across(std::min(step.from, step.to));
        const double to = across(std::max(step.from, step.to));
        if (step.is_total) {
            picture.rect(from, top + bar_top, to - from, bar_height, "total", step.explanation);
        } else if (step.from != step.to) {
            constexpr double thinnest = 0.3; // a small step must be seen
            const double width = std::max(to - from, thinnest);
            picture.rect(std::min(from, full_width - width), top + bar_top, width, bar_height,
                         step.to > step.from ? "plus3" : "minus3", step.explanation);
        }
        if (i + 1 < steps.size() && steps[i + 1].is_known) {
            picture.line(across(step.to), top + bar_top, across(step.to),
                         top + step_height + bar_top + bar_height, "joint");
        }
    }
    return picture.markup();
}

} // namespace calltally::report
