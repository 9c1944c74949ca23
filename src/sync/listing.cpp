// SPDX-License-Identifier: MIT
#include "sync/listing.hpp"

#include <fmt/format.h>

namespace calltally::sync {

namespace {

/// After so many failures without a good listing between, more of them are likely.
constexpr int most_failed_in_a_row = 3;

} // namespace

bool concerns_one_listing(const std::exception_ptr& failure) noexcept {
    try {
        std::rethrow_exception(failure);
    } catch (const api::ApiError& error) {
        return error.failure() == api::Failure::contract ||
               error.failure() == api::Failure::bad_page_token ||
               error.failure() == api::Failure::not_found;
    } catch (...) {
        return false;
    }
}

bool Listing::asks_for(const core::Call& call) const {
    constexpr std::chrono::hours leeway{1};
    return !days || !call.start_time ||
           (core::Instant{days->from} - leeway <= *call.start_time &&
            *call.start_time < core::Instant{days->to} + leeway);
}

bool Listing::asks_for(const core::UsageRecord& record) const {
    return category.empty() || record.category == category;
}

ListingWalk::ListingWalk(const Listing& listing, const std::string& base_url)
    : m_listing(listing), m_base_url(base_url), m_target(listing.targets.front()),
      m_progress(m_target) {
    if (!listing.next_page_uri) {
        return;
    }
    if (!api::has_page_token(*listing.next_page_uri)) {
        m_is_restart = true; // a number names another row by now
        return;
    }
    try {
        m_target = api::next_page_target(*listing.next_page_uri, base_url, listing.path_prefix);
        m_progress = ListingProgress(m_target);
        m_is_resumed = true;
    } catch (const api::ApiError&) {
        m_is_restart = true; // as after a sync from another server
    }
}

bool ListingWalk::is_later_page_gone(const api::ApiError& error) const noexcept {
    return error.failure() == api::Failure::not_found && m_progress.pages() > 0;
}

bool ListingWalk::is_lost(const api::ApiError& error) const noexcept {
    return error.failure() == api::Failure::bad_page_token || is_later_page_gone(error) ||
           (m_is_resumed && (error.failure() == api::Failure::contract ||
                             error.failure() == api::Failure::not_found));
}

bool ListingWalk::ask(api::Client& client, const api::Client::Take& take, bool is_patient) {
    if (m_offset_paging.is_given_up()) {
        throw api::ApiError(
            api::Failure::bad_page_token, core::ExitCode::temporary_failure,
            fmt::format("rows of {} vanished each time its pages, which go by numbers, were read: "
                        "others may have been passed over",
                        m_listing.targets[m_attempt]),
            "run the sync again later: the listing is read from its beginning");
    }
    const bool can_shrink = m_attempt + 1 < m_listing.targets.size();
    try {
        client.reuse(client.get(m_target, take, {can_shrink ? 2 : 0, is_patient ? 0 : 1}));
        m_is_resumed = false;
        return true;
    } catch (const api::ApiError& error) {
        const bool shrink =
            can_shrink && error.http_status() >= api::http_status::first_server_error;
        const bool is_lost_once = !m_has_begun_again && is_lost(error);
        if (!shrink && !is_lost_once) {
            if (is_later_page_gone(error)) {
                throw api::ApiError(api::Failure::bad_page_token, core::ExitCode::contract_broken,
                                    fmt::format("page {} of {} is gone (HTTP 404), twice",
                                                m_progress.pages() + 1,
                                                m_listing.targets[m_attempt]),
                                    "run the sync again: the listing is read from its beginning",
                                    error.http_status(), error.twilio_code());
            }
            throw;
        }
        m_has_begun_again = m_has_begun_again || is_lost_once;
        m_attempt += shrink ? 1 : 0;
        begin_again();
        m_offset_paging.drop_reading();
        return false;
    }
}

void ListingWalk::fail_as_another_answer() const {
    throw api::ApiError(
        api::Failure::contract, core::ExitCode::contract_broken,
        fmt::format("what the server answers to {} is not what was asked for", m_target),
        "look for a cache or a proxy on the way that mixes answers up");
}

void ListingWalk::begin_again() {
    m_target = m_listing.targets[m_attempt];
    m_progress = ListingProgress(m_target);
    m_is_restart = true;
    m_is_resumed = false;
}

std::size_t ListingQueue::add(Listing listing) {
    const std::lock_guard lock(m_mutex);
    m_listings.push_back(std::move(listing));
    m_changed.notify_one();
    return m_listings.size() - 1;
}

std::optional<ListingQueue::Place> ListingQueue::next() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock,
                   [this] { return m_next < m_listings.size() || m_settled == m_listings.size(); });
    if (m_next == m_listings.size()) {
        return std::nullopt;
    }
    const std::size_t index = m_next++;
    return Place{index, &m_listings[index]};
}

void ListingQueue::settled() {
    const std::lock_guard lock(m_mutex);
    if (++m_settled == m_listings.size()) {
        m_changed.notify_all();
    }
}

std::exception_ptr ListingQueue::failure_of(std::size_t group) {
    const std::lock_guard lock(m_mutex);
    const auto failure = m_failures.find(group);
    return m_end || failure == m_failures.end() ? m_end : failure->second;
}

bool ListingQueue::is_patient() {
    const std::lock_guard lock(m_mutex);
    return m_failed_in_a_row < most_failed_in_a_row;
}

void ListingQueue::succeeded() {
    const std::lock_guard lock(m_mutex);
    m_failed_in_a_row = m_unheard_in_a_row = 0;
}

void ListingQueue::failed(std::size_t group, const std::exception_ptr& failure) noexcept {
    const std::lock_guard lock(m_mutex);
    try {
        try {
            std::rethrow_exception(failure);
        } catch (const api::ApiError& error) {
            heed(group, failure, error);
        }
    } catch (...) {
        m_end = failure; // no answer of the server's: a bug, or no memory
    }
}

void ListingQueue::heed(std::size_t group, const std::exception_ptr& failure,
                        const api::ApiError& error) {
    bool is_unheard = false;
    switch (error.failure()) {
    case api::Failure::not_found:
        return; // the server is well
    case api::Failure::cancelled:
        m_end = failure;
        return;
    case api::Failure::refused:
        m_failures.emplace(group, failure); // the server is well, here too
        return;
    case api::Failure::temporary:
        m_failures.emplace(group, failure);
        is_unheard =
            error.http_status() == 0 || error.http_status() == api::http_status::too_many_requests;
        break;
    case api::Failure::contract:
    case api::Failure::bad_page_token:
        break;
    }
    ++m_failed_in_a_row;
    m_unheard_in_a_row = is_unheard ? m_unheard_in_a_row + 1 : 0;
    if (m_unheard_in_a_row >= most_failed_in_a_row) {
        m_end = failure;
    }
}

void ListingQueue::end(const std::exception_ptr& reason) {
    const std::lock_guard lock(m_mutex);
    m_end = reason;
}

std::exception_ptr ListingQueue::ended() {
    const std::lock_guard lock(m_mutex);
    return m_end;
}

} // namespace calltally::sync
