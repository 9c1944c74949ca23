// SPDX-License-Identifier: MIT
//
// One line a request, for tests and people to see what a client asked.
#pragma once

#include <fstream>
#include <mutex>
#include <string>
#include <string_view>

namespace calltally::sample {

class RequestLog {
public:
    /// Appends to this file; an empty name logs nothing. Throws std::runtime_error if the file
    /// cannot be opened.
    explicit RequestLog(const std::string& path);

    /// Milliseconds of the monotonic clock, method, path and query, user or `-`, status.
    void write(std::string_view method, std::string_view target, std::string_view user, int status);

private:
    std::mutex m_mutex;
    std::ofstream m_file;
};

} // namespace calltally::sample
