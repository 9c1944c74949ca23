// SPDX-License-Identifier: MIT
//
// billed_seconds, billed_minutes: R2 and R6 in SQL.
#include "core/billed_time.hpp"
#include "extension/arguments.hpp"
#include "extension/function_table.hpp"

SQLITE_EXTENSION_INIT3

namespace calltally::extension {

namespace {

/// The pricing model of the second and third argument. Empty, with the error set, for a bad one.
std::optional<core::PricingModel> model_of(sqlite3_context* context, const char* function,
                                           int count, sqlite3_value** values) noexcept {
    if (count == 1) {
        return core::PricingModel{};
    }
    const auto minimum = whole_number_of(values[1]);
    if (!minimum || *minimum < 0) {
        parameter_error(context, function, "minimum must be 0 or more whole seconds", values[1]);
        return std::nullopt;
    }
    const auto increment = whole_number_of(values[2]);
    if (!increment || *increment < 1) {
        parameter_error(context, function, "increment must be 1 or more whole seconds", values[2]);
        return std::nullopt;
    }
    return core::PricingModel{*minimum, *increment};
}

} // namespace

void billed_seconds(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
    if (any_null(count, values)) {
        return;
    }
    const auto model = model_of(context, "billed_seconds", count, values);
    const auto duration = whole_number_of(values[0]);
    if (!model || !duration) {
        return;
    }
    if (const auto seconds = core::billed_seconds(*duration, *model)) {
        sqlite3_result_int64(context, *seconds);
    }
}

void billed_minutes(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
    if (any_null(count, values)) {
        return;
    }
    const auto model = model_of(context, "billed_minutes", count, values);
    const auto duration = whole_number_of(values[0]);
    if (!model || !duration) {
        return;
    }
    if (count == 1) {
        if (const auto minutes = core::billed_minutes(*duration)) {
            sqlite3_result_int64(context, *minutes);
        }
    } else if (const auto seconds = core::billed_seconds(*duration, *model)) {
        sqlite3_result_double(context, static_cast<double>(*seconds) / 60.0);
    }
}

} // namespace calltally::extension
