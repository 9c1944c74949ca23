// SPDX-License-Identifier: MIT
#include "store/suspected_calls.hpp"

#include "store/bindings.hpp"

namespace calltally::store {

std::vector<std::string> suspected_calls(SQLite::Database& connection,
                                         std::string_view account_sid) {
    SQLite::Statement query(connection,
                            "SELECT sid FROM suspected_calls WHERE account_sid = ?1 ORDER BY sid");
    bind_value(query, 1, account_sid);
    std::vector<std::string> sids;
    while (query.executeStep()) {
        sids.push_back(query.getColumn(0).getString());
    }
    return sids;
}

bool has_suspects(SQLite::Database& connection) {
    return connection.execAndGet("SELECT EXISTS (SELECT 1 FROM suspected_calls)").getInt() != 0;
}

void suspect(SQLite::Database& connection, std::string_view account_sid, std::string_view sid,
             core::Instant now) {
    SQLite::Statement insert(connection,
                             "INSERT INTO suspected_calls (sid, account_sid, suspected_since) "
                             "VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
    bind_value(insert, 1, sid);
    bind_value(insert, 2, account_sid);
    bind_value(insert, 3, now);
    insert.exec();
}

void no_longer_suspect(SQLite::Database& connection, std::string_view sid) {
    SQLite::Statement remove(connection, "DELETE FROM suspected_calls WHERE sid = ?1");
    bind_value(remove, 1, sid);
    remove.exec();
}

} // namespace calltally::store
