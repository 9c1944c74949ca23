// SPDX-License-Identifier: MIT
#include "api/json_rows.hpp"

#include "api/errors.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <charconv>

namespace calltally::api {

namespace {

using nlohmann::json;

constexpr int deepest = 32;
constexpr std::size_t longest_raw = 65'536;

ApiError contract(const std::string& what) {
    return {Failure::contract, core::ExitCode::contract_broken,
            "an answer has not the shape of Twilio's API: " + what,
            "check the base URL; if the server is Twilio's, report this"};
}

/// The SAX handler. `m_row_depth` is how many containers are open inside a row: 3 in a listing
/// (object, array, row), 1 for a single resource.
class Walker {
public:
    Walker(std::string_view array_name, RowSink& sink)
        : m_array_name(array_name), m_sink(sink), m_row_depth(array_name.empty() ? 1 : 3) {}

    bool null() { return scalar({Scalar::Kind::null, {}}); }
    bool boolean(bool value) { return scalar({Scalar::Kind::boolean, value ? "true" : "false"}); }
    bool number_integer(std::int64_t value) { return number(value); }
    bool number_unsigned(std::uint64_t value) { return number(value); }
    bool number_float(double, const std::string& lexeme) {
        return scalar({Scalar::Kind::number, lexeme});
    }
    bool string(std::string& value) { return scalar({Scalar::Kind::string, value}); }
    bool binary(json::binary_t&) { return false; }

    bool key(std::string& name) {
        if (m_depth == 1 || m_depth == m_row_depth) {
            m_key = name;
        }
        return true;
    }
    bool start_object(std::size_t) {
        if (m_depth + 1 == m_row_depth && (m_in_array || m_row_depth == 1)) {
            m_in_row = true;
            m_sink.begin_row();
        } else {
            nested();
        }
        return open();
    }
    bool end_object() {
        if (m_in_row && m_depth == m_row_depth) {
            m_sink.end_row();
            m_in_row = false;
        }
        --m_depth;
        return true;
    }
    bool start_array(std::size_t) {
        if (m_depth == 1 && m_row_depth == 3 && m_key == m_array_name) {
            m_in_array = true;
            m_has_array = true;
        } else {
            nested();
        }
        return open();
    }
    bool end_array() {
        --m_depth;
        if (m_depth == 1) {
            m_in_array = false;
        }
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
        m_problem = fmt::format("no JSON at byte {}", position);
        return false;
    }

    void check_envelope(bool parsed) const {
        if (!m_problem.empty()) {
            throw contract(m_problem);
        }
        if (!parsed || !m_has_object) {
            throw contract("no object at the top");
        }
        if (m_row_depth == 1) {
            return;
        }
        if (!m_has_array) {
            throw contract(fmt::format("no array `{}`", m_array_name));
        }
        if (!m_has_next) {
            throw contract("no `next_page_uri`");
        }
    }
    std::optional<std::string> take_next() { return std::move(m_next); }
    bool top_is_object(char first) {
        m_has_object = first == '{';
        return m_has_object;
    }

private:
    bool open() {
        if (++m_depth > deepest) {
            m_problem = fmt::format("nested deeper than {}", deepest);
            return false;
        }
        return true;
    }
    /// A container begins where it is no row.
    void nested() {
        if (m_depth == 0) {
            return;
        }
        if (m_in_row && m_depth == m_row_depth) {
            m_sink.nested_field(m_key);
        } else if (m_in_array && m_depth == 2) {
            m_sink.not_an_object();
        } else if (m_depth == 1 && m_key == "next_page_uri") {
            m_problem = "`next_page_uri` is no string";
        }
    }
    template <class Number>
    bool number(Number value) {
        std::array<char, 24> digits{};
        const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
        return scalar({Scalar::Kind::number,
                       {digits.data(), static_cast<std::size_t>(end - digits.data())}});
    }
    bool scalar(const Scalar& value) {
        if (m_in_row) {
            if (m_depth == m_row_depth) {
                m_sink.field(m_key, value);
            }
        } else if (m_in_array && m_depth == 2) {
            m_sink.not_an_object();
        } else if (m_depth == 1 && m_key == "next_page_uri") {
            m_has_next = true;
            if (value.kind == Scalar::Kind::string) {
                m_next = value.text;
            } else if (value.kind != Scalar::Kind::null) {
                m_problem = "`next_page_uri` is no string";
                return false;
            }
        }
        return m_problem.empty();
    }

    std::string_view m_array_name;
    RowSink& m_sink;
    int m_row_depth;
    int m_depth = 0;
    bool m_in_array = false;
    bool m_in_row = false;
    bool m_has_object = false;
    bool m_has_array = false;
    bool m_has_next = false;
    std::string m_key;
    std::optional<std::string> m_next;
    std::string m_problem;
};

std::optional<std::string> walk(std::string_view text, std::string_view array_name, RowSink& sink) {
    Walker walker(array_name, sink);
    std::string_view body = text;
    if (body.starts_with("\xef\xbb\xbf")) {
        body.remove_prefix(3);
    }
    const std::size_t first = body.find_first_not_of(" \t\r\n");
    const bool parsed = first != std::string_view::npos && walker.top_is_object(body[first]) &&
                        json::sax_parse(body.begin(), body.end(), &walker);
    walker.check_envelope(parsed);
    return walker.take_next();
}

} // namespace

std::optional<std::string> read_listing(std::string_view json_text, std::string_view array_name,
                                        RowSink& sink) {
    return walk(json_text, array_name, sink);
}

void read_resource(std::string_view json_text, RowSink& sink) { walk(json_text, {}, sink); }

std::string raw_row(std::string_view json_text, std::string_view array_name, std::size_t index) {
    // The walker has been through the text: it is JSON, and not nested deeply.
    const json document = json::parse(json_text.begin(), json_text.end());
    const json& row =
        array_name.empty() ? document : document.at(std::string{array_name}).at(index);
    std::string raw = row.dump(-1, ' ', false, json::error_handler_t::replace);
    raw.resize(std::min(raw.size(), longest_raw));
    return raw;
}

} // namespace calltally::api
