// SPDX-License-Identifier: MIT
//
// Writes calls as Twilio's JSON rows.
#pragma once

#include "sample/account.hpp"
#include "sample/calendar.hpp"
#include "sample/call_state.hpp"
#include "sample/row_template.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace calltally::sample {

/// Who calls whom, as `from` and `to` say it.
struct CallEnds {
    std::string from;
    std::string to;
};

/// The rows of one account. Safe to use from several threads at once.
class CallRows {
public:
    /// `account` must outlive this; `number` is its place in the sample, part of its calls' sids.
    CallRows(std::uint64_t seed, std::uint32_t number, const Account& account);

    /// Appends the row of the call at `position` as it is at `now`.
    void append(std::string& out, std::uint32_t position, UnixTime now, Rfc2822Writer& dates) const;

    CallEnds ends_of(std::uint32_t position) const;

    static constexpr std::size_t usual_row_size = 2600; ///< bytes, to reserve a page

private:
    /// Who calls whom is nothing that is billed: it follows from the position alone.
    std::uint64_t draw_of(std::uint32_t position) const noexcept;
    void append_address(std::string& out, Address address, std::uint64_t draw,
                        bool formatted) const;
    RowTemplate make_template(Kind kind, Status status) const;

    std::uint64_t m_seed;
    std::uint32_t m_number;
    const Account& m_account;
    std::vector<std::string> m_own_numbers;
    std::vector<std::string> m_own_number_sids;
    std::array<std::array<RowTemplate, status_count>, kind_count> m_templates;
};

} // namespace calltally::sample
