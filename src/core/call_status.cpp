// SPDX-License-Identifier: MIT
#include "core/call_status.hpp"

namespace calltally::core {

StatusGroup status_group(std::string_view status) noexcept {
    if (status == "completed") {
        return StatusGroup::billed;
    }
    if (status == "busy" || status == "failed" || status == "no-answer" || status == "canceled") {
        return StatusGroup::unbilled;
    }
    if (status == "queued" || status == "ringing" || status == "in-progress") {
        return StatusGroup::unfinished;
    }
    return StatusGroup::unknown;
}

std::string_view name_of(StatusGroup group) noexcept {
    switch (group) {
    case StatusGroup::billed:
        return "billed";
    case StatusGroup::unbilled:
        return "unbilled";
    case StatusGroup::unfinished:
        return "unfinished";
    case StatusGroup::unknown:
        break;
    }
    return "unknown";
}

bool is_billed_status(std::string_view status) noexcept {
    return status_group(status) == StatusGroup::billed;
}

bool is_over(std::string_view status, bool has_end_time) noexcept {
    switch (status_group(status)) {
    case StatusGroup::billed:
    case StatusGroup::unbilled:
        return true;
    case StatusGroup::unfinished:
        return false;
    case StatusGroup::unknown:
        break;
    }
    return has_end_time;
}

} // namespace calltally::core
