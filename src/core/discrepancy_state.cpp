// SPDX-License-Identifier: MIT
#include "core/discrepancy_state.hpp"

namespace calltally::core {

std::string_view name_of(DiscrepancyState state) noexcept {
    switch (state) {
    case DiscrepancyState::not_comparable:
        return "not comparable";
    case DiscrepancyState::pending:
        return "pending";
    case DiscrepancyState::agrees:
        return "agrees";
    case DiscrepancyState::usage_only:
        return "usage only";
    case DiscrepancyState::log_only:
        return "log only";
    case DiscrepancyState::differs:
        break;
    }
    return "differs";
}

DiscrepancyState state_of(const ComparedCell& cell) noexcept {
    if (cell.waiting_is_useless) {
        return DiscrepancyState::not_comparable;
    }
    if (!cell.is_final || !cell.usage_is_read) {
        return DiscrepancyState::pending;
    }
    if (cell.difference_beyond_rounding.is_zero()) {
        return DiscrepancyState::agrees;
    }
    if (cell.log_calls == 0) {
        return DiscrepancyState::usage_only;
    }
    if (!cell.usage_has_record && cell.billed_calls > 0) {
        return DiscrepancyState::log_only;
    }
    return DiscrepancyState::differs;
}

} // namespace calltally::core
