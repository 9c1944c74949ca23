// SPDX-License-Identifier: MIT
//
// The part of a listing that its rows do not say: which page was asked, and the envelope around
// the rows with the relative addresses of its neighbours.
#pragma once

#include "sample/http_message.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace calltally::sample {

struct PageRequest {
    std::size_t size = 50;
    std::size_t number = 0;
    std::optional<std::string> token;
};

/// The page that a query asks for, or the answer that refuses it.
std::variant<PageRequest, Answer> page_request(const Query& query);

/// The rows of one page, joined with commas, and the tokens of the pages beside it.
struct PageRows {
    std::string rows;
    std::size_t count = 0;
    std::optional<std::string> next_token;
    std::optional<std::string> previous_token;
};

/// The whole page; `name` is the member that holds the rows.
Answer page_answer(std::string_view name, const PageRows& rows, std::string_view path,
                   const Query& query, const PageRequest& page);

/// What Twilio answers to a token it did not give.
Answer bad_token_answer();

/// The listings that are short enough to be made whole: the page of `rows`, whose tokens are
/// positions, as `PageToken=APNTA=` is of the fiftieth row (`50` in base 64).
Answer page_of(std::string_view name, const std::vector<std::string>& rows, std::string_view path,
               const Query& query);

} // namespace calltally::sample
