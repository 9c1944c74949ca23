// SPDX-License-Identifier: MIT
//
// Reads several listings at once: each is a chain of pages that one connection walks, a few
// connections side by side, pages handed to the calling thread as they come. A bounded queue
// between, so that memory does not grow with the account.
#pragma once

#include "api/errors.hpp"
#include "api/next_page.hpp"
#include "api/page.hpp"
#include "sync/listing_progress.hpp"
#include "sync/remote.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace calltally::sync {

/// Whether a failure is of one page or listing, and says nothing of the others: an answer in
/// another shape, a page that is not followed or not there.
bool concerns_one_listing(const std::exception_ptr& failure) noexcept;

/// One chain of pages.
struct Listing {
    std::string account_sid;
    /// Where it begins; further ones ask for smaller pages, for a server that fails on large ones.
    std::vector<std::string> targets;
    std::string path_prefix;                  ///< what every next page's path begins with
    std::optional<std::string> next_page_uri; ///< go on here instead of at the beginning
};

template <class Row>
struct FetchedPage {
    std::size_t listing = 0;    ///< its index
    api::Page<Row> page;        ///< `next_page_uri` verbatim; empty: the last one
    bool is_restart = false;    ///< the listing begins again: what was read of it is void
    std::exception_ptr failure; ///< instead of a page: the listing ends here, incomplete
};

template <class Row>
class ListingFetcher {
public:
    using Parse = api::Page<Row> (*)(std::string_view json, std::string_view account_sid);

    ListingFetcher(Remote& remote, Parse parse) : m_remote(remote), m_parse(parse) {}

    /// Walks all listings. Calls `on_page` for every page, in order within its listing, and
    /// `on_idle` about every half second, both in the calling thread. A listing with a page that
    /// breaks the contract ends there, and the others go on, so that one bad page never keeps the
    /// rest from being read. After any other failure, or several broken listings in a row, no new
    /// listing is begun; those under way are stopped at their next page.
    template <class OnPage, class OnIdle>
    void run(const std::vector<Listing>& listings, OnPage on_page, OnIdle on_idle) {
        const auto count = std::min<std::size_t>(listings.size(),
                                                 static_cast<std::size_t>(m_remote.concurrency()));
        std::vector<std::unique_ptr<Connection>> connections;
        std::vector<std::thread> workers;
        m_running = count;
        for (std::size_t i = 0; i < count; ++i) {
            connections.push_back(m_remote.connect());
        }
        for (std::size_t i = 0; i < count; ++i) {
            workers.emplace_back([&, i] { work(listings, connections[i]->client()); });
        }
        std::exception_ptr consumer_failure;
        int broken_in_a_row = 0;
        while (auto page = pop(on_idle)) {
            broken_in_a_row = page->failure ? broken_in_a_row + 1 : 0;
            if (page->failure &&
                (broken_in_a_row >= most_broken_listings || !concerns_one_listing(page->failure))) {
                stop();
            }
            if (consumer_failure) {
                continue; // drain, so that the workers can end
            }
            try {
                on_page(std::move(*page));
            } catch (...) {
                consumer_failure = std::current_exception();
                stop();
            }
        }
        for (std::thread& worker : workers) {
            worker.join();
        }
        for (const auto& connection : connections) {
            m_remote.account_for(connection->client());
        }
        if (consumer_failure) {
            std::rethrow_exception(consumer_failure);
        }
    }

private:
    static constexpr std::size_t most_queued_pages = 8;
    /// So many broken listings without a good page between: it is the server, not a page.
    static constexpr int most_broken_listings = 3;

    void work(const std::vector<Listing>& listings, api::Client& client) {
        while (const auto index = next_listing(listings.size())) {
            try {
                walk(listings[*index], *index, client);
            } catch (...) {
                FetchedPage<Row> failed;
                failed.listing = *index;
                failed.failure = std::current_exception();
                push(std::move(failed));
            }
        }
        const std::lock_guard lock(m_mutex);
        --m_running;
        m_changed.notify_all();
    }

    void walk(const Listing& listing, std::size_t index, api::Client& client) {
        std::size_t attempt = 0; // which of the targets
        bool is_restart = false;
        bool has_begun_again = false; // forgiven once: a page token that expired
        bool is_resumed = false;
        std::string target = listing.targets.front();
        if (listing.next_page_uri) {
            if (const auto resumed = resumed_target(listing)) {
                target = *resumed;
                is_resumed = true;
            } else {
                is_restart = true;
            }
        }
        ListingProgress progress(target);
        while (!is_stopped()) {
            FetchedPage<Row> fetched;
            fetched.listing = index;
            const bool can_shrink = attempt + 1 < listing.targets.size();
            try {
                client.get(
                    target,
                    [&](const api::Response& response) {
                        fetched.page = m_parse(response.body, listing.account_sid);
                    },
                    can_shrink ? 2 : 0);
            } catch (const api::ApiError& error) {
                const bool shrink = can_shrink && error.http_status() >= 500;
                const bool begin_again = !has_begun_again && is_lost(error, progress, is_resumed);
                if (!shrink && !begin_again) {
                    throw;
                }
                has_begun_again = has_begun_again || begin_again;
                attempt += shrink ? 1 : 0;
                target = listing.targets[attempt];
                progress = ListingProgress(target);
                is_restart = true;
                is_resumed = false;
                continue;
            }
            fetched.is_restart = std::exchange(is_restart, false);
            is_resumed = false;
            std::optional<std::string> next;
            if (fetched.page.next_page_uri) {
                next = api::next_page_target(*fetched.page.next_page_uri, m_remote.base_url(),
                                             listing.path_prefix);
            }
            progress.add(fetched.page.rows, next);
            push(std::move(fetched));
            if (!next) {
                return;
            }
            target = *next;
        }
    }

    /// Where an earlier run stopped; empty if that cannot be followed any more.
    std::optional<std::string> resumed_target(const Listing& listing) const {
        try {
            return api::next_page_target(*listing.next_page_uri, m_remote.base_url(),
                                         listing.path_prefix);
        } catch (const api::ApiError&) {
            return std::nullopt; // as after a sync from another server
        }
    }

    /// Whether the place in the listing is lost, so that it must begin again: a page token that
    /// is no longer valid, a page that is gone, any refusal of an address an earlier run left.
    static bool is_lost(const api::ApiError& error, const ListingProgress& progress,
                        bool is_resumed) noexcept {
        const bool is_page_gone =
            error.failure() == api::Failure::not_found && progress.pages() > 0;
        return error.failure() == api::Failure::bad_page_token || is_page_gone ||
               (is_resumed && (error.failure() == api::Failure::contract ||
                               error.failure() == api::Failure::not_found));
    }

    std::optional<std::size_t> next_listing(std::size_t count) {
        const std::lock_guard lock(m_mutex);
        if (m_stopped || m_next >= count) {
            return std::nullopt;
        }
        return m_next++;
    }

    void push(FetchedPage<Row> page) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_queue.size() < most_queued_pages; });
        m_queue.push_back(std::move(page));
        m_changed.notify_all();
    }

    template <class OnIdle>
    std::optional<FetchedPage<Row>> pop(OnIdle& on_idle) {
        std::unique_lock lock(m_mutex);
        const auto ready = [this] { return !m_queue.empty() || m_running == 0; };
        while (!m_changed.wait_for(lock, std::chrono::milliseconds{500}, ready)) {
            lock.unlock();
            on_idle();
            lock.lock();
        }
        if (m_queue.empty()) {
            return std::nullopt;
        }
        std::optional<FetchedPage<Row>> page(std::move(m_queue.front()));
        m_queue.pop_front();
        m_changed.notify_all();
        return page;
    }

    void stop() {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
    }
    bool is_stopped() {
        const std::lock_guard lock(m_mutex);
        return m_stopped;
    }

    Remote& m_remote;
    Parse m_parse;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<FetchedPage<Row>> m_queue;
    std::size_t m_next = 0;
    std::size_t m_running = 0;
    bool m_stopped = false;
};

} // namespace calltally::sync
