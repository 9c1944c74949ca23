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
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace calltally::sync {

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

    /// Walks all listings, in order as workers get free. Calls `on_page` for every page, in order
    /// within its listing, and `on_idle` about every half second, both in the calling thread.
    /// Every listing ends with its last page or with a failure: its own, that of its group, or
    /// what ended the run.
    template <class OnPage, class OnIdle>
    void run(const std::vector<Listing>& listings, OnPage on_page, OnIdle on_idle) {
        const std::size_t count = std::min(listings.size(), m_remote.workers());
        std::vector<api::Client*> clients;
        for (std::size_t i = 0; i < count; ++i) {
            clients.push_back(&m_remote.connection(i).client());
        }
        std::vector<std::thread> workers;
        m_running = count;
        for (api::Client* client : clients) {
            workers.emplace_back([this, &listings, client] { work(listings, *client); });
        }
        std::exception_ptr consumer_failure;
        while (auto page = pop(on_idle)) {
            if (consumer_failure) {
                continue; // drain, so that the workers can end
            }
            try {
                on_page(std::move(*page));
            } catch (...) {
                consumer_failure = std::current_exception();
                m_order.end(consumer_failure);
            }
        }
        for (std::thread& worker : workers) {
            worker.join();
        }
        if (consumer_failure) {
            std::rethrow_exception(consumer_failure);
        }
    }

private:
    static constexpr std::size_t most_queued_pages = 8;

    void work(const std::vector<Listing>& listings, api::Client& client) {
        while (const auto index = m_order.next(listings.size())) {
            const Listing& listing = listings[*index];
            std::exception_ptr failure = m_order.failure_of(listing.group);
            if (!failure) {
                try {
                    walk(listing, *index, client);
                    m_order.succeeded();
                } catch (...) {
                    failure = std::current_exception();
                    m_order.failed(listing.group, failure);
                }
            }
            if (failure) {
                FetchedPage<Row> failed;
                failed.listing = *index;
                failed.failure = failure;
                push(std::move(failed));
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
            FetchedPage<Row> fetched;
            fetched.listing = index;
            const auto take = [&](const api::Response& response) {
                fetched.page = m_parse(response.body, listing.account_sid);
            };
            if (!way.ask(client, take)) {
                continue;
            }
            fetched.is_restart = way.take_restart();
            go_on = way.advance(fetched.page);
            push(std::move(fetched));
        }
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

    Remote& m_remote;
    Parse m_parse;
    ListingQueue m_order;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<FetchedPage<Row>> m_queue;
    std::size_t m_running = 0;
};

} // namespace calltally::sync
