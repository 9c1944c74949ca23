// SPDX-License-Identifier: MIT
#include "importer/gzip.hpp"

#include "core/error.hpp"
#include "importer/byte_source.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <new>

namespace calltally::importer {

namespace {

constexpr int gzip_window = 15 + 16; ///< zlib: the largest window, gzip framing only

[[noreturn]] void refuse(const std::string& name, std::string_view what) {
    throw core::Error(core::ExitCode::usage, fmt::format("{} {}", ByteSource::quoted(name), what),
                      "fetch or export it again");
}

} // namespace

struct Gzip::Stream {
    z_stream z{};
};

Gzip::Gzip(std::string name, std::vector<char> start)
    : m_name(std::move(name)), m_packed(std::move(start)), m_stream(std::make_unique<Stream>()) {
    z_stream& z = m_stream->z;
    z.next_in = reinterpret_cast<Bytef*>(m_packed.data());
    z.avail_in = static_cast<uInt>(m_packed.size());
    if (::inflateInit2(&z, gzip_window) != Z_OK) {
        throw std::bad_alloc();
    }
}

Gzip::~Gzip() {
    ::inflateEnd(&m_stream->z);
}

std::size_t Gzip::unpack(char* to, std::size_t size, const ReadMore& read_more) {
    z_stream& z = m_stream->z;
    z.next_out = reinterpret_cast<Bytef*>(to);
    z.avail_out = static_cast<uInt>(size);
    while (z.avail_out == size) {
        if (z.avail_in == 0) {
            read_more(m_packed);
            z.next_in = reinterpret_cast<Bytef*>(m_packed.data());
            z.avail_in = static_cast<uInt>(m_packed.size());
            if (m_packed.empty()) {
                if (!m_is_between_members) {
                    refuse(m_name, "breaks off: the end of its gzip stream is missing");
                }
                return 0;
            }
        }
        m_is_between_members = false;
        const int result = ::inflate(&z, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            m_is_between_members = true;
            ::inflateReset(&z);
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            refuse(m_name, "is damaged: its gzip stream cannot be unpacked");
        }
    }
    return size - z.avail_out;
}

} // namespace calltally::importer
