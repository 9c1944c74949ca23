// SPDX-License-Identifier: MIT
//
// Twilio's pages go on after a row that their address names by a token. A server that goes on at a
// number instead shows no fault when rows vanish between two pages: those below them move up, and
// some are on no page. Such a listing is read until two readings vouch for each other.
#pragma once

#include "api/page.hpp"
#include "sync/listing_progress.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace calltally::sync {

class OffsetPaging {
public:
    /// Takes a page of the reading under way.
    template <class Row>
    void add(const api::Page<Row>& page) {
        note_address(page.next_page_uri);
        if (!m_is_by_offset) {
            return;
        }
        for (const Row& row : page.rows) {
            add(ListingProgress::identity(row));
        }
        for (const api::BadRow& bad : page.bad_rows) {
            add(ListingProgress::identity(bad));
        }
    }

    /// The reading came to its end. \returns whether nothing can have been passed over in it or in
    /// the one before: the pages are not by offset, there is but one, or this reading holds all
    /// rows of the one before. For a row to be passed over, one that was read has to vanish.
    bool is_settled();
    /// So many readings of the listing have ended that another one is not worth a try.
    bool is_given_up() const noexcept;
    /// The reading under way is void: it begins again.
    void drop_reading() { m_rows.clear(); }

private:
    void note_address(const std::optional<std::string>& next_page_uri);
    void add(const std::string& identity);

    bool m_is_by_offset = false;
    int m_readings = 0;                ///< that came to their end
    std::vector<std::uint64_t> m_rows; ///< of this reading, hashed
    std::vector<std::uint64_t> m_rows_before;
};

} // namespace calltally::sync
