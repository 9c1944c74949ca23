// SPDX-License-Identifier: MIT
//
// A page of calls that waits to be stored.
#pragma once

#include "core/packed_calls.hpp"
#include "sync/listing_fetcher.hpp"

#include <cstddef>
#include <utility>

namespace calltally::sync {

struct CallPage : api::PageNotes {
    CallPage() = default;
    explicit CallPage(api::Page<core::Call> page)
        : api::PageNotes(std::move(page)), calls(page.rows) {}

    core::PackedCalls calls;
};

inline std::size_t bytes_held(const CallPage& page) noexcept {
    return bytes_of_notes(page) + page.calls.bytes();
}

} // namespace calltally::sync
