// SPDX-License-Identifier: MIT
//
// Calls close together: about 150 bytes each, where Call takes 800. What waits to be stored is
// held like this, so that a transaction can be large and memory small.
#pragma once

#include "core/call.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::core {

class PackedCalls {
public:
    PackedCalls() = default;
    explicit PackedCalls(const std::vector<Call>& calls);

    void add(const Call& call);
    /// Keeps the memory for other calls.
    void clear() noexcept;

    std::size_t size() const noexcept { return m_starts.size(); }
    /// What they take, in bytes.
    std::size_t bytes() const noexcept {
        return m_text.capacity() + m_starts.capacity() * sizeof(std::uint32_t);
    }

    /// Valid until something is added or cleared.
    std::string_view sid(std::size_t index) const;
    /// The same, by its first eight characters after the `CA` that every sid begins with: in their
    /// order, and nearly always enough to compare.
    std::uint64_t first_digits(std::size_t index) const;
    /// \param call overwritten whole; one that is used again keeps the memory of its texts
    void unpack(std::size_t index, Call& call) const;

private:
    /// An account, from this call on.
    struct Account {
        std::size_t first_call = 0;
        std::string sid;
    };

    std::string m_text;                  ///< at most 4 GiB
    std::vector<std::uint32_t> m_starts; ///< of each call, in m_text
    std::vector<Account> m_accounts;     ///< nearly always one
};

} // namespace calltally::core
