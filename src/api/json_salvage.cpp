// SPDX-License-Identifier: MIT
#include "api/json_salvage.hpp"

#include "api/json_repair.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace calltally::api {

namespace {

constexpr const char* blanks = " \t\r\n";
constexpr std::size_t none = std::string_view::npos;
/// What stands behind the rows: a few numbers and addresses.
constexpr std::size_t longest_tail = 65'536;
/// A page made to be broken everywhere must not take for ever.
constexpr std::size_t longest_row = 262'144;
constexpr int most_tries = 1000;

bool is_json(std::string_view text) {
    return nlohmann::json::accept(text);
}

/// Where the string that begins at `start` ends (after its quote), or `none`.
std::size_t end_of_string(std::string_view text, std::size_t start) {
    for (std::size_t at = start + 1; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            return at + 1;
        }
    }
    return none;
}

/// Where the object or array that begins at `start` ends, by its brackets, or `none`.
std::size_t end_of_container(std::string_view text, std::size_t start) {
    int depth = 0;
    for (std::size_t at = start; at < text.size(); ++at) {
        switch (text[at]) {
        case '"':
            at = end_of_string(text, at);
            if (at == none) {
                return none;
            }
            --at;
            break;
        case '{':
        case '[':
            ++depth;
            break;
        case '}':
        case ']':
            if (--depth == 0) {
                return at + 1;
            }
            break;
        default:
            break;
        }
    }
    return none;
}

class Salvage {
public:
    explicit Salvage(std::string_view json) : m_json(json) {}

    std::optional<std::string> run(std::string_view array_name) {
        const std::size_t rows = first_row(array_name);
        if (rows == none) {
            return std::nullopt;
        }
        m_head = m_json.substr(0, rows);
        std::string result{m_head};
        bool is_changed = false;
        std::size_t at = m_json.find_first_not_of(blanks, rows);
        while (at < m_json.size() && !is_end_of_rows(at)) {
            std::size_t end = end_of_row(at);
            if (end == none) {
                end = end_of_broken_row(at);
                if (end == none) {
                    return std::nullopt;
                }
                add_quoted(result, m_json.substr(at, end - at));
                is_changed = true;
            } else {
                result += m_json.substr(at, end - at);
            }
            at = m_json.find_first_not_of(blanks, end);
            if (at != none && m_json[at] == ',') {
                result += ',';
                at = m_json.find_first_not_of(blanks, at + 1);
            }
        }
        if (at >= m_json.size() || !is_changed) {
            return std::nullopt;
        }
        return result.append(m_json.substr(at));
    }

private:
    /// The place behind the bracket that opens the rows: a member of the object at the top.
    std::size_t first_row(std::string_view array_name) const {
        int depth = 0;
        std::string_view last_string;
        for (std::size_t at = 0; at < m_json.size(); ++at) {
            if (m_json[at] == '"') {
                const std::size_t end = end_of_string(m_json, at);
                if (end == none) {
                    return none;
                }
                last_string = m_json.substr(at + 1, end - at - 2);
                at = end - 1;
            } else if (m_json[at] == '[' && depth == 1 && last_string == array_name) {
                return at + 1;
            } else if (m_json[at] == '{' || m_json[at] == '[') {
                ++depth;
            } else if (m_json[at] == '}' || m_json[at] == ']') {
                --depth;
            }
        }
        return none;
    }

    /// Whether the rows end here, and what stands around them is JSON.
    bool is_end_of_rows(std::size_t at) const {
        return m_json[at] == ']' && m_json.size() - at <= longest_tail &&
               is_json(std::string{m_head}.append(m_json.substr(at)));
    }

    /// Where a row that can be read ends, or `none`.
    std::size_t end_of_row(std::size_t at) const {
        const char first = m_json[at];
        const std::string_view text = m_json.substr(0, at + longest_row);
        const std::size_t end = first == '{' || first == '[' ? end_of_container(text, at)
                                : first == '"'               ? end_of_string(text, at)
                                                             : text.find_first_of(",] \t\r\n", at);
        const std::size_t next = end == none ? none : m_json.find_first_not_of(blanks, end);
        if (next == none || (m_json[next] != ',' && m_json[next] != ']')) {
            return none;
        }
        const std::string_view row = m_json.substr(at, end - at);
        if (is_json(row)) {
            return end;
        }
        const auto repaired = repair_json(row);
        return repaired && is_json(repaired->text) ? end : none;
    }

    /// Where the text goes on with a row, or the rows end; or `none`.
    std::size_t end_of_broken_row(std::size_t start) {
        const std::size_t last = std::min(m_json.size(), start + longest_row);
        for (std::size_t at = start + 1; at < last; ++at) {
            if (m_json[at] != ']' && m_json[at] != ',') {
                continue;
            }
            if (m_json[at] == ']' && m_json.size() - at <= longest_tail) {
                if (++m_tries > most_tries || is_end_of_rows(at)) {
                    return m_tries > most_tries ? none : at;
                }
            }
            const std::size_t next = m_json.find_first_not_of(blanks, at + 1);
            if (m_json[at] != ',' || next == none || m_json[next] != '{') {
                continue;
            }
            if (++m_tries > most_tries) {
                return none;
            }
            const std::size_t end = end_of_row(next);
            if (end != none && is_record(m_json.substr(next, end - next))) {
                return at;
            }
        }
        return none;
    }

    /// Not just an object within the broken row.
    static bool is_record(std::string_view row) {
        return row.find("\"status\"") != none || row.find("\"category\"") != none;
    }

    static void add_quoted(std::string& result, std::string_view row) {
        const auto last = row.find_last_not_of(blanks);
        result += nlohmann::json(row.substr(0, last + 1))
                      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }

    std::string_view m_json;
    std::string_view m_head;
    int m_tries = 0;
};

} // namespace

std::optional<std::string> salvage_listing(std::string_view json, std::string_view array_name) {
    return Salvage(json).run(array_name);
}

} // namespace calltally::api
