// SPDX-License-Identifier: MIT
//
// One listing: the chain of pages it is, and its place among all listings of a phase.
#pragma once

#include "api/client.hpp"
#include "api/errors.hpp"
#include "api/next_page.hpp"
#include "api/page.hpp"
#include "core/date_range.hpp"
#include "sync/listing_progress.hpp"
#include "sync/offset_paging.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace calltally::sync {

/// One chain of pages.
struct Listing {
    std::string account_sid;
    /// Where it begins; further ones ask for smaller pages, for a server that fails on large ones.
    std::vector<std::string> targets;
    std::string path_prefix;                  ///< what every next page's path begins with
    std::optional<std::string> next_page_uri; ///< go on here instead of at the beginning
    /// Listings of one group, an account's, share a fate: after one was refused or given up, the
    /// others of the group are not asked. One that is broken, or not there, ends alone.
    std::size_t group = 0;
    std::optional<core::DateRange> days; ///< that its calls start on
    std::string category;                ///< of its usage; empty: any

    /// Whether the row can be one of those asked for; about the ends of the days a server may be
    /// of another mind, by a second or a midnight.
    bool asks_for(const core::Call& call) const;
    bool asks_for(const core::UsageRecord& record) const;
    static bool asks_for(const core::Account& /*account*/) { return true; }
};

/// Whether the failure says nothing of other listings: a page that breaks the contract, that is in
/// another shape, that cannot be followed or is not there.
bool concerns_one_listing(const std::exception_ptr& failure) noexcept;

/// A walk along one listing: from page to page, and to the beginning again where that helps.
class ListingWalk {
public:
    /// \param base_url scheme, host and port that every page must be on
    /// Both outlive this.
    ListingWalk(const Listing& listing, const std::string& base_url);

    /// Asks for the page that is next. \param take as in api::Client::get
    /// \param is_patient whether what may pass by itself is tried more than once
    /// \returns whether it was read; if not, the listing has to begin again: with smaller pages,
    ///          because the server fails on these, or once because the place in it was lost
    /// \throws api::ApiError
    bool ask(api::Client& client, const api::Client::Take& take, bool is_patient = true);

    /// Whether the page just read is the first since a new beginning.
    bool take_restart() noexcept { return std::exchange(m_is_restart, false); }

    /// Goes to the page after the one just read. \returns whether there is one; at the end of a
    /// listing that has to be read once more that is the first one, which the page then leads to
    /// \throws api::ApiError `contract`, also for a listing that comes to no end, and for one whose
    ///         first page is mostly the answer to another question
    template <class Row>
    bool advance(api::Page<Row>& page) {
        const auto is_asked_for = [this](const Row& row) { return m_listing.asks_for(row); };
        if (m_target == m_listing.targets[m_attempt] &&
            2 * std::count_if(page.rows.begin(), page.rows.end(), is_asked_for) <
                std::ssize(page.rows)) {
            fail_as_another_answer();
        }
        std::optional<std::string> next;
        if (page.next_page_uri) {
            next = api::next_page_target(*page.next_page_uri, m_base_url, m_listing.path_prefix);
        }
        m_progress.add(page, next);
        m_offset_paging.add(page);
        if (!next && !m_offset_paging.is_settled()) {
            begin_again();
            page.next_page_uri = m_target;
            return true;
        }
        m_target = next.value_or("");
        return next.has_value();
    }

private:
    void begin_again();
    [[noreturn]] void fail_as_another_answer() const;
    /// A 404 after the first page: not that there is no such listing, or nothing in it.
    bool is_later_page_gone(const api::ApiError& error) const noexcept;
    /// Whether the place in the listing is lost: a page token that is no longer valid, a page that
    /// is gone, any refusal of an address that an earlier run left.
    bool is_lost(const api::ApiError& error) const noexcept;

    const Listing& m_listing;
    const std::string& m_base_url;
    std::size_t m_attempt = 0;      ///< which of the targets
    bool m_has_begun_again = false; ///< forgiven once
    bool m_is_restart = false;
    bool m_is_resumed = false; ///< the next page's address is an earlier run's
    std::string m_target;
    ListingProgress m_progress;
    OffsetPaging m_offset_paging;
};

/// Hands the listings of a phase to its workers, and knows what ended which of them.
class ListingQueue {
public:
    /// \returns its index. Also while the others are read.
    std::size_t add(Listing listing);
    struct Place {
        std::size_t index;
        const Listing* listing; ///< stays where it is
    };
    /// The next listing; waits for it as long as others are under way, which may lead to more.
    /// Empty: there will be none.
    std::optional<Place> next();
    /// A listing came to its end, and what that leads to was added.
    void settled();
    /// Why the group's listings are not to be asked any more; null: they are.
    std::exception_ptr failure_of(std::size_t group);
    /// Whether the server is to be asked as often as the policy says. After failures in a row of
    /// what it answers, each listing is worth one try, until it answers well again: accounts that
    /// fail must not hold up a run, nor end it for the others.
    bool is_patient();
    void succeeded();
    /// Ends everything after failures in a row of which it is not a listing's or an account's but
    /// the way there: no answer at all, or too many requests.
    void failed(std::size_t group, const std::exception_ptr& failure) noexcept;
    /// Ends everything that is under way or to come.
    void end(const std::exception_ptr& reason);
    std::exception_ptr ended();

private:
    void heed(std::size_t group, const std::exception_ptr& failure, const api::ApiError& error);

    std::mutex m_mutex;
    std::condition_variable m_changed; ///< a listing was added, or the last one settled
    std::deque<Listing> m_listings;
    std::size_t m_next = 0;
    std::size_t m_settled = 0;
    std::map<std::size_t, std::exception_ptr> m_failures;
    int m_failed_in_a_row = 0;  ///< listings given up, without one read between
    int m_unheard_in_a_row = 0; ///< of them, those for reasons that end everything
    std::exception_ptr m_end;
};

} // namespace calltally::sync
