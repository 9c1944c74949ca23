// SPDX-License-Identifier: MIT
#include "sync/listing_fetcher.hpp"

namespace calltally::sync {

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

} // namespace calltally::sync
