// SPDX-License-Identifier: MIT
//
// How many calls there will be. Usage counts the billed ones alone, and how many others a log
// has is seen only as it is read: the windows that are done tell of those that are not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace calltally::sync {

class CallForecast {
public:
    /// \param billed what usage counts in it
    void add_window(std::int64_t billed) { m_windows.push_back({billed, 0, false}); }

    /// A page of the window arrived. \param is_restart its listing began again
    void add_page(std::size_t window, std::int64_t rows, bool is_restart, bool is_last);

    std::int64_t arrived() const;
    /// The calls that arrived and those to come: at least one of each window that is not done.
    std::int64_t total() const;

private:
    struct Window {
        std::int64_t billed = 0;
        std::int64_t rows = 0;
        bool is_done = false;
    };
    std::vector<Window> m_windows;
    std::int64_t m_done_billed = 0;
    std::int64_t m_done_rows = 0;
};

} // namespace calltally::sync
