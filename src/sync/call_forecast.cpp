// SPDX-License-Identifier: MIT
#include "sync/call_forecast.hpp"

#include <algorithm>
#include <numeric>

namespace calltally::sync {

void CallForecast::add_page(std::size_t window, std::int64_t rows, bool is_restart, bool is_last) {
    Window& place = m_windows[window];
    place.rows = rows + (is_restart ? 0 : place.rows);
    if (is_last && !place.is_done) {
        place.is_done = true;
        m_done_billed += place.billed;
        m_done_rows += place.rows;
    }
}

std::int64_t CallForecast::arrived() const {
    return std::accumulate(
        m_windows.begin(), m_windows.end(), std::int64_t{0},
        [](std::int64_t rows, const Window& window) { return rows + window.rows; });
}

std::int64_t CallForecast::total() const {
    const double rows_per_billed =
        m_done_billed > 0
            ? std::max(1.0, static_cast<double>(m_done_rows) / static_cast<double>(m_done_billed))
            : 1.0;
    std::int64_t total = 0;
    for (const Window& window : m_windows) {
        const auto expected =
            static_cast<std::int64_t>(static_cast<double>(window.billed) * rows_per_billed);
        total += window.is_done ? window.rows : std::max(expected, window.rows + 1);
    }
    return total;
}

} // namespace calltally::sync
