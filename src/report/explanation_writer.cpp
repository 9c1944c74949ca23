// SPDX-License-Identifier: MIT
#include "report/explanation_writer.hpp"

#include "report/explanation_tables.hpp"
#include "report/explanation_words.hpp"

#include <fmt/format.h>

namespace calltally::report {

namespace {

/// Paragraphs, lists and tables of one of the two kinds of text.
class Prose {
public:
    Prose(std::ostream& out, bool is_markdown)
        : m_out(out), m_is_markdown(is_markdown),
          m_format(is_markdown ? Format::markdown : Format::table) {}

    void answer(const std::string& text) {
        m_out << (m_is_first ? "" : "\n") << (m_is_markdown ? "**" + text + "**" : text) << "\n";
        m_is_first = false;
    }
    /// A line that goes with the answer above it.
    void detail(const std::string& text) { m_out << (m_is_markdown ? "\n" : "  ") << text << "\n"; }
    void sentence(const std::string& text) { m_out << "\n" << text << "\n"; }
    /// A sentence that a list goes on.
    void lead(const std::string& text) { m_out << "\n" << text << (m_is_markdown ? "\n\n" : "\n"); }
    void item(const std::string& text, int depth = 0) {
        m_out << std::string(static_cast<std::size_t>(depth) * 2 + (m_is_markdown ? 0 : 2), ' ')
              << "- " << text << "\n";
    }
    void table(const Table& table) {
        m_out << "\n";
        report::write(m_out, {table}, m_format);
    }

private:
    std::ostream& m_out;
    bool m_is_markdown;
    Format m_format;
    bool m_is_first = true;
};

void write_categories(Prose& prose, const AccountExplanation& account) {
    const bool is_in_part = !account.cells.front().is_compared();
    if (!is_in_part && account.cells.size() == 2 &&
        account.cells[1].difference() == account.cells[0].difference()) {
        prose.sentence("All of it is in " + category_in_words(account.cells[1].category) + ".");
        return;
    }
    bool is_first = true;
    for (const ExplainedCell& cell : account.cells) {
        const bool is_told = cell.differs() || (is_in_part && cell.agrees());
        if (&cell == &account.cells.front() || !is_told) {
            continue;
        }
        if (is_first) {
            prose.lead(is_in_part ? "What can be compared:" : "By category:");
            is_first = false;
        }
        if (cell.agrees()) {
            prose.item(
                fmt::format("{}: {}.", category_in_words(cell.category), agreement_in_words(cell)));
            continue;
        }
        prose.item(
            fmt::format("{}: {}.", category_in_words(cell.category), difference_in_words(cell)));
        for (const ExplainedCause& cause : cell.causes) {
            prose.item(cause_sentence(cause, cell.price_unit), 1);
        }
        if (!cell.unexplained.is_zero()) {
            prose.item(unexplained_sentence(cell), 1);
        }
    }
}

void write_readings(Prose& prose, const AccountExplanation& account) {
    bool is_first = true;
    for (const ExplainedCell& cell : account.cells) {
        const std::string sentence = readings_sentence(cell);
        if (sentence.empty()) {
            continue;
        }
        if (is_first) {
            prose.lead("Another way of counting gives just what usage reports:");
            is_first = false;
        }
        prose.item(sentence);
    }
}

/// All there is to say, where nothing differs or nothing is known.
std::string one_line(const AccountExplanation& account, const ExplainedCell& cell,
                     const std::string& month) {
    return headline(account, cell, month) + (account.name == account.outlook.account_sid
                                                 ? ""
                                                 : " Account " + account.outlook.account_sid + ".");
}

void write_account(Prose& prose, const Explanation& explanation,
                   const AccountExplanation& account) {
    if (account.cells.empty()) {
        ExplainedCell nothing;
        nothing.category = "combined";
        nothing.state = "pending";
        prose.answer(one_line(account, nothing, explanation.month));
        return;
    }
    const ExplainedCell& whole = account.cells.front();
    const bool has_more = whole.differs() || !account.bridge.empty() || account.cells.size() > 1;
    if (!has_more) {
        prose.answer(one_line(account, whole, explanation.month));
        return;
    }
    if (whole.is_compared()) {
        prose.answer(headline(account, whole, explanation.month));
        prose.detail(sides_sentence(account, whole));
    } else {
        prose.answer(one_line(account, whole, explanation.month));
    }
    if (whole.differs()) {
        if (!whole.causes.empty()) {
            prose.lead("Why, the largest first:");
        }
        for (const ExplainedCause& cause : whole.causes) {
            prose.item(cause_sentence(cause, whole.price_unit));
        }
        prose.sentence(unexplained_sentence(whole));
    }
    write_categories(prose, account);
    if (!account.bridge.empty()) {
        prose.table(bridge_for_people(explanation, account));
    }
    write_readings(prose, account);
    if (!account.calls.rows.empty() || !account.unlisted.empty()) {
        prose.table(calls_for_people(account));
    }
}

} // namespace

void write(std::ostream& out, const Explanation& explanation, Format format) {
    if (format == Format::csv || format == Format::json) {
        std::vector<Table> tables = explanation_tables(explanation);
        if (format == Format::csv) { // one file, one table
            const char* wanted = explanation.with_calls ? "calls" : "causes";
            std::erase_if(tables, [wanted](const Table& table) { return table.name != wanted; });
        }
        report::write(out, tables, format);
        return;
    }
    Prose prose(out, format == Format::markdown);
    for (const AccountExplanation& account : explanation.accounts) {
        write_account(prose, explanation, account);
    }
}

} // namespace calltally::report
