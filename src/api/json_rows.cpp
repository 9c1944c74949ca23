// SPDX-License-Identifier: MIT
#include "api/json_rows.hpp"

#include "api/errors.hpp"
#include "api/fast_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <charconv>

namespace calltally::api {

namespace {

using Kind = FieldValue::Kind;

constexpr int deepest = 32;
constexpr std::string_view next_page_key = "next_page_uri";

/// Takes the events, of either parser. Every function returns whether to go on.
class Walker final : public JsonEvents {
public:
    /// \param array_name empty: the object at the top is the only row
    Walker(std::string_view array_name, RowSink& sink)
        : m_array_name(array_name), m_sink(sink), m_row_depth(array_name.empty() ? 1 : 3) {}

    bool null() override { return scalar(Kind::null, {}); }
    bool boolean(bool value) override { return scalar(Kind::boolean, value ? "true" : "false"); }
    bool number_integer(std::int64_t value) override { return whole_number(value); }
    bool number_unsigned(std::uint64_t value) override { return whole_number(value); }
    bool number_float(double /*rounded*/, const std::string& lexeme) {
        return scalar(Kind::number, lexeme);
    }
    bool string(const std::string& value) { return scalar(Kind::text, value); }
    bool text(std::string_view value) override { return scalar(Kind::text, value); }
    static bool binary(const nlohmann::json::binary_t& /*never in text*/) { return false; }

    bool key(std::string_view name) override {
        if (m_in_row && m_depth == m_row_depth) {
            m_sink.key(name);
        } else if (m_depth == 1) {
            m_key = name;
        }
        return true;
    }
    bool open(bool is_object) override {
        if (m_depth == deepest) {
            return stop(fmt::format("it is nested deeper than {}", deepest));
        }
        ++m_depth;
        if (m_depth == 1 && !is_object) {
            return stop("it is no JSON object");
        }
        if (m_in_row) {
            if (m_depth == m_row_depth + 1) {
                m_sink.value(Kind::nested, {});
            }
        } else if (m_depth == m_row_depth && (m_in_rows || m_row_depth == 1)) {
            m_in_row = is_object;
            is_object ? m_sink.begin_row() : m_sink.not_an_object();
        } else if (m_depth == 2) {
            return open_member(is_object);
        }
        return true;
    }

    bool close() override {
        if (m_in_row && m_depth == m_row_depth) {
            m_in_row = false;
            m_sink.end_row();
        } else if (m_depth == 2) {
            m_in_rows = false;
        }
        --m_depth;
        return true;
    }

    bool start_object(std::size_t /*unknown*/) { return open(true); }
    bool start_array(std::size_t /*unknown*/) { return open(false); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool parse_error(std::size_t position, const std::string& /*token: may be somebody's number*/,
                     const nlohmann::detail::exception& /*quotes the token too*/) {
        return stop(fmt::format("it is not JSON at byte {}", position));
    }

    /// Empty if the text was such a listing.
    std::string problem() const {
        if (!m_problem.empty() || m_row_depth == 1) {
            return m_problem;
        }
        if (!m_has_rows) {
            return fmt::format("it has no array '{}'", m_array_name);
        }
        return m_has_next ? "" : "it has no 'next_page_uri'";
    }
    std::optional<std::string> take_next() { return std::move(m_next); }

private:
    bool stop(std::string problem) {
        m_problem = std::move(problem);
        return false;
    }

    /// A container that is a member of the envelope.
    bool open_member(bool is_object) {
        if (m_key == m_array_name) {
            if (is_object || m_has_rows) {
                return stop(fmt::format("its '{}' is not one array", m_array_name));
            }
            m_in_rows = m_has_rows = true;
        } else if (m_key == next_page_key) {
            return stop("its 'next_page_uri' is not a text");
        }
        return true;
    }

    template <class Number>
    bool whole_number(Number value) {
        std::array<char, 24> digits{};
        const auto* const end = std::to_chars(digits.begin(), digits.end(), value).ptr;
        return scalar(Kind::number, {digits.data(), static_cast<std::size_t>(end - digits.data())});
    }

    bool scalar(Kind kind, std::string_view text) {
        if (m_in_row) {
            if (m_depth == m_row_depth) {
                m_sink.value(kind, text);
            }
        } else if (m_in_rows && m_depth == 2) {
            m_sink.not_an_object();
        } else if (m_depth == 1) {
            return scalar_member(kind, text);
        } else if (m_depth == 0) {
            return stop("it is no JSON object");
        }
        return true;
    }

    /// A scalar that is a member of the envelope.
    bool scalar_member(Kind kind, std::string_view text) {
        if (m_key == m_array_name) {
            return stop(fmt::format("its '{}' is not one array", m_array_name));
        }
        if (m_key == next_page_key) {
            if (m_has_next || (kind != Kind::text && kind != Kind::null)) {
                return stop("its 'next_page_uri' is not one text");
            }
            m_has_next = true;
            if (kind == Kind::text) {
                m_next = text;
            }
        }
        return true;
    }

    std::string_view m_array_name;
    RowSink& m_sink;
    int m_row_depth; ///< containers open inside a row: object, array, row; or the row alone
    int m_depth = 0;
    bool m_in_rows = false;
    bool m_in_row = false;
    bool m_has_rows = false;
    bool m_has_next = false;
    std::string m_key; ///< of the envelope's member being read
    std::optional<std::string> m_next;
    std::string m_problem;
};

std::optional<std::string> walk(std::string_view json, std::string_view array_name, RowSink& sink) {
    Walker walker(array_name, sink);
    const bool is_json = walk_fast(json, walker) == FastJson::walked ||
                         nlohmann::json::sax_parse(json.begin(), json.end(), &walker);
    const std::string problem = walker.problem();
    if (!is_json || !problem.empty()) {
        throw ApiError(Failure::contract, core::ExitCode::contract_broken,
                       "an answer does not have the shape of Twilio's API: " +
                           (json.starts_with('<') ? "it is XML or HTML, expected JSON" : problem),
                       "check the base URL, and what stands between here and there; if the server "
                       "is Twilio's, report this");
    }
    return walker.take_next();
}

/// The place of the quote that ends the string that begins at `start`.
std::size_t end_of_string(std::string_view json, std::size_t start) {
    std::size_t at = start + 1;
    while (json[at] != '"') {
        at += json[at] == '\\' ? 2U : 1U;
    }
    return at;
}

} // namespace

std::optional<std::string> read_listing(std::string_view json, std::string_view array_name,
                                        RowSink& sink) {
    return walk(json, array_name, sink);
}

void read_resource(std::string_view json, RowSink& sink) {
    walk(json, {}, sink);
}

std::vector<std::string_view> row_texts(std::string_view json, std::string_view array_name) {
    std::vector<std::string_view> rows;
    int depth = 0;
    bool in_rows = false;
    std::size_t start = 0;
    std::string_view last_string; // at a '[' inside the envelope: the name of its member
    const auto add_row = [&](std::size_t end) {
        constexpr const char* blanks = " \t\r\n";
        const std::size_t first = json.find_first_not_of(blanks, start);
        if (first < end) {
            rows.push_back(json.substr(first, json.find_last_not_of(blanks, end - 1) + 1 - first));
        }
        start = end + 1;
    };
    for (std::size_t i = 0; i < json.size(); ++i) {
        switch (json[i]) {
        case '"': {
            const std::size_t end = end_of_string(json, i);
            last_string = json.substr(i + 1, end - i - 1);
            i = end;
            break;
        }
        case '[':
        case '{':
            if (depth == 1 && json[i] == '[' && last_string == array_name) {
                in_rows = true;
                start = i + 1;
            }
            ++depth;
            break;
        case ']':
        case '}':
            --depth;
            if (in_rows && depth == 1) {
                add_row(i);
                return rows;
            }
            break;
        case ',':
            if (in_rows && depth == 2) {
                add_row(i);
            }
            break;
        default:
            break;
        }
    }
    return rows;
}

} // namespace calltally::api
