// SPDX-License-Identifier: MIT
//
// What is odd or wrong with one row, collected while its fields are read.
#pragma once

#include "api/json_rows.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace calltally::api {

class RowNotes {
public:
    /// The row cannot be read; the first reason is kept.
    void refuse(std::string reason);
    /// The same, naming the field and quoting its value: `duration '1e3' is not a whole number`.
    void refuse(const FieldValue& value, std::string_view what);
    /// The row is kept as it is; the oddity is counted once for it.
    void warn(std::string oddity) { m_warnings.insert(std::move(oddity)); }
    /// A field we have never heard of.
    void unknown_field(std::string_view name);

    bool is_refused() const noexcept { return !m_reason.empty(); }
    const std::string& reason() const noexcept { return m_reason; }

    /// Adds the row's oddities to those of the page, and is empty again.
    void hand_over(std::map<std::string, std::int64_t>& unknown_fields,
                   std::map<std::string, std::int64_t>& warnings);

private:
    std::string m_reason;
    std::set<std::string> m_warnings;
    std::set<std::string> m_unknown_fields;
};

} // namespace calltally::api
