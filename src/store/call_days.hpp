// SPDX-License-Identifier: MIT
//
// The roll-up `call_days`: what each changed call adds to its day, and takes from the day it was
// in. Collected in memory and written once a transaction, the one that changes the calls.
#pragma once

#include "core/call.hpp"
#include "core/call_rating.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace calltally::store {

/// An account and a month, `YYYY-MM`.
using AccountMonth = std::pair<std::string, std::string>;

/// Puts the months into `stale_months`: their cells must be worked out again.
void mark_stale(SQLite::Database& connection, const std::set<AccountMonth>& months);
/// The same of all of the account's months that were ever closed.
void mark_all_stale(SQLite::Database& connection, std::string_view account_sid);

class CallDays {
public:
    enum class Presence { listed, missing };
    void enter(const core::Call& call, const core::CallRating& rating, Presence presence) {
        count(call, rating, presence, 1);
    }
    void leave(const core::Call& call, const core::CallRating& rating, Presence presence) {
        count(call, rating, presence, -1);
    }

    /// Billed calls of a cell that stay in it are billed so much longer, in sum; the date is
    /// `YYYY-MM-DD`, or empty. Marks the month as stale even where the sum is 0.
    void bill_longer(std::string_view account_sid, std::string_view usage_date,
                     std::string_view category, Presence presence, std::string_view price_unit,
                     std::int64_t seconds);

    /// Writes what was collected, marks the months touched as stale, and starts afresh.
    void write(SQLite::Database& connection);

private:
    /// account, usage date, category, status group, presence, price unit
    template <class Text>
    using KeyOf = std::tuple<Text, Text, Text, Text, Text, Text>;
    using Key = KeyOf<std::string>;
    using KeyView = KeyOf<std::string_view>;
    /// By hash: every call is looked up once, and an ordered map takes more for it.
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(const KeyView& key) const noexcept;
        std::size_t operator()(const Key& key) const noexcept { return (*this)(KeyView{key}); }
    };
    struct Equal {
        using is_transparent = void;
        template <class A, class B>
        bool operator()(const A& a, const B& b) const noexcept {
            return KeyView{a} == KeyView{b};
        }
    };
    struct Sums {
        std::int64_t calls = 0;
        std::int64_t duration_seconds = 0;
        std::int64_t billed_seconds = 0;
        std::int64_t price_micros = 0;
        std::int64_t priced_calls = 0;
        std::int64_t zero_second_calls = 0;
        std::int64_t unsettled_calls = 0;
    };

    Sums& cell(const KeyView& key);
    void count(const core::Call& call, const core::CallRating& rating, Presence presence,
               std::int64_t sign);

    std::unordered_map<Key, Sums, Hash, Equal> m_changes;
};

} // namespace calltally::store
