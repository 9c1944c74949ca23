// SPDX-License-Identifier: MIT
//
// Telling from a complete re-read of days which calls are gone: the sids that its pages held,
// against those that the mirror holds for its days.
#pragma once

#include "core/date_range.hpp"
#include "store/sync_ledger.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::sync {

class Reread {
public:
    void add(std::string_view sid);
    /// Forgets what was read: the listing begins again.
    void clear() { m_sids.clear(); }
    /// Rows whose call was read before. \returns their number; call it once, at the end
    std::int64_t count_duplicates();

    struct Result {
        std::int64_t stored = 0;       ///< calls the mirror lists for the days
        std::vector<std::string> gone; ///< of them, those that no page held
        /// Too large a part to be believed: rather the server's answer is incomplete.
        bool is_large_shrink() const noexcept;
    };
    /// After count_duplicates().
    /// \param today days at the end of what the API keeps are left out: their calls expire
    Result compare(SQLite::Database& connection, const store::Window& window,
                   core::Date today) const;

private:
    /// The 32 hexadecimal digits of a sid.
    using Key = std::array<std::uint64_t, 2>;
    static Key key_of(std::string_view sid) noexcept;

    std::vector<Key> m_sids;
};

} // namespace calltally::sync
