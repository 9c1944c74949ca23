// SPDX-License-Identifier: MIT
#include "sync/listing_progress.hpp"

#include "api/errors.hpp"
#include "core/timestamp.hpp"

#include <fmt/format.h>

#include <functional>

namespace calltally::sync {

namespace {

/// An empty page with a next one is legal; a server that goes on like that is broken.
constexpr std::size_t most_idle_pages = 10;
/// A hundred million calls in one window: no account is so large.
constexpr std::size_t most_pages = 100'000;

[[noreturn]] void refuse(const std::string& why) {
    throw api::ApiError(api::Failure::contract, core::ExitCode::contract_broken, why,
                        "run the sync again; if it stays, report this");
}

} // namespace

std::string ListingProgress::identity(const api::UsageKey& key) {
    return fmt::format("{} {}", key.category, core::format_date(key.days.from).view());
}

std::string ListingProgress::identity(const api::BadRow& bad) {
    if (bad.sid) {
        return *bad.sid;
    }
    return bad.usage ? identity(*bad.usage) : bad.raw;
}

std::uint64_t ListingProgress::mixed(std::uint64_t fingerprint, const std::string& text) {
    // The golden ratio spreads the bits, so that the order of the rows counts.
    constexpr std::uint64_t golden_ratio = 0x9E37'79B9'7F4A'7C15U;
    return (fingerprint ^ std::hash<std::string>{}(text)) * golden_ratio + 1;
}

void ListingProgress::add(std::optional<std::uint64_t> fingerprint,
                          const std::optional<std::string>& next_target) {
    ++m_pages;
    const bool is_new = fingerprint && m_fingerprints.insert(*fingerprint).second;
    m_idle_pages = is_new ? 0 : m_idle_pages + 1;
    if (!next_target) {
        return;
    }
    if (!m_visited.insert(*next_target).second) {
        refuse("the server's pages lead back to one that was read");
    }
    if (m_idle_pages > most_idle_pages) {
        refuse(fmt::format("the server has named {} pages in a row without a new row, and goes on",
                           m_idle_pages));
    }
    if (m_pages >= most_pages) {
        refuse(fmt::format("a listing goes on after {} pages", m_pages));
    }
}

} // namespace calltally::sync
