// SPDX-License-Identifier: MIT
//
// What can be asked to go wrong, and on which requests.
#pragma once

#include "sample/http_message.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace calltally::sample {

enum class Fault : std::uint8_t {
    too_many_requests, ///< `429`, with `Retry-After: 0`
    unauthorized,      ///< `401`
    server_error,      ///< `500`
    unavailable,       ///< `503`
    drop,              ///< the connection is closed instead
    html,              ///< 200 with a page of HTML
    truncated,         ///< the first half of the body
    usage_500_big,     ///< `usage500big`: 500 for usage with PageSize 1000 and more
    usage_404_empty,   ///< `usage404empty`: 404 for usage listings without records
    repeat_last_row,   ///< `dup`: a page begins with the row that ended the one before
};

/// Thrown for a specification that cannot be read.
class FaultSpecError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class FaultPlan {
public:
    FaultPlan() = default;

    /// A comma list of `kind` (always), `kind@3` (the third request), `kind@3-5` (the third to
    /// the fifth) and `kind%10` (every tenth). Requests count from 1 since the plan was made.
    explicit FaultPlan(std::string_view spec);

    /// Counts a request; gives the faults that fall on it.
    std::vector<Fault> next_request();

private:
    struct Rule {
        Fault fault;
        std::uint64_t first;
        std::uint64_t last; ///< inclusive
        std::uint64_t every;
    };
    static Rule parse_rule(std::string_view text);

    std::vector<Rule> m_rules;
    std::uint64_t m_requests = 0;
};

/// The answer that takes the place of the real one, if a fault says so before it is made.
std::optional<Answer> answer_instead(const std::vector<Fault>& faults, const Request& request);

/// The real answer as the faults spoil it.
Answer spoil(Answer answer, const std::vector<Fault>& faults, const Request& request);

bool has(const std::vector<Fault>& faults, Fault fault);

} // namespace calltally::sample
