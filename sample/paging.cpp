// SPDX-License-Identifier: MIT
#include "sample/paging.hpp"

#include "sample/base64.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace calltally::sample {

namespace {

constexpr std::size_t largest_page = 1000;

std::optional<std::size_t> number_of(std::string_view text) {
    std::size_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) {
        return std::nullopt;
    }
    return value;
}

std::string position_token(std::size_t position) {
    return "AP" + base64_encoded(std::to_string(position));
}

std::string json_string_or_null(const std::optional<std::string>& text) {
    return text ? '"' + *text + '"' : "null";
}

} // namespace

std::variant<PageRequest, Answer> page_request(const Query& query) {
    PageRequest page;
    if (const auto size = find(query, "PageSize")) {
        const auto number = number_of(*size);
        if (!number || *number < 1) {
            return error_answer(400, 20001, "PageSize must be a positive number");
        }
        if (*number > largest_page) {
            return error_answer(400, 20007, "Page size too large, must be 1000 or less");
        }
        page.size = *number;
    }
    if (const auto number = find(query, "Page")) {
        const auto value = number_of(*number);
        if (!value) {
            return error_answer(400, 20001, "Page must be a number");
        }
        page.number = *value;
    }
    page.token = find(query, "PageToken");
    return page;
}

Answer bad_token_answer() {
    return error_answer(400, 21481, "Invalid PageToken");
}

Answer page_answer(std::string_view name, const PageRows& rows, std::string_view path,
                   const Query& query, const PageRequest& page) {
    const std::string bare = uri_without_paging(path, query);
    const std::string base =
        fmt::format("{}{}PageSize={}", bare, bare.size() == path.size() ? '?' : '&', page.size);
    const auto uri = [&](std::size_t number, const std::optional<std::string>& token) {
        return token ? fmt::format("{}&Page={}&PageToken={}", base, number, percent_encoded(*token))
                     : fmt::format("{}&Page={}", base, number);
    };
    const auto neighbour = [&](std::size_t number, const std::optional<std::string>& token) {
        return token ? std::optional{uri(number, token)} : std::nullopt;
    };
    const std::size_t start = page.number * page.size;
    Answer answer;
    answer.body.reserve(rows.rows.size() + 2048); // grows once: a page is megabytes
    fmt::format_to(
        std::back_inserter(answer.body),
        R"({{"first_page_uri": "{}", "end": {}, "previous_page_uri": {}, "{}": [)", uri(0, {}),
        start + std::max<std::size_t>(rows.count, 1) - 1,
        json_string_or_null(neighbour(page.number == 0 ? 0 : page.number - 1, rows.previous_token)),
        name);
    answer.body += rows.rows;
    fmt::format_to(
        std::back_inserter(answer.body),
        R"(], "uri": "{}", "page_size": {}, "start": {}, "next_page_uri": {}, "page": {}}})",
        uri(page.number, page.token), page.size, start,
        json_string_or_null(neighbour(page.number + 1, rows.next_token)), page.number);
    return answer;
}

Answer page_of(std::string_view name, const std::vector<std::string>& rows, std::string_view path,
               const Query& query) {
    const auto asked = page_request(query);
    if (const auto* refusal = std::get_if<Answer>(&asked)) {
        return *refusal;
    }
    const auto& page = std::get<PageRequest>(asked);
    std::size_t first = 0;
    if (page.token) {
        // A token is valid if it is one of those that this listing gives.
        first = page.number * page.size;
        if (*page.token != position_token(first)) {
            return bad_token_answer();
        }
    }
    const std::size_t last = std::min(rows.size(), first + page.size);
    PageRows part;
    for (std::size_t row = first; row < last; ++row) {
        part.rows += part.count++ == 0 ? "" : ", ";
        part.rows += rows[row];
    }
    if (last < rows.size()) {
        part.next_token = position_token(last);
    }
    if (first > 0) {
        part.previous_token = position_token(first - std::min(first, page.size));
    }
    return page_answer(name, std::move(part), path, query, page);
}

} // namespace calltally::sample
