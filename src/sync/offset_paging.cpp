// SPDX-License-Identifier: MIT
#include "sync/offset_paging.hpp"

#include "api/next_page.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace calltally::sync {

namespace {

constexpr int most_readings = 5;

} // namespace

void OffsetPaging::note_address(const std::optional<std::string>& next_page_uri) {
    m_is_by_offset = m_is_by_offset || (next_page_uri && !api::has_page_token(*next_page_uri));
}

void OffsetPaging::add(const std::string& identity) {
    m_rows.push_back(std::hash<std::string>{}(identity));
}

bool OffsetPaging::is_settled() {
    if (!m_is_by_offset) {
        return true;
    }
    std::sort(m_rows.begin(), m_rows.end());
    m_rows.erase(std::unique(m_rows.begin(), m_rows.end()), m_rows.end());
    const bool holds_all =
        m_readings > 0 &&
        std::includes(m_rows.begin(), m_rows.end(), m_rows_before.begin(), m_rows_before.end());
    ++m_readings;
    m_rows_before = std::exchange(m_rows, {});
    return holds_all;
}

bool OffsetPaging::is_given_up() const noexcept {
    return m_readings >= most_readings;
}

} // namespace calltally::sync
