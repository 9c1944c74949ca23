// SPDX-License-Identifier: MIT
#include "api/json_repair.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace calltally::api {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

namespace oddities {
constexpr const char* encoding = "bytes that are not UTF-8";
constexpr const char* surrogate = "half of a surrogate pair";
constexpr const char* escape = "an unknown escape";
constexpr const char* control = "a control character in a text";
constexpr const char* number = "a number that is none in JSON";
} // namespace oddities

bool is_hex(char character) noexcept {
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f') ||
           (character >= 'A' && character <= 'F');
}

/// Bytes of the well-formed UTF-8 character at the front of the text; 0 if there is none.
std::size_t character_length(std::string_view text) noexcept {
    const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char first = byte(0);
    if (first < 0x80U) {
        return 1;
    }
    const std::size_t length = first >= 0xC2U && first <= 0xDFU   ? 2
                               : first >= 0xE0U && first <= 0xEFU ? 3
                               : first >= 0xF0U && first <= 0xF4U ? 4
                                                                  : 0;
    if (length == 0 || text.size() < length) {
        return 0;
    }
    // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
    const unsigned char low = first == 0xE0U ? 0xA0U : first == 0xF0U ? 0x90U : 0x80U;
    const unsigned char high = first == 0xEDU ? 0x9FU : first == 0xF4U ? 0x8FU : 0xBFU;
    if (byte(1) < low || byte(1) > high) {
        return 0;
    }
    for (std::size_t i = 2; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) {
            return 0;
        }
    }
    return length;
}

class Repair {
public:
    explicit Repair(std::string_view json) : m_json(json) { m_result.text.reserve(json.size()); }

    std::optional<RepairedJson> run() {
        while (m_at < m_json.size()) {
            const char character = m_json[m_at];
            if (character == '"') {
                if (!string()) {
                    return std::nullopt;
                }
            } else if (is_structure(character)) {
                m_result.text += character;
                ++m_at;
            } else if (!word()) {
                return std::nullopt;
            }
        }
        return m_result.repairs.empty() ? std::nullopt : std::optional{std::move(m_result)};
    }

private:
    static bool is_structure(char character) noexcept {
        return std::string_view{"{}[]:, \t\r\n"}.find(character) != std::string_view::npos;
    }
    std::string_view rest() const noexcept { return m_json.substr(m_at); }

    void replace(std::size_t length, std::string_view with, const char* oddity) {
        m_result.text += with;
        m_at += length;
        ++m_result.repairs[oddity];
    }
    void keep(std::size_t length) {
        m_result.text += m_json.substr(m_at, length);
        m_at += length;
    }

    /// \returns false if the text ends within it
    bool string() {
        keep(1);
        while (m_at < m_json.size()) {
            const char character = m_json[m_at];
            if (character == '"') {
                keep(1);
                return true;
            }
            if (character == '\\') {
                if (m_at + 1 == m_json.size()) {
                    return false;
                }
                escape();
            } else if (static_cast<unsigned char>(character) < ' ') {
                replace(1, fmt::format("\\u{:04x}", static_cast<unsigned char>(character)),
                        oddities::control);
            } else if (const std::size_t length = character_length(rest())) {
                keep(length);
            } else {
                replace(1, replacement, oddities::encoding);
            }
        }
        return false;
    }

    /// The four digits of the `\uXXXX` that begins at `at`; empty if there is none.
    std::string_view code_unit(std::size_t at) const {
        const std::string_view text = m_json.substr(std::min(at, m_json.size()), 6);
        const bool is_escape = text.size() == 6 && text[0] == '\\' && text[1] == 'u' &&
                               std::all_of(text.begin() + 2, text.end(), is_hex);
        return is_escape ? text.substr(2) : std::string_view{};
    }
    static bool is_surrogate(std::string_view unit, std::string_view third_digits) {
        return unit.size() == 4 && (unit[0] == 'd' || unit[0] == 'D') &&
               third_digits.find(unit[1]) != std::string_view::npos;
    }

    void escape() {
        if (m_json[m_at + 1] != 'u') {
            const bool is_known =
                std::string_view{"\"\\/bfnrt"}.find(m_json[m_at + 1]) != std::string_view::npos;
            is_known ? keep(2) : replace(1, replacement, oddities::escape);
            return;
        }
        const std::string_view unit = code_unit(m_at);
        if (unit.empty()) {
            replace(1, replacement, oddities::escape);
        } else if (is_surrogate(unit, "89abAB")) {
            is_surrogate(code_unit(m_at + 6), "cdefCDEF")
                ? keep(12)
                : replace(6, replacement, oddities::surrogate);
        } else if (is_surrogate(unit, "cdefCDEF")) {
            replace(6, replacement, oddities::surrogate);
        } else {
            keep(6);
        }
    }

    /// A literal or a number. \returns false for what is neither, nor a number badly written
    bool word() {
        const std::size_t end =
            std::min(m_json.find_first_of("{}[]:, \t\r\n\"", m_at), m_json.size());
        const std::string_view text = m_json.substr(m_at, end - m_at);
        if (nlohmann::json::accept(text)) {
            keep(text.size());
            return true;
        }
        constexpr std::string_view characters = "0123456789+-.eExXabcdfABCDF_";
        const bool is_like_number = text == "NaN" || text == "Infinity" || text == "-Infinity" ||
                                    (text.find_first_of("0123456789") != std::string_view::npos &&
                                     text.find_first_not_of(characters) == std::string_view::npos);
        if (!is_like_number) {
            return false;
        }
        replace(text.size(), fmt::format("\"{}\"", text), oddities::number);
        return true;
    }

    std::string_view m_json;
    std::size_t m_at = 0;
    RepairedJson m_result;
};

} // namespace

std::optional<RepairedJson> repair_json(std::string_view json) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (json.starts_with(byte_order_mark)) {
        json.remove_prefix(byte_order_mark.size());
    }
    return Repair(json).run();
}

} // namespace calltally::api
