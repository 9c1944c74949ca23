// SPDX-License-Identifier: MIT
#include "cli/clock.hpp"

#include "core/error.hpp"

#include <cstdlib>

namespace calltally::cli {

core::Instant clock_now() {
    const char* const text = std::getenv("CALLTALLY_NOW");
    if (text == nullptr || *text == '\0') {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }
    auto time = core::parse_iso8601(text);
    if (!time) {
        throw core::Error(core::ExitCode::configuration,
                          "CALLTALLY_NOW is not a time as in 2026-08-03 09:00:00",
                          "correct it, or unset it to go by the machine's clock");
    }
    time->offset = time->offset.value_or(std::chrono::seconds{0});
    return core::to_instant(*time).value();
}

} // namespace calltally::cli
