// SPDX-License-Identifier: MIT
//
// Unpacks a gzip stream piece by piece, several members in a row as well.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::importer {

class Gzip {
public:
    static bool is_gzip(std::string_view start) noexcept { return start.starts_with("\x1F\x8B"); }

    /// \param name  for messages
    /// \param start the packed bytes that were read already
    Gzip(std::string name, std::vector<char> start);
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;
    ~Gzip();

    /// Reads more packed bytes into the vector; leaves it empty at the end.
    using ReadMore = std::function<void(std::vector<char>&)>;
    /// Writes up to `size` unpacked bytes. \returns how many; 0 at the end
    /// \throws core::Error usage: not gzip, damaged, or broken off
    std::size_t unpack(char* to, std::size_t size, const ReadMore& read_more);

private:
    struct Stream;
    std::string m_name;
    std::vector<char> m_packed;
    std::unique_ptr<Stream> m_stream;
    bool m_is_between_members = false;
};

} // namespace calltally::importer
