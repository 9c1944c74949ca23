// SPDX-License-Identifier: MIT
#include "store/mirror_check.hpp"

#include "core/error.hpp"
#include "store/database.hpp"

#include <fmt/format.h>

namespace calltally::store {

MirrorCheck check_mirror(const std::string& path, std::int64_t largest) {
    auto database = Database::open_without_traces(path);
    SQLite::Database& connection = database.connection();
    const auto number = [&connection](const char* pragma) {
        return connection.execAndGet(fmt::format("PRAGMA {}", pragma)).getInt64();
    };
    MirrorCheck check;
    check.schema = static_cast<int>(number("user_version"));
    check.bytes = number("page_count") * number("page_size");
    check.has_read_every_page = check.bytes <= largest;
    if (check.has_read_every_page) {
        // One line is enough: what is damaged is restored as a whole.
        const std::string found = connection.execAndGet("PRAGMA quick_check(1)").getString();
        if (found != "ok") {
            throw core::Error(core::ExitCode::not_our_database,
                              fmt::format("'{}' is damaged: {}", path, found), damage_remedy);
        }
    }
    return check;
}

} // namespace calltally::store
