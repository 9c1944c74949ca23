// SPDX-License-Identifier: MIT
#include "core/packed_calls.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <optional>
#include <type_traits>

namespace calltally::core {

namespace {

/// Visits the fields of a call but its account, in the order in which they are packed: the sid is
/// first.
template <class Calls, class Visit>
void for_each_field(Calls& call, Visit visit) {
    visit(call.sid);
    visit(call.status);
    visit(call.parent_call_sid);
    visit(call.from_address);
    visit(call.to_address);
    visit(call.direction);
    visit(call.date_created);
    visit(call.date_updated);
    visit(call.start_time);
    visit(call.end_time);
    visit(call.duration);
    visit(call.price_micros);
    visit(call.price_unit);
    visit(call.answered_by);
    visit(call.caller_name);
    visit(call.forwarded_from);
    visit(call.phone_number_sid);
    visit(call.trunk_sid);
    visit(call.group_sid);
    visit(call.queue_time);
}

/// A text: its length and one, in groups of seven bits, the low ones first, and its bytes.
/// A number or a time: 1 and its bytes. What is absent: 0.
constexpr unsigned group_bits = 7;
constexpr unsigned more = 1U << group_bits;

class Writer {
public:
    explicit Writer(std::string& to) : m_to(to) {}

    void operator()(const std::string& text) { put_text(text); }
    void operator()(const std::optional<std::string>& text) {
        if (text) {
            put_text(*text);
        } else {
            m_to += '\0';
        }
    }
    template <class Value>
    void operator()(const std::optional<Value>& value) {
        static_assert(std::is_trivially_copyable_v<Value>);
        if (!value) {
            m_to += '\0';
            return;
        }
        char bytes[1 + sizeof(Value)] = {1};
        std::memcpy(bytes + 1, &*value, sizeof(Value));
        m_to.append(bytes, sizeof(bytes));
    }

private:
    void put_text(const std::string& text) {
        std::size_t rest = text.size() + 1;
        for (; rest >= more; rest >>= group_bits) {
            m_to += static_cast<char>(rest % more + more);
        }
        m_to += static_cast<char>(rest);
        m_to += text;
    }

    std::string& m_to;
};

class Reader {
public:
    explicit Reader(const char* from) : m_from(from) {}

    void operator()(std::string& text) { text.assign(take_text(take_number())); }
    void operator()(std::optional<std::string>& text) {
        if (const std::size_t number = take_number(); number == 0) {
            text.reset();
        } else if (text) {
            text->assign(take_text(number));
        } else {
            text.emplace(take_text(number));
        }
    }
    template <class Value>
    void operator()(std::optional<Value>& value) {
        if (*m_from++ == '\0') {
            value.reset();
            return;
        }
        Value read{};
        std::memcpy(&read, m_from, sizeof(Value));
        m_from += sizeof(Value);
        value = read;
    }

    std::string_view take_text() { return take_text(take_number()); }

private:
    std::size_t take_number() noexcept {
        std::size_t number = 0;
        for (unsigned shift = 0;; shift += group_bits) {
            const auto byte = static_cast<unsigned char>(*m_from++);
            number |= static_cast<std::size_t>(byte % more) << shift;
            if (byte < more) {
                return number;
            }
        }
    }
    std::string_view take_text(std::size_t number) noexcept {
        const std::string_view text{m_from, number - 1};
        m_from += text.size();
        return text;
    }

    const char* m_from;
};

} // namespace

PackedCalls::PackedCalls(const std::vector<Call>& calls) {
    constexpr std::size_t usual_size = 160;
    m_text.reserve(calls.size() * usual_size);
    m_starts.reserve(calls.size());
    for (const Call& call : calls) {
        add(call);
    }
    m_text.shrink_to_fit();
}

void PackedCalls::add(const Call& call) {
    m_starts.push_back(static_cast<std::uint32_t>(m_text.size()));
    for_each_field(call, Writer(m_text));
    if (m_accounts.empty() || m_accounts.back().sid != call.account_sid) {
        m_accounts.push_back({m_starts.size() - 1, call.account_sid});
    }
}

void PackedCalls::clear() noexcept {
    m_text.clear();
    m_starts.clear();
    m_accounts.clear();
}

std::uint64_t PackedCalls::first_digits(std::size_t index) const {
    constexpr std::size_t prefix = 2;
    constexpr std::size_t count = 8;
    const std::string_view text = sid(index);
    std::uint64_t digits = 0;
    for (std::size_t i = prefix; i < prefix + count; ++i) {
        digits = digits << 8U | static_cast<unsigned char>(i < text.size() ? text[i] : '\0');
    }
    return digits;
}

std::string_view PackedCalls::sid(std::size_t index) const {
    return Reader(m_text.data() + m_starts[index]).take_text();
}

void PackedCalls::unpack(std::size_t index, Call& call) const {
    for_each_field(call, Reader(m_text.data() + m_starts[index]));
    const auto next = std::upper_bound(
        m_accounts.begin(), m_accounts.end(), index,
        [](std::size_t wanted, const Account& account) { return wanted < account.first_call; });
    call.account_sid = std::prev(next)->sid;
}

} // namespace calltally::core
