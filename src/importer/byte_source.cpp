// SPDX-License-Identifier: MIT
#include "importer/byte_source.hpp"

#include "core/error.hpp"
#include "core/open_files.hpp"
#include "importer/gzip.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

namespace calltally::importer {

namespace {

using core::Error;
using core::ExitCode;

constexpr std::size_t buffer_size =
    std::size_t{256} * 1024; ///< bytes; the longest line that comes whole

class File {
public:
    explicit File(int number) noexcept : m_number(number) {}
    ~File() {
        if (m_number >= 0) {
            ::close(m_number);
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int number() const noexcept { return m_number; }

private:
    int m_number;
};

struct stat status_of(int file) {
    struct stat info {};
    ::fstat(file, &info);
    return info;
}

[[noreturn]] void fail_reading(const std::string& name) {
    throw Error(ExitCode::storage_failure,
                fmt::format("cannot read {}: {}", ByteSource::quoted(name), std::strerror(errno)),
                "nothing of it was imported; check the disk it is on");
}

std::size_t read_some(int file, char* to, std::size_t size, const std::string& name) {
    for (;;) {
        const ssize_t count = ::read(file, to, size);
        if (count >= 0) {
            return static_cast<std::size_t>(count);
        }
        if (errno != EINTR) {
            fail_reading(name);
        }
    }
}

/// A file without a name that holds all that `file` still gives.
int copied(int file, const std::string& name) {
    std::FILE* const temporary = std::tmpfile();
    const int copy = temporary == nullptr ? -1 : ::dup(::fileno(temporary));
    if (temporary != nullptr) {
        static_cast<void>(std::fclose(temporary));
    }
    if (copy < 0) {
        core::check_for_open_files();
        throw Error(ExitCode::storage_failure,
                    fmt::format("cannot make a temporary file: {}", std::strerror(errno)),
                    "what is not a regular file is copied for --skip-bad; import a regular file");
    }
    std::vector<char> buffer(buffer_size);
    while (const std::size_t count = read_some(file, buffer.data(), buffer.size(), name)) {
        std::size_t written = 0;
        while (written < count) {
            const ssize_t part = ::write(copy, buffer.data() + written, count - written);
            if (part < 0) {
                const std::string reason = std::strerror(errno);
                ::close(copy);
                throw Error(ExitCode::storage_failure,
                            fmt::format("cannot write a temporary file: {}", reason),
                            "free space where TMPDIR points to");
            }
            written += static_cast<std::size_t>(part);
        }
    }
    ::lseek(copy, 0, SEEK_SET);
    return copy;
}

/// Why content that begins so is not imported; empty if nothing speaks against it.
std::string_view refusal_of(std::string_view start) {
    using namespace std::string_view_literals;
    if (start.starts_with("PK\x03\x04"sv)) {
        return "is a zip archive or an Excel workbook (.xlsx)";
    }
    if (start.starts_with("\xD0\xCF\x11\xE0"sv)) {
        return "is an old Excel workbook (.xls)";
    }
    const bool every_second_is_nul =
        start.size() >= 4 && ((start[1] == '\0' && start[3] == '\0' && start[0] != '\0') ||
                              (start[0] == '\0' && start[2] == '\0' && start[1] != '\0'));
    if (start.starts_with("\xFF\xFE"sv) || start.starts_with("\xFE\xFF"sv) || every_second_is_nul) {
        return "is in UTF-16, as Excel's \"Unicode text\" is";
    }
    return {};
}

} // namespace

struct ByteSource::State {
    explicit State(int number) : file(number), at_start(status_of(number)) {}

    File file;
    struct stat at_start;
    std::vector<char> buffer = std::vector<char>(buffer_size);
    std::size_t begin = 0; ///< what was not handed out yet: [begin, end) of the buffer
    std::size_t end = 0;
    bool is_at_end = false;
    bool was_started = false;
    std::optional<Gzip> gzip;
    std::vector<char> packed;

    bool is_regular() const { return S_ISREG(at_start.st_mode); }

    std::size_t read_unpacked(char* to, std::size_t size, const std::string& name) {
        if (!gzip) {
            return read_some(file.number(), to, size, name);
        }
        return gzip->unpack(to, size, [&](std::vector<char>& into) {
            into.resize(buffer_size);
            into.resize(read_some(file.number(), into.data(), into.size(), name));
        });
    }

    /// Fills the buffer behind what is left of it.
    void fill(const std::string& name) {
        std::memmove(buffer.data(), buffer.data() + begin, end - begin);
        end -= begin;
        begin = 0;
        while (!is_at_end && end < buffer.size()) {
            const std::size_t count = read_unpacked(buffer.data() + end, buffer.size() - end, name);
            end += count;
            is_at_end = count == 0;
            if (end >= buffer.size() / 2) {
                break;
            }
        }
    }
};

ByteSource::ByteSource(std::string name, std::unique_ptr<State> state)
    : m_name(std::move(name)), m_state(std::move(state)) {
    if (m_state->is_regular()) {
        m_modified_at = core::Instant{std::chrono::seconds{m_state->at_start.st_mtim.tv_sec}};
    }
}
ByteSource::ByteSource(ByteSource&& other) noexcept = default;
ByteSource::~ByteSource() = default;

ByteSource ByteSource::open(const std::string& path, bool twice) {
    const std::string name = path.substr(path.find_last_of('/') + 1);
    const int file =
        path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0) {
        core::check_for_open_files();
        throw Error(ExitCode::usage,
                    fmt::format("cannot open {}: {}", quoted(path), std::strerror(errno)),
                    "name files that you may read, or - for standard input");
    }
    auto state = std::make_unique<State>(file);
    if (S_ISDIR(state->at_start.st_mode)) {
        throw Error(ExitCode::usage, fmt::format("{} is a folder", quoted(path)),
                    "name the files in it");
    }
    if (twice && !state->is_regular()) {
        state = std::make_unique<State>(copied(file, name));
        state->at_start.st_mode = S_IFIFO; // its time of writing says nothing
    }
    ByteSource source(name, std::move(state));
    source.first_bytes();
    return source;
}

std::string_view ByteSource::first_bytes() {
    State& state = *m_state;
    if (!state.was_started) {
        state.was_started = true;
        state.fill(m_name);
        const std::string_view start{state.buffer.data(), state.end};
        if (Gzip::is_gzip(start)) {
            state.gzip.emplace(m_name, std::vector<char>(start.begin(), start.end()));
            state.begin = state.end = 0;
            state.is_at_end = false;
            state.fill(m_name);
        }
        const std::string_view content{state.buffer.data(), state.end};
        if (const std::string_view refusal = refusal_of(content); !refusal.empty()) {
            throw Error(ExitCode::usage, fmt::format("{} {}", quoted(m_name), refusal),
                        "save it as CSV in UTF-8 and import that");
        }
        if (content.starts_with("\xEF\xBB\xBF")) {
            state.begin = 3;
        }
    }
    return {state.buffer.data() + state.begin, state.end - state.begin};
}

std::string_view ByteSource::next_line() {
    first_bytes();
    State& state = *m_state;
    std::size_t searched = 0;
    for (;;) {
        const char* const from = state.buffer.data() + state.begin;
        const std::size_t size = state.end - state.begin;
        const void* const feed = std::memchr(from + searched, '\n', size - searched);
        const bool is_last =
            state.is_at_end || (state.begin == 0 && state.end == state.buffer.size());
        if (feed == nullptr && !is_last) {
            searched = size;
            state.fill(m_name);
            continue;
        }
        std::size_t length = size;
        if (feed != nullptr) {
            length = static_cast<std::size_t>(static_cast<const char*>(feed) - from) + 1;
        } else if (!state.is_at_end && length > 1 && from[length - 1] == '\r') {
            --length; // whether an LF follows is seen next time
        }
        // A CR that no LF follows ends a line too.
        if (const void* const found = std::memchr(from, '\r', length)) {
            const auto place = static_cast<std::size_t>(static_cast<const char*>(found) - from);
            if (place + 2 != length || from[length - 1] != '\n') {
                length = place + 1 < length && from[place + 1] == '\n' ? place + 2 : place + 1;
            }
        }
        state.begin += length;
        if (length == 0 && state.is_regular()) {
            const struct stat now = status_of(state.file.number());
            if (now.st_size != state.at_start.st_size ||
                now.st_mtim.tv_sec != state.at_start.st_mtim.tv_sec ||
                now.st_mtim.tv_nsec != state.at_start.st_mtim.tv_nsec) {
                throw Error(ExitCode::usage,
                            fmt::format("{} was changed while it was read", quoted(m_name)),
                            "import it when it is complete");
            }
        }
        return {from, length};
    }
}

void ByteSource::rewind() {
    State& state = *m_state;
    if (::lseek(state.file.number(), 0, SEEK_SET) != 0) {
        fail_reading(m_name);
    }
    state.begin = state.end = 0;
    state.is_at_end = state.was_started = false;
    state.gzip.reset();
}

std::string ByteSource::quoted(std::string_view name) {
    if (name == "-") {
        return "standard input";
    }
    std::string text = "'";
    for (const char character : name) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte < 0x20 || byte == 0x7F) {
            text += fmt::format("\\x{:02x}", byte);
        } else {
            text += character;
        }
    }
    return text + "'";
}

} // namespace calltally::importer
