// SPDX-License-Identifier: MIT
#include "core/call_subset.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace calltally::core {

namespace {

/// Steps of the search before it is given up.
constexpr int most_steps = 200'000;

/// A depth-first search over the kinds, the longest calls first, so that what is left to be made
/// up bounds the branches early.
class Search {
public:
    Search(std::span<const LikeCalls> calls, const SoughtAmounts& sought)
        : m_calls(calls), m_sought(sought), m_order(calls.size()), m_counts(calls.size(), 0),
          m_calls_after(calls.size() + 1, 0) {
        std::iota(m_order.begin(), m_order.end(), std::size_t{0});
        std::sort(m_order.begin(), m_order.end(), [&](std::size_t a, std::size_t b) {
            return calls[a].microseconds > calls[b].microseconds;
        });
        for (std::size_t i = m_order.size(); i-- > 0;) {
            m_calls_after[i] = m_calls_after[i + 1] + calls[m_order[i]].count;
        }
    }

    CallSubset run() {
        visit(0, m_sought.amounts.calls, m_sought.amounts.microseconds);
        if (m_steps >= most_steps && m_fits < 2) {
            m_found.answer = SubsetAnswer::undecided;
        } else if (m_fits > 0) {
            m_found.answer = m_fits > 1 ? SubsetAnswer::several : SubsetAnswer::one;
        }
        return std::move(m_found);
    }

private:
    void visit(std::size_t at, std::int64_t calls, std::int64_t microseconds) {
        if (m_fits > 1 || ++m_steps >= most_steps) {
            return;
        }
        if (calls == 0) {
            if (microseconds == 0 && price_fits()) {
                accept();
            }
            return;
        }
        if (at == m_order.size() || calls > m_calls_after[at]) {
            return;
        }
        const LikeCalls& kind = m_calls[m_order[at]];
        if (microseconds > calls * kind.microseconds) {
            return; // not even the longest that are left reach it
        }
        const std::int64_t most = std::min(calls, kind.count);
        for (std::int64_t count = most; count >= 0 && m_fits < 2; --count) {
            const std::int64_t left = microseconds - count * kind.microseconds;
            if (left >= 0) {
                m_counts[m_order[at]] = count;
                visit(at + 1, calls - count, left);
            }
        }
        m_counts[m_order[at]] = 0;
    }

    bool price_fits() const {
        if (!m_sought.prices_compare) {
            return true;
        }
        std::int64_t price = 0;
        bool all_known = true;
        for (std::size_t i = 0; i < m_calls.size(); ++i) {
            price += m_counts[i] * m_calls[i].price_micros.value_or(0);
            all_known = all_known && (m_counts[i] == 0 || m_calls[i].price_micros);
        }
        const std::int64_t rest = m_sought.amounts.price_micros - price;
        return all_known ? std::abs(rest) <= m_sought.price_tolerance_micros
                         : rest >= -m_sought.price_tolerance_micros;
    }

    void accept() {
        bool is_whole = true; // of a kind all or none: the calls themselves are known
        for (std::size_t i = 0; i < m_calls.size(); ++i) {
            is_whole = is_whole && (m_counts[i] == 0 || m_counts[i] == m_calls[i].count);
        }
        if (m_fits == 0) {
            m_found.chosen = m_counts;
        }
        m_fits += is_whole ? 1 : 2;
    }

    std::span<const LikeCalls> m_calls;
    const SoughtAmounts& m_sought;
    std::vector<std::size_t> m_order;
    std::vector<std::int64_t> m_counts;
    std::vector<std::int64_t> m_calls_after; ///< calls of the kinds from a place in the order on
    int m_steps = 0;
    int m_fits = 0;
    CallSubset m_found;
};

} // namespace

CallSubset find_subset(std::span<const LikeCalls> calls, const SoughtAmounts& sought) {
    if (sought.amounts.calls <= 0 || sought.amounts.microseconds < 0) {
        return {};
    }
    return Search(calls, sought).run();
}

} // namespace calltally::core
