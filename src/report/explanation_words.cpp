// SPDX-License-Identifier: MIT
#include "report/explanation_words.hpp"

#include "core/decimal.hpp"
#include "report/cause_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace calltally::report {

namespace {

/// A list as people write it: `a`, `a and b`, `a, b and c`.
std::string listed(const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
    }
    return text;
}

std::string capitalised(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    }
    return text;
}

const char* more_or_fewer(std::int64_t number) {
    return number > 0 ? "more" : "fewer";
}

/// `X's usage`, `Atlas' usage`, `the usage of account AC...`.
std::string usage_of(const AccountExplanation& account) {
    if (account.name == account.outlook.account_sid) {
        return "the usage of account " + account.name;
    }
    return account.name + (account.name.ends_with('s') ? "' usage" : "'s usage");
}

std::string sources_in_words(const std::string& sources) {
    if (sources.empty()) {
        return "nothing";
    }
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> words{
        {{"api", "the API"},
         {"rest_csv", "the API's CSV lists"},
         {"bulk", "Bulk Export files"},
         {"console", "files of the Console"},
         {"entered", "numbers typed off the Console"}}};
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= sources.size();) {
        const std::size_t end = std::min(sources.find('+', from), sources.size());
        const std::string name = sources.substr(from, end - from);
        const auto* const found = std::find_if(
            words.begin(), words.end(), [&name](const auto& word) { return word.first == name; });
        parts.push_back(found == words.end() ? name : std::string{found->second});
        from = end + 1;
    }
    return listed(parts);
}

/// What of a difference a reader may doubt.
core::Amounts ambiguous_part(const ExplainedCell& cell) {
    core::Amounts sum;
    for (const ExplainedCause& cause : cell.causes) {
        if (cause.certainty == "ambiguous") {
            sum += cause.part;
        }
    }
    return sum;
}

std::string how_much_is_explained(const ExplainedCell& cell) {
    if (!cell.unexplained.is_zero()) {
        const std::string rest = signed_amounts(cell.unexplained, cell.price_unit);
        return cell.causes.empty() ? "None of it is explained."
                                   : fmt::format("All of it but {} is explained.", rest);
    }
    const core::Amounts doubtful = ambiguous_part(cell);
    if (doubtful.is_zero()) {
        return "All of it is explained.";
    }
    return fmt::format("All of it has a cause; for {} of it several readings fit.",
                       signed_amounts(doubtful, cell.price_unit));
}

/// \param than goes behind the calls and minutes: ` than its call log`, or nothing
std::string difference_text(const ExplainedCell& cell, const char* than) {
    const core::Amounts difference = cell.difference();
    const std::string calls = counted(difference.calls, "call");
    const std::string minutes = minutes_in_words(difference.microseconds);
    std::string text;
    if (difference.calls != 0 && difference.microseconds != 0) {
        const bool same_way = (difference.calls > 0) == (difference.microseconds > 0);
        text = calls + (same_way ? "" : std::string{" "} + more_or_fewer(difference.calls)) +
               " and " + minutes + " " + more_or_fewer(difference.microseconds) + than;
    } else if (difference.calls != 0) {
        text = calls + " " + more_or_fewer(difference.calls) + than;
    } else if (difference.microseconds != 0) {
        text = minutes + " " + more_or_fewer(difference.microseconds) + than;
    }
    if (difference.price_micros != 0) {
        text += (text.empty() ? "" : ", ") +
                money_in_words(difference.price_micros, cell.price_unit) +
                (difference.price_micros > 0 ? " more" : " less");
    }
    return text;
}

std::string agreement(const AccountExplanation& account, const ExplainedCell& cell) {
    std::string text =
        fmt::format("agrees with its call log to the call and the minute: {}, {}",
                    counted(cell.usage.calls, "call"), minutes_in_words(cell.usage.microseconds));
    text += cell.prices_compare
                ? ", " + money_in_words(cell.usage.price_micros, cell.price_unit) + "."
                : "; the prices are not in one currency and are not compared.";
    if (!cell.difference().is_zero()) {
        text += " Rounding takes " + signed_amounts(cell.difference(), cell.price_unit) + ".";
    }
    const auto differing = std::count_if(account.cells.begin(), account.cells.end(),
                                         [](const ExplainedCell& one) { return one.differs(); });
    if (differing > 0) {
        text += fmt::format(" But only in total: {} below.",
                            differing == 1 ? "one category differs, see"
                                           : fmt::format("{} categories differ, see", differing));
    }
    return text;
}

} // namespace

std::string counted(std::int64_t number, const std::string& singular) {
    const std::string digits = std::to_string(number);
    return grouped(number < 0 ? digits.substr(1) : digits) + " " + singular +
           (number == 1 || number == -1 ? "" : "s");
}

std::int64_t rounded_minutes(std::int64_t microseconds) {
    constexpr std::int64_t hundredth = 600'000; // of a minute, in microseconds
    constexpr std::int64_t micros_per_hundredth = 10'000;
    const std::int64_t half = microseconds < 0 ? -hundredth / 2 : hundredth / 2;
    return (microseconds + half) / hundredth * micros_per_hundredth;
}

std::string minutes_in_words(std::int64_t microseconds) {
    const std::string text = core::format_micros(rounded_minutes(std::abs(microseconds)));
    return grouped(text) + (text == "1" ? " minute" : " minutes");
}

std::string money_in_words(std::int64_t price_micros, const std::string& unit) {
    constexpr int decimals = 2;
    const std::string text = grouped(core::format_micros(std::abs(price_micros), decimals));
    return unit.empty() ? text : text + " " + unit;
}

std::string signed_amounts(const core::Amounts& amounts, const std::string& unit) {
    const auto sign = [](std::int64_t number) { return number < 0 ? "-" : "+"; };
    std::vector<std::string> parts;
    if (amounts.calls != 0) {
        parts.push_back(sign(amounts.calls) + counted(amounts.calls, "call"));
    }
    if (amounts.microseconds != 0) {
        parts.push_back(sign(amounts.microseconds) + minutes_in_words(amounts.microseconds));
    }
    if (amounts.price_micros != 0) {
        parts.push_back(sign(amounts.price_micros) + money_in_words(amounts.price_micros, unit));
    }
    return parts.empty() ? "nothing" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string month_in_words(const std::string& month) {
    constexpr std::array<const char*, 12> names{"January",   "February", "March",    "April",
                                                "May",       "June",     "July",     "August",
                                                "September", "October",  "November", "December"};
    const auto parsed = core::parse_month(month);
    return parsed ? fmt::format("{} {}", names.at(static_cast<unsigned>(parsed->month()) - 1),
                                static_cast<int>(parsed->year()))
                  : month;
}

std::string category_in_words(const std::string& category) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> words{
        {{"calls-inbound", "inbound calls"},
         {"calls-outbound", "outbound calls"},
         {"calls-client", "Client calls"},
         {"calls-sip-inbound", "inbound SIP calls"},
         {"calls-sip-outbound", "outbound SIP calls"},
         {"trunking-origination", "trunk calls in"},
         {"trunking-termination", "trunk calls out"},
         {"(unmapped)", "calls that no usage category takes"},
         {"calls", "Twilio's own sum of inbound and outbound calls"},
         {"combined", "all calls"}}};
    const auto* const found =
        std::find_if(words.begin(), words.end(),
                     [&category](const auto& word) { return word.first == category; });
    const bool is_in_brackets = category.starts_with('('); // `(unmapped)`
    const std::string bare = is_in_brackets ? category.substr(1, category.size() - 2) : category;
    return found == words.end() ? category : fmt::format("{} ({})", found->second, bare);
}

std::string headline(const AccountExplanation& account, const ExplainedCell& cell,
                     const std::string& month) {
    const std::string what =
        cell.category == "combined"
            ? usage_of(account)
            : fmt::format("{} of {}", usage_of(account), category_in_words(cell.category));
    const std::string where = "In " + month_in_words(month) + " ";
    if (!cell.is_compared() && account.outlook.kind != MonthOutlook::Kind::compared) {
        return fmt::format("{}{} cannot be compared with its call log{}: {}. {}", where, what,
                           account.outlook.kind == MonthOutlook::Kind::never ? "" : " yet",
                           account.outlook.reason, outlook_sentence(account.outlook));
    }
    if (!cell.is_compared()) {
        return fmt::format("{}{} cannot be compared with its call log: it has no record of it.",
                           where, what);
    }
    if (cell.agrees()) {
        return fmt::format("{}{} {}", where, what, agreement(account, cell));
    }
    const core::Amounts difference = cell.difference();
    if (difference.calls == 0 && difference.microseconds == 0) {
        return fmt::format("{}{} agrees with its call log in calls and minutes, and charges {}. {}",
                           where, what, difference_in_words(cell), how_much_is_explained(cell));
    }
    return fmt::format("{}{} has {}. {}", where, what, difference_text(cell, " than its call log"),
                       how_much_is_explained(cell));
}

std::string difference_in_words(const ExplainedCell& cell) {
    return difference_text(cell, "");
}

std::string agreement_in_words(const ExplainedCell& cell) {
    return fmt::format("agree, {}, {}", counted(cell.usage.calls, "call"),
                       minutes_in_words(cell.usage.microseconds));
}

std::string sides_sentence(const AccountExplanation& account, const ExplainedCell& cell) {
    const auto side = [&cell](const core::Amounts& amounts, const char* calls) {
        return counted(amounts.calls, calls) + ", " + minutes_in_words(amounts.microseconds) +
               (cell.prices_compare ? ", " + money_in_words(amounts.price_micros, cell.price_unit)
                                    : "");
    };
    return fmt::format("Usage, from {}: {}. Call log, from {}: {}. Account {}.",
                       sources_in_words(cell.usage_source), side(cell.usage, "call"),
                       sources_in_words(cell.log_source), side(cell.log, "completed call"),
                       account.outlook.account_sid);
}

std::string cause_sentence(const ExplainedCause& cause, const std::string& price_unit) {
    const auto calls =
        cause.affected_calls ? cause.affected_calls : std::optional{std::abs(cause.part.calls)};
    std::string text = cause_in_words(cause.cause, calls);
    if (text.empty()) { // newer than these words
        text = cause.cause + ": " + cause.explanation;
    } else if (!cause.readings.empty()) {
        text += (cause.certainty == "ambiguous" ? "; it may be " : ": ") + cause.readings;
    }
    return fmt::format("{} ({}; {}).", text, signed_amounts(cause.part, price_unit),
                       cause.certainty);
}

std::string unlisted_sentence(const UnlistedCalls& unlisted) {
    return fmt::format("{}{} of {} cannot be listed: {}.", unlisted.listed == 0 ? "" : "Another ",
                       counted(unlisted.calls, "call"), unlisted.cause,
                       why_not_listed(unlisted.cause));
}

std::string unexplained_sentence(const ExplainedCell& cell) {
    if (cell.unexplained.is_zero()) {
        return "Unexplained: nothing.";
    }
    return fmt::format("Unexplained: {}; no named cause takes this part. The view "
                       "daily_discrepancies has the days it falls on.",
                       signed_amounts(cell.unexplained, cell.price_unit));
}

std::string readings_sentence(const ExplainedCell& cell) {
    constexpr std::size_t most = 4;
    if (cell.readings.empty()) {
        return {};
    }
    const std::string what = capitalised(category_in_words(cell.category));
    if (cell.readings.size() == 1) {
        return fmt::format("{}: usage reports exactly what comes out with {}; no other reading "
                           "that was tried does.",
                           what, cell.readings.front().words);
    }
    std::vector<std::string> words;
    for (const FittingReading& reading : cell.readings) {
        if (words.size() < most) {
            words.push_back(reading.words);
        }
    }
    std::string text = fmt::format("{}: usage reports exactly what comes out with {}", what,
                                   fmt::join(words, "; or with "));
    if (cell.readings.size() > most) {
        text += fmt::format("; or in {} more ways", cell.readings.size() - most);
    }
    return text + ". As several fit, none of them is certain.";
}

std::string outlook_sentence(const MonthOutlook& outlook) {
    if (outlook.kind == MonthOutlook::Kind::never) {
        return "Waiting will not help.";
    }
    if (!outlook.look_again_at) {
        return "Sync or import what is missing, and look again.";
    }
    constexpr std::size_t to_the_minute = 16;
    return fmt::format(
        "Sync or import again after {} UTC, and look again.",
        core::format_datetime(*outlook.look_again_at).view().substr(0, to_the_minute));
}

std::string words_of_model(const std::string& model, bool total_once) {
    const std::size_t slash = model.find('/');
    const std::string minimum = model.substr(0, slash);
    const std::string increment = slash == std::string::npos ? minimum : model.substr(slash + 1);
    if (total_once) {
        return fmt::format("the total rounded up to {} s once, instead of each call", increment);
    }
    return fmt::format("each call billed {}: at least {} s, then in steps of {} s", model, minimum,
                       increment);
}

std::string words_of_attribution(const std::string& name) {
    constexpr std::string_view shift = "shift ";
    if (name.starts_with(shift)) {
        const std::string_view hours = std::string_view{name}.substr(shift.size());
        return fmt::format("the month cut on clocks {} h {} UTC", hours.substr(1),
                           hours.front() == '-' ? "behind" : "ahead of");
    }
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> words{
        {{"answer", "calls counted in the month in which they were answered"},
         {"created", "calls counted in the month in which they were asked for"},
         {"end", "calls counted in the month in which they ended"},
         {"before_last_day", "the last day of the month left out, as `<=` its date does"},
         {"rollup_twice", "inbound and outbound calls counted twice: by themselves, and in "
                          "Twilio's sum of them"}}};
    const auto* const found = std::find_if(
        words.begin(), words.end(), [&name](const auto& word) { return word.first == name; });
    return found == words.end() ? name : std::string{found->second};
}

} // namespace calltally::report
