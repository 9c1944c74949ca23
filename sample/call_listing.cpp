// SPDX-License-Identifier: MIT
#include "sample/call_listing.hpp"

#include "sample/call_filter.hpp"
#include "sample/call_state.hpp"
#include "sample/paging.hpp"
#include "sample/sids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace calltally::sample {

namespace {

/// Walks the calls that a filter accepts, from one side or the other.
class CallWalk {
public:
    CallWalk(const CallSource& source, const CallFilter& filter)
        : m_source(source), m_filter(filter) {
        // A row can show a start up to `longest_wait` before the start that orders it.
        m_upper = first_from(std::min(source.now + 1, filter.start.before) + longest_wait);
        m_lower = filter.start.is_set ? first_from(filter.start.from) : 0;
        if (filter.status && *filter.status < Status::completed) {
            m_lower = std::max(m_lower, first_from(source.now - longest_call));
        }
        if (filter.parent_sid) {
            const auto parent = find_call(source.seed, *filter.parent_sid);
            // Position 0 is the parent of none: a child starts after it.
            m_parent = parent && parent->account == source.number ? parent->position : no_parent;
        }
    }

    /// The next accepted position below `position`; empty if there is none.
    std::optional<std::uint32_t> before(std::uint32_t position) const {
        position = std::min(position, m_upper);
        while (position > m_lower) {
            if (accepts(--position)) {
                return position;
            }
        }
        return std::nullopt;
    }

    /// The next accepted position above `position`.
    std::optional<std::uint32_t> after(std::uint32_t position) const {
        position = std::max(position + 1, m_lower);
        for (; position < m_upper; ++position) {
            if (accepts(position)) {
                return position;
            }
        }
        return std::nullopt;
    }

    std::uint32_t upper() const noexcept { return m_upper; }

private:
    bool accepts(std::uint32_t position) const {
        const Call& call = m_source.account.calls[position];
        return is_listed(m_source.account, position, m_source.now) &&
               m_filter.accepts(call, m_source.now) &&
               (!m_filter.parent_sid || (m_parent != no_parent && call.parent == m_parent)) &&
               has_addresses(position);
    }

    bool has_addresses(std::uint32_t position) const {
        if (!m_filter.to && !m_filter.from) {
            return true;
        }
        const CallEnds ends = m_source.rows.ends_of(position);
        return (!m_filter.to || ends.to == *m_filter.to) &&
               (!m_filter.from || ends.from == *m_filter.from);
    }

    std::uint32_t first_from(UnixTime time) const {
        const auto& calls = m_source.account.calls;
        const auto found =
            std::lower_bound(calls.begin(), calls.end(), time,
                             [](const Call& call, UnixTime t) { return call.start < t; });
        return static_cast<std::uint32_t>(found - calls.begin());
    }

    const CallSource& m_source;
    const CallFilter& m_filter;
    std::uint32_t m_lower = 0; // positions in [lower, upper)
    std::uint32_t m_upper = 0;
    std::uint32_t m_parent = no_parent;
};

struct Cursor {
    std::uint32_t position;
    bool backwards; ///< the page before it, not after it
};

/// `PA` and a sid: what is older than this call. `PB` and a sid: what is newer.
std::optional<Cursor> parse_cursor(const CallSource& source, std::string_view token) {
    if (!token.starts_with("PA") && !token.starts_with("PB")) {
        return std::nullopt;
    }
    const auto call = find_call(source.seed, token.substr(2));
    if (!call || call->account != source.number || call->position >= source.account.calls.size()) {
        return std::nullopt;
    }
    return Cursor{call->position, token[1] == 'B'};
}

/// The positions of a page, newest first.
std::vector<std::uint32_t> positions_of_page(const CallWalk& walk, std::optional<Cursor> cursor,
                                             std::size_t size, bool repeat_last) {
    std::vector<std::uint32_t> positions;
    if (cursor && cursor->backwards) {
        auto next = walk.after(cursor->position);
        for (; next && positions.size() < size; next = walk.after(*next)) {
            positions.push_back(*next);
        }
        std::reverse(positions.begin(), positions.end());
        return positions;
    }
    std::uint32_t from = walk.upper();
    if (cursor) {
        from = cursor->position + (repeat_last ? 1U : 0U);
    }
    for (auto next = walk.before(from); next && positions.size() < size;
         next = walk.before(*next)) {
        positions.push_back(*next);
    }
    return positions;
}

Answer not_found(std::string_view what) {
    return error_answer(404, 20404, fmt::format("The requested resource {} was not found", what));
}

} // namespace

Answer call_page(const CallSource& source, std::string_view path, const Query& query,
                 bool repeat_last) {
    const auto asked = page_request(query);
    if (const auto* refusal = std::get_if<Answer>(&asked)) {
        return *refusal;
    }
    const auto parsed = call_filter(query);
    if (const auto* refusal = std::get_if<Answer>(&parsed)) {
        return *refusal;
    }
    const auto& page = std::get<PageRequest>(asked);
    std::optional<Cursor> cursor;
    if (page.token) {
        cursor = parse_cursor(source, *page.token);
        if (!cursor) {
            return bad_token_answer();
        }
    }

    const CallWalk walk{source, std::get<CallFilter>(parsed)};
    const auto positions = positions_of_page(walk, cursor, page.size, repeat_last);
    PageRows rows;
    rows.count = positions.size();
    rows.rows.reserve(positions.size() * CallRows::usual_row_size);
    Rfc2822Writer dates;
    for (const std::uint32_t position : positions) {
        if (!rows.rows.empty()) {
            rows.rows += ", ";
        }
        source.rows.append(rows.rows, position, source.now, dates);
    }
    const auto token = [&](std::string_view side, std::uint32_t position) {
        return std::string{side} +
               std::string{view(call_sid(source.seed, {source.number, position}))};
    };
    if (!positions.empty()) {
        if (walk.before(positions.back())) {
            rows.next_token = token("PA", positions.back());
        }
        if (cursor && walk.after(positions.front())) {
            rows.previous_token = token("PB", positions.front());
        }
    }
    return page_answer("calls", std::move(rows), path, query, page);
}

Answer one_call(const CallSource& source, std::string_view sid) {
    const auto call = find_call(source.seed, sid);
    if (!call || call->account != source.number || call->position >= source.account.calls.size() ||
        !is_listed(source.account, call->position, source.now)) {
        return not_found(
            fmt::format("/2010-04-01/Accounts/{}/Calls/{}.json", source.account.sid, sid));
    }
    Answer answer;
    Rfc2822Writer dates;
    source.rows.append(answer.body, call->position, source.now, dates);
    return answer;
}

} // namespace calltally::sample
