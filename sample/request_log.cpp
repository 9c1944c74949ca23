// SPDX-License-Identifier: MIT
#include "sample/request_log.hpp"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

namespace calltally::sample {

RequestLog::RequestLog(const std::string& path) {
    if (path.empty()) {
        return;
    }
    m_file.open(path, std::ios::app);
    if (!m_file) {
        throw std::runtime_error(fmt::format("cannot write the request log {}", path));
    }
}

void RequestLog::write(std::string_view method, std::string_view target, std::string_view user,
                       int status) {
    if (!m_file.is_open()) {
        return;
    }
    const auto since_boot = std::chrono::steady_clock::now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since_boot).count();
    const std::string line =
        fmt::format("{} {} {} {} {}\n", ms, method, target, user.empty() ? "-" : user, status);
    const std::lock_guard lock{m_mutex};
    m_file << line << std::flush;
}

} // namespace calltally::sample
