// SPDX-License-Identifier: MIT
//
// The mirror of the call log: new calls, changes to known ones, calls that vanished. Rows, their
// ratings and the roll-up move together: every change is made inside the caller's transaction,
// which must end with write_roll_up().
#pragma once

#include "core/call.hpp"
#include "core/rounding_rules.hpp"
#include "core/source.hpp"
#include "store/call_days.hpp"
#include "store/call_merge.hpp"
#include "store/call_row.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <string_view>

namespace calltally::store {

enum class PutResult {
    inserted,
    changed,
    unchanged,
    older, ///< an older snapshot than the stored one: not taken
};

class CallStore {
public:
    explicit CallStore(SQLite::Database& connection);

    /// Stores a call as the API lists it now. A call that was missing is listed again.
    PutResult put(const core::Call& call, core::Instant now) {
        return put({call, core::Source::api}, now, true);
    }
    /// Stores a call as a source gives it; what becomes of a stored one, call_merge.hpp says.
    /// \param is_listing whether it says that the call is listed now: a file does not
    PutResult put(const SourcedCall& seen, core::Instant now, bool is_listing);

    /// The call was asked for by itself at `now`, whatever came of it.
    void mark_checked(std::string_view sid, core::Instant now);
    /// The call is gone upstream. It stays here: usage still bills it.
    /// \returns whether it was listed until now
    bool mark_missing(std::string_view sid, core::Instant now);
    /// Judges anew whether the call is settled. \returns whether that changed
    bool settle(std::string_view sid, core::Instant now);

    /// Writes the roll-up of everything above; call it before each commit.
    void write_roll_up() { m_days.write(m_connection); }

private:
    struct Stored {
        std::int64_t call_id = 0;
        core::Call call;
        core::Source source = core::Source::api;
        std::optional<std::string> missing_since;
        bool settled = false;
    };
    std::optional<Stored> find(std::string_view sid);
    /// Writes `after` over the stored row and moves it in the roll-up.
    void replace(const Stored& before, const SourcedCall& after,
                 const std::optional<std::string>& missing_since, core::Instant now);
    /// \param source that brought the new value
    void record_change(std::string_view sid, const CallChange& change, core::Source source,
                       core::Instant now);
    core::CallRating rating_as_stored(const Stored& stored) const;

    SQLite::Database& m_connection;
    core::RoundingRules m_rules;
    CallDays m_days;
    RowTexts m_texts;
    SQLite::Statement m_insert;
    SQLite::Statement m_find;
    SQLite::Statement m_update;
    SQLite::Statement m_record;
};

} // namespace calltally::store
