// SPDX-License-Identifier: MIT
#include "report/html_report.hpp"

#include "report/html_account.hpp"
#include "report/html_guide.hpp"
#include "report/html_style.hpp"
#include "report/html_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace calltally::report {

namespace {

constexpr std::string_view title = "Call log and usage";

/// The accounts in the order of the tables: every account with a month is in `month_status`.
std::vector<std::string> accounts_of(const ReportPage& page) {
    std::vector<std::string> accounts;
    for (const Table* table : {&page.cells, &page.status}) {
        for (const auto& row : table->rows) {
            const std::string account = to_text(cell_of(*table, row, "account"));
            if (std::find(accounts.begin(), accounts.end(), account) == accounts.end()) {
                accounts.push_back(account);
            }
        }
    }
    return accounts;
}

/// Until when usage was read: the newest time of any month; empty if never.
std::string newest_usage(const ReportPage& page) {
    std::string newest;
    for (const auto& row : page.status.rows) {
        newest = std::max(newest, to_text(cell_of(page.status, row, "usage_as_of")));
    }
    return newest;
}

} // namespace

void write_html_report(std::ostream& out, const ReportPage& page) {
    const std::vector<std::string> accounts = accounts_of(page);
    const std::string as_of = newest_usage(page);
    out << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        // Nothing may run, load or be sent; the one style sheet is known by its hash.
        << R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ')"
        << html_style_hash() << "'; base-uri 'none'; form-action 'none'\">\n"
        << R"(<meta name="referrer" content="no-referrer">)" << '\n'
        << R"(<meta name="viewport" content="width=device-width, initial-scale=1">)" << '\n'
        << "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" << title
        << "</title>\n<style>" << html_style() << "</style>\n</head>\n<body>\n<header>\n<h1>"
        << title << "</h1>\n<p class=\"quiet\">"
        << (as_of.empty() ? std::string{"Usage was not read yet."}
                          : fmt::format("Usage up to {} UTC.", html_text(as_of)))
        << " Made by calltally.</p>\n<p>The call log lists every call; usage is what Twilio "
           "counted "
           "and charged for. A difference is usage minus log.</p>\n</header>\n"
        << "<nav aria-label=\"Contents\"><ul>\n";
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        out << fmt::format("<li><a href=\"#account-{}\">{}</a></li>\n", i + 1,
                           html_text(accounts[i]));
    }
    out << "<li><a href=\"#guide\">How to read this</a></li>\n</ul></nav>\n<main>\n";
    if (accounts.empty()) {
        out << "<p>There is nothing to compare"
            << (page.has_filter ? " where this report looks" : " yet") << ".</p>\n";
    }
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        write_html_account(out, page, accounts[i], fmt::format("account-{}", i + 1));
    }
    write_html_guide(out);
    out << "</main>\n</body>\n</html>\n";
}

} // namespace calltally::report
