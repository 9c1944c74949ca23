// SPDX-License-Identifier: MIT
#include "report/html_guide.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace calltally::report {

namespace {

// Ours, not data: may hold markup.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> entries{{
    {"Difference",
     "Always usage minus log. <b>+</b> and orange: usage has more. <b>-</b> and blue: "
     "the log has more. The darker in light mode, the brighter in dark mode, the "
     "larger: under 1 %, under 10 %, or more of the larger side."},
    {"agrees (=)", "Calls and minutes are equal, and prices as far as they can be compared."},
    {"pending (~)", "Too early to say: the month is not over, a day is not stored yet, or a call "
                    "may still change. It needs another sync or file, not an investigation."},
    {"differs, usage only, log only", "Both are complete and not equal; or only one of them has "
                                      "calls."},
    {"not comparable (?)", "One side cannot be had; waiting does not help."},
    {"Billed", "Completed calls. Each is rounded up by its rounding rule to billed minutes before "
               "minutes are added. Days and months are those of UTC, by the start of the call."},
    {"calls, combined", "<code>calls</code> is Twilio's own sum of inbound and outbound calls; "
                        "<code>combined</code> adds up all categories. Neither is counted twice."},
    {"(unmapped)", "Billed calls of a kind that no usage category counts."},
    {"The bridge", "Begins with the log as it is often added up by hand, takes the usual mistakes "
                   "back one by one, then names the causes. It ends at usage as the Console shows "
                   "it, for a parent account with its subaccounts."},
    {"Cause and certainty",
     "The causes of a difference add up to it. What no cause takes stands as "
     "<code>unexplained</code>. <em>known</em>: the rows show it; "
     "<em>inferred</em>: exactly one reading fits; <em>ambiguous</em>: "
     "several do."},
}};

} // namespace

void write_html_guide(std::ostream& out) {
    out << "<section aria-labelledby=\"guide\">\n<h2 id=\"guide\">How to read this</h2>\n"
           "<dl class=\"guide\">\n";
    for (const auto& [word, meaning] : entries) {
        out << "<dt>" << word << "</dt>\n<dd>" << meaning << "</dd>\n";
    }
    out << "</dl>\n</section>\n";
}

} // namespace calltally::report
