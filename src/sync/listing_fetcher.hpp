// SPDX-License-Identifier: MIT
//
// Reads many listings at once, of all accounts: each is a chain of pages that one worker walks,
// several side by side, pages handed to the calling thread as they come. A bounded queue between,
// so that memory does not grow with the account.
#pragma once

#include "api/errors.hpp"
#include "api/page.hpp"
#include "sync/listing.hpp"
#include "sync/remote.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace calltally::sync {

/// \tparam Kept as what a page waits for the calling thread: made of a page by the thread that
///              read it
template <class Row, class Kept = api::Page<Row>>
struct FetchedPage {
    std::size_t listing = 0;    ///< its index
    Kept page;                  ///< `next_page_uri` verbatim; empty: the last one
    bool is_restart = false;    ///< the listing begins again: what was read of it is void
    std::exception_ptr failure; ///< instead of a page: the listing ends here, incomplete
};

/// What a page that waits takes of memory, in bytes, about: what is beside its rows, and all of it.
inline std::size_t bytes_of_notes(const api::PageNotes& notes) noexcept {
    std::size_t bytes = 1024;
    for (const api::BadRow& bad : notes.bad_rows) {
        bytes += sizeof bad + bad.raw.size();
    }
    return bytes;
}
template <class Row>
std::size_t bytes_held(const api::Page<Row>& page) noexcept {
    constexpr std::size_t usual_size = 1024;
    return bytes_of_notes(page) + page.rows.size() * usual_size;
}

template <class Row, class Kept = api::Page<Row>>
class ListingFetcher {
public:
    using Fetched = FetchedPage<Row, Kept>;
    using Parse = api::Page<Row> (*)(std::string_view json, std::string_view account_sid);

    ListingFetcher(Remote& remote, Parse parse) : m_remote(remote), m_parse(parse) {}

    /// Walks all listings, in order as workers get free. Calls `on_page` for every page, in order
    /// within its listing, and `on_idle` about every half second, both in the calling thread.
    /// Every listing ends with its last page or with a failure: its own, that of its group, or
    /// what ended the run.
    template <class OnPage, class OnIdle>
    void run(std::vector<Listing> listings, OnPage on_page, OnIdle on_idle) {
        const std::size_t count = std::min(listings.size(), m_remote.workers());
        for (Listing& listing : listings) {
            add(std::move(listing));
        }
        std::vector<api::Client*> clients;
        clients.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            clients.push_back(&m_remote.connection(i).client());
        }
        std::vector<std::thread> workers = start(clients);
        std::exception_ptr consumer_failure;
        const auto guarded = [&](const auto& step) {
            if (consumer_failure) {
                return; // what still comes is let go, so that the workers can end
            }
            try {
                step();
            } catch (...) {
                consumer_failure = std::current_exception();
                m_order.end(consumer_failure);
            }
        };
        while (auto page = pop([&] { guarded(on_idle); })) {
            const bool is_end = page->failure || !page->page.next_page_uri;
            guarded([&] { on_page(std::move(*page)); });
            if (is_end) {
                m_order.settled();
            }
        }
        for (std::thread& worker : workers) {
            worker.join();
        }
        if (consumer_failure) {
            std::rethrow_exception(consumer_failure);
        }
    }

    /// One listing more, from `on_page` or `on_idle`. \returns its index
    std::size_t add(Listing listing) {
        {
            const std::lock_guard lock(m_mutex);
            m_spare.emplace_back();
        }
        return m_order.add(std::move(listing));
    }

private:
    /// As much as is written at once: the calling thread finds its next batch ready.
    static constexpr std::size_t most_queued_bytes = 6U << 20U;

    /// A worker for each client; fewer, but one at least, where the system gives no more.
    std::vector<std::thread> start(const std::vector<api::Client*>& clients) {
        std::vector<std::thread> workers;
        workers.reserve(clients.size());
        m_running = clients.size();
        for (api::Client* client : clients) {
            try {
                workers.emplace_back([this, client] { work(*client); });
            } catch (const std::exception&) {
                if (workers.empty()) {
                    throw;
                }
                const std::lock_guard lock(m_mutex);
                m_running -= clients.size() - workers.size();
                break;
            }
        }
        return workers;
    }

    void work(api::Client& client) {
        while (const auto place = m_order.next()) {
            const Listing& listing = *place->listing;
            std::exception_ptr failure = m_order.failure_of(listing.group);
            if (!failure) {
                try {
                    walk(listing, place->index, client);
                    m_order.succeeded();
                } catch (...) {
                    failure = std::current_exception();
                    m_order.failed(listing.group, failure);
                }
            }
            if (failure) {
                push_failure(place->index, std::move(failure));
            }
        }
        const std::lock_guard lock(m_mutex);
        --m_running;
        m_changed.notify_all();
    }

    void walk(const Listing& listing, std::size_t index, api::Client& client) {
        ListingWalk way(listing, m_remote.base_url());
        for (bool go_on = true; go_on;) {
            if (const auto ended = m_order.ended()) {
                std::rethrow_exception(ended);
            }
            api::Page<Row> page;
            const auto take = [&](const api::Response& response) {
                page = m_parse(response.body, listing.account_sid);
            };
            if (!way.ask(client, take, m_order.is_patient())) {
                continue;
            }
            Fetched fetched;
            fetched.listing = index;
            fetched.is_restart = way.take_restart();
            go_on = way.advance(page);
            fetched.page = Kept{std::move(page)};
            push(std::move(fetched));
        }
    }

    void push(Fetched page) {
        const std::size_t bytes = bytes_held(page.page);
        std::unique_lock lock(m_mutex);
        m_has_room.wait(lock, [this] { return m_queued_bytes < most_queued_bytes; });
        m_queue.push_back(std::move(page));
        m_queued_bytes += bytes;
        m_changed.notify_one();
    }

    /// \param failure is not shared with the calling thread: there is no telling which would end it
    void push_failure(std::size_t listing, std::exception_ptr&& failure) noexcept {
        const std::lock_guard lock(m_mutex);
        m_queue.splice(m_queue.end(), m_spare, m_spare.begin());
        m_queue.back().listing = listing;
        m_queue.back().failure = std::move(failure);
        m_queued_bytes += bytes_held(m_queue.back().page);
        m_changed.notify_one();
    }

    template <class OnIdle>
    std::optional<Fetched> pop(const OnIdle& on_idle) {
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
        std::optional<Fetched> page(std::move(m_queue.front()));
        m_queue.pop_front();
        m_queued_bytes -= bytes_held(page->page);
        m_has_room.notify_all();
        return page;
    }

    Remote& m_remote;
    Parse m_parse;
    ListingQueue m_order;
    std::mutex m_mutex;
    std::condition_variable m_changed;  ///< for the calling thread
    std::condition_variable m_has_room; ///< for the workers
    std::list<Fetched> m_queue;
    std::list<Fetched> m_spare; ///< one for each listing: to say that it failed takes no memory
    std::size_t m_queued_bytes = 0;
    std::size_t m_running = 0;
};

} // namespace calltally::sync
