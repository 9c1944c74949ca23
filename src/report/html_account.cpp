// SPDX-License-Identifier: MIT
#include "report/html_account.hpp"

#include "report/html_table.hpp"
#include "report/html_text.hpp"
#include "report/svg_bridge.hpp"
#include "report/svg_days.hpp"
#include "report/svg_heat_map.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

namespace calltally::report {

namespace {

using Row = std::vector<Cell>;

/// A state as a verb of several months.
std::string plural_of(const std::string& state) {
    return state == "agrees" ? "agree" : state == "differs" ? "differ" : state;
}

class AccountSection {
public:
    AccountSection(std::ostream& out, const ReportPage& page, const std::string& account,
                   std::string id)
        : m_out(out), m_page(page), m_account(account), m_id(std::move(id)),
          m_cells(part_of(page.cells, account)) {
        choose_month();
    }

    void write() {
        m_out << fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n", m_id,
                             html_text(m_account));
        write_summary();
        if (m_month) {
            write_bridge();
            write_heat_map();
            write_days();
            write_causes();
        }
        write_status();
        m_out << "</section>\n";
    }

private:
    /// The newest month that was compared, if only in part; if none was, the newest.
    void choose_month() {
        for (const Row& row : m_cells.rows) {
            if (text(row, "category") != m_page.category) {
                continue;
            }
            const std::string state = text(row, "state");
            const bool is_in_part = !is_compared(row) && why_in_part(text(row, "month")) != nullptr;
            ++m_months_by_state[is_in_part ? "compared in part" : state];
            if (!m_month || is_compared(row) || is_in_part || !m_has_compared) {
                m_month = text(row, "month");
                m_row = &row;
                m_has_compared = m_has_compared || is_compared(row) || is_in_part;
            }
        }
    }

    bool is_compared(const Row& row) const {
        const std::string state = text(row, "state");
        return state != "pending" && state != "not comparable";
    }

    /// The reason, of a month that is compared in part; otherwise null.
    const std::string* why_in_part(const std::string& month) const {
        const auto found = m_page.in_part.find({m_account, month});
        return found == m_page.in_part.end() ? nullptr : &found->second;
    }

    std::string text(const Row& row, std::string_view column) const {
        return to_text(cell_of(m_cells, row, column));
    }

    void heading(std::string_view words) { m_out << "<h3>" << html_text(words) << "</h3>\n"; }

    void figure(const std::string& picture, std::string_view caption) {
        if (!picture.empty()) {
            m_out << "<figure>\n"
                  << picture << "<figcaption>" << caption << "</figcaption>\n"
                  << "</figure>\n";
        }
    }

    void tile(std::string_view name, const std::string& value, const std::string& below) {
        m_out << fmt::format("<div><dt>{}</dt><dd>{}<small>{}</small></dd></div>\n", name, value,
                             html_text(below));
    }

    /// A difference, and the two sides below it.
    void tile_of(std::string_view name, std::string_view difference, std::string_view log,
                 std::string_view usage) {
        const auto side = [&](std::string_view column) {
            const Cell& cell = cell_of(m_cells, *m_row, column);
            return micros_of(cell) ? grouped(to_text(cell)) : std::string{"not known"};
        };
        tile(name, side(difference), fmt::format("log {}, usage {}", side(log), side(usage)));
    }

    void write_summary() {
        heading("At a glance");
        if (!m_month) {
            m_out << fmt::format("<p>No calls and no usage{}.</p>\n",
                                 m_page.has_filter ? " where this report looks" : "");
            return;
        }
        std::string months;
        for (const auto& [state, count] : m_months_by_state) {
            months += fmt::format("{}{} {}", months.empty() ? "" : ", ", count,
                                  count == 1 ? state : plural_of(state));
        }
        m_out << fmt::format(
            "<p>Months with calls or usage: {}. {} {}{}. {}:</p>\n", html_text(months),
            m_has_compared                          ? "The newest that was compared is"
            : m_months_by_state.contains("pending") ? "None can be compared yet; the newest is"
                                                    : "None can be compared; the newest is",
            html_text(*m_month), html_text(what_is_known()),
            m_page.category == "combined" ? "All categories together" : html_text(m_page.category));
        m_out << "<dl class=\"tiles\">\n";
        const std::string state = text(*m_row, "state");
        tile("State",
             fmt::format(R"(<span class="state {}">{}</span>)", html_id(state), html_text(state)),
             *m_month);
        tile_of("Calls, usage minus log", "count_difference", "billed_calls", "usage_count");
        tile_of("Minutes, usage minus log", "minutes_difference", "log_minutes", "usage_minutes");
        const std::string unit = text(*m_row, "price_unit");
        tile_of(unit.empty() ? "Price, usage minus log"
                             : fmt::format("Price in {}, usage minus log", html_text(unit)),
                "price_difference", "log_price", "usage_price");
        m_out << "</dl>\n";
    }

    /// Of a month that is compared in part: why, and what its categories say.
    std::string what_is_known() const {
        const std::string* why = is_compared(*m_row) ? nullptr : why_in_part(*m_month);
        if (why == nullptr) {
            return {};
        }
        std::string categories;
        for (const Row& row : m_cells.rows) {
            if (text(row, "month") == *m_month && is_compared(row)) {
                categories += fmt::format("{}{} {}", categories.empty() ? "" : ", ",
                                          text(row, "category"), look_of(m_cells, row).long_text);
            }
        }
        return fmt::format(", in part: {}. What can be compared: {}", *why,
                           categories.empty() ? "nothing shown here" : categories);
    }

    void write_bridge() {
        const Table bridge = part_of(m_page.bridge, m_account, m_month);
        if (bridge.rows.empty()) {
            return;
        }
        const std::string title = fmt::format("From the call log to usage, {}", *m_month);
        heading(title);
        figure(svg_bridge(bridge, m_id + "-bridge", title),
               "Billed minutes, all categories. Grey: totals; orange adds; blue takes away.");
        write_html_table(m_out, bridge, title + ", every step");
    }

    void write_heat_map() {
        const std::string title = "Months and categories";
        heading(title);
        figure(svg_heat_map(m_cells, m_id + "-map", title),
               "Usage minus log in minutes; in calls or price where the minutes are equal.");
        details("Every month and category", m_cells, title);
    }

    void write_days() {
        const Table days = part_of(m_page.days, m_account, m_month);
        const std::string title = fmt::format("Day by day, {}, {}", *m_month, m_page.category);
        heading(title);
        figure(svg_days(days, *m_month, m_id + "-days", title),
               "Bars: billed minutes of the log. Marks: minutes of usage. + or - stands over days "
               "on which usage has more or fewer minutes. Days are UTC.");
        details("Every day", days, title);
    }

    void write_causes() {
        heading("Why they differ");
        write_html_table(m_out, part_of(m_page.causes, m_account),
                         "Causes; their parts add up to the difference");
        if (!m_page.has_calls) {
            m_out << "<p class=\"quiet\">The calls behind the causes are left out of this "
                     "page.</p>\n";
            return;
        }
        Table calls = part_of(m_page.calls, m_account);
        if (calls.rows.empty()) {
            return;
        }
        const bool has_more = calls.rows.size() > static_cast<std::size_t>(most_calls);
        if (has_more) {
            calls.rows.resize(static_cast<std::size_t>(most_calls));
        }
        details("The calls behind the causes", calls, "Calls behind the causes");
        if (has_more) {
            m_out << fmt::format("<p class=\"quiet\">The first {} calls, newest month first; all "
                                 "are in the view <code>discrepancy_calls</code>.</p>\n",
                                 most_calls);
        }
    }

    void write_status() {
        heading("What it stands on");
        write_html_table(m_out, part_of(m_page.status, m_account), "Months: stored and settled");
        write_html_table(m_out, part_of(m_page.gaps, m_account), "Days that are not stored");
    }

    /// Long tables are folded away on the screen; print shows them.
    void details(std::string_view summary, const Table& table, const std::string& caption) {
        m_out << "<details>\n<summary>" << html_text(summary) << "</summary>\n";
        write_html_table(m_out, table, caption);
        m_out << "</details>\n";
    }

    std::ostream& m_out;
    const ReportPage& m_page;
    std::string m_account;
    std::string m_id;
    Table m_cells;
    std::map<std::string, int> m_months_by_state;
    std::optional<std::string> m_month;
    const Row* m_row = nullptr;
    bool m_has_compared = false;
};

} // namespace

void write_html_account(std::ostream& out, const ReportPage& page, const std::string& account,
                        const std::string& id) {
    AccountSection(out, page, account, id).write();
}

} // namespace calltally::report
