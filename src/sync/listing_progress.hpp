// SPDX-License-Identifier: MIT
//
// Watches that a listing comes to an end: a server that leads in circles, or on for ever with
// nothing new, must not keep a run going.
#pragma once

#include "api/page.hpp"
#include "core/account.hpp"
#include "core/call.hpp"
#include "core/usage_record.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace calltally::sync {

class ListingProgress {
public:
    /// \param first_target where the listing begins
    explicit ListingProgress(std::string first_target) {
        m_visited.insert(std::move(first_target));
    }

    /// Takes the next page and where it leads to.
    /// \throws ApiError `contract`: back to a page that was read, or after ten pages in a row
    ///         that were empty or held the same rows as an earlier one, or after 100 000 pages
    template <class Row>
    void add(const api::Page<Row>& page, const std::optional<std::string>& next_target) {
        const std::size_t rows = page.rows.size() + page.bad_rows.size();
        std::uint64_t fingerprint = rows;
        for (const Row& row : page.rows) {
            fingerprint = mixed(fingerprint, identity(row));
        }
        for (const api::BadRow& bad : page.bad_rows) {
            fingerprint = mixed(fingerprint, identity(bad));
        }
        add(rows == 0 ? std::nullopt : std::optional{fingerprint}, next_target);
    }

    std::size_t pages() const noexcept { return m_pages; }

    /// What tells a row of a listing from the others, in each reading of it.
    static std::string identity(const core::Call& call) { return call.sid; }
    static std::string identity(const core::Account& account) { return account.sid; }
    static std::string identity(const core::UsageRecord& record) {
        return identity(api::UsageKey{record.category, record.days});
    }
    static std::string identity(const api::UsageKey& key);
    /// Of one that cannot be read: as if it could, as far as it tells which it is.
    static std::string identity(const api::BadRow& bad);

private:
    static std::uint64_t mixed(std::uint64_t fingerprint, const std::string& text);

    /// \param fingerprint of the page's rows; empty: it has none
    void add(std::optional<std::uint64_t> fingerprint,
             const std::optional<std::string>& next_target);

    std::set<std::string> m_visited;
    std::set<std::uint64_t> m_fingerprints;
    std::size_t m_pages = 0;
    std::size_t m_idle_pages = 0; ///< in a row, up to the last one
};

} // namespace calltally::sync
