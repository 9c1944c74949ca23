// SPDX-License-Identifier: MIT
#include "importer/json_lines.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace calltally::importer {

namespace {

using json = nlohmann::json;

/// Collects the members of the outermost object.
class Members : public json::json_sax_t {
public:
    explicit Members(JsonLine& line) : m_line(line) {}

    bool null() override { return is_object(); }
    bool boolean(bool value) override { return add(value ? "true" : "false"); }
    bool number_integer(number_integer_t value) override { return add(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return add(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& text) override { return add(text); }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override {
        return m_depth > 0 ? open() : fail("is not an object");
    }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        if (m_depth == 1) {
            m_name = std::move(name);
        }
        return true;
    }
    bool parse_error(std::size_t place, const std::string&, const json::exception&) override {
        return fail(fmt::format("is not JSON from byte {} on", place));
    }

private:
    static constexpr int deepest = 32;

    bool is_object() { return m_depth > 0 || fail("is not an object"); }
    bool open() { return ++m_depth <= deepest || fail("is nested too deeply"); }
    bool close() {
        --m_depth;
        return true;
    }
    bool add(std::string value) {
        if (m_depth == 1) {
            m_line.members.emplace_back(m_name, std::move(value));
        }
        return is_object();
    }
    bool fail(std::string reason) {
        if (!m_line.error) {
            m_line.error = std::move(reason);
        }
        return false;
    }

    JsonLine& m_line;
    std::string m_name;
    int m_depth = 0;
};

} // namespace

const JsonLine* JsonLines::next() {
    for (;;) {
        m_text.clear();
        for (;;) {
            const std::string_view bytes = m_source.next_line();
            m_text += bytes;
            if (bytes.empty() || bytes.back() == '\n') {
                break;
            }
            if (m_text.size() > longest_line) {
                throw core::Error(core::ExitCode::usage,
                                  fmt::format("{}, line {}: it is longer than {} bytes",
                                              ByteSource::quoted(m_source.name()), m_line + 1,
                                              longest_line),
                                  "Bulk Export files have one JSON object on each line");
            }
        }
        if (m_text.empty()) {
            return nullptr;
        }
        ++m_line;
        std::string_view text = m_text;
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
            text.remove_suffix(1);
        }
        if (text.empty()) {
            continue;
        }
        m_json.line = m_line;
        m_json.text = text;
        m_json.members.clear();
        m_json.error.reset();
        Members members(m_json);
        json::sax_parse(text.begin(), text.end(), &members);
        return &m_json;
    }
}

} // namespace calltally::importer
