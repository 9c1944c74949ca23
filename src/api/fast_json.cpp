// SPDX-License-Identifier: MIT
#include "api/fast_json.hpp"

#include <simdjson.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <new>
#include <thread>
#include <vector>

namespace calltally::api {

namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

/// A parser keeps buffers of several times its largest text. There are as many as cores: more
/// threads than that would only wait for a core instead.
class Parsers {
public:
    std::unique_ptr<simdjson::dom::parser> take() {
        std::unique_lock lock(m_mutex);
        m_returned.wait(lock, [this] { return m_lent < most(); });
        std::unique_ptr<simdjson::dom::parser> parser;
        if (m_idle.empty()) {
            m_idle.reserve(most()); // giving back needs no memory
            parser = std::make_unique<simdjson::dom::parser>();
        } else {
            parser = std::move(m_idle.back());
            m_idle.pop_back();
        }
        ++m_lent;
        return parser;
    }
    void give_back(std::unique_ptr<simdjson::dom::parser> parser) noexcept {
        const std::lock_guard lock(m_mutex);
        if (parser) {
            m_idle.push_back(std::move(parser));
        }
        --m_lent;
        m_returned.notify_one();
    }

private:
    static std::size_t most() {
        static const std::size_t cores = std::max(std::thread::hardware_concurrency(), 1U);
        return cores;
    }

    std::mutex m_mutex;
    std::condition_variable m_returned;
    std::vector<std::unique_ptr<simdjson::dom::parser>> m_idle;
    std::size_t m_lent = 0;
};

/// One of them, for as long as this lives.
class Borrowed {
public:
    Borrowed() : m_parser(s_parsers.take()) {}
    ~Borrowed() { s_parsers.give_back(std::move(m_parser)); }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    simdjson::dom::parser& operator*() const noexcept { return *m_parser; }
    /// It is not lent again.
    void discard() noexcept { m_parser.reset(); }

private:
    static inline Parsers s_parsers;
    std::unique_ptr<simdjson::dom::parser> m_parser;
};

/// Such a number's text is lost in a double, and numbers are exact here.
bool has_fraction(element value) {
    switch (value.type()) {
    case element_type::DOUBLE:
        return true;
    case element_type::ARRAY:
        for (const element item : simdjson::dom::array(value)) {
            if (has_fraction(item)) {
                return true;
            }
        }
        return false;
    case element_type::OBJECT:
        for (const auto& field : simdjson::dom::object(value)) {
            if (has_fraction(field.value)) {
                return true;
            }
        }
        return false;
    default:
        return false;
    }
}

bool tell(element value, JsonEvents& events) {
    switch (value.type()) {
    case element_type::OBJECT:
        if (!events.open(true)) {
            return false;
        }
        for (const auto& field : simdjson::dom::object(value)) {
            if (!events.key(field.key) || !tell(field.value, events)) {
                return false;
            }
        }
        return events.close();
    case element_type::ARRAY:
        if (!events.open(false)) {
            return false;
        }
        for (const element item : simdjson::dom::array(value)) {
            if (!tell(item, events)) {
                return false;
            }
        }
        return events.close();
    case element_type::STRING:
        return events.text(std::string_view(value));
    case element_type::INT64:
        return events.number_integer(std::int64_t(value));
    case element_type::UINT64:
        return events.number_unsigned(std::uint64_t(value));
    case element_type::BOOL:
        return events.boolean(bool(value));
    case element_type::DOUBLE:
    case element_type::NULL_VALUE:
        break;
    }
    return events.null();
}

} // namespace

FastJson walk_fast(std::string_view json, JsonEvents& events) {
    // Half of a surrogate pair would come out as bytes that are not UTF-8.
    if (json.find("\\ud") != std::string_view::npos ||
        json.find("\\uD") != std::string_view::npos) {
        return FastJson::not_taken;
    }
    Borrowed parser;
    element root;
    const auto error = (*parser).parse(json.data(), json.size(), true).get(root);
    if (error == simdjson::MEMALLOC) {
        parser.discard(); // simdjson takes what it made of its buffers for all of them
        throw std::bad_alloc{};
    }
    if (error != simdjson::SUCCESS || has_fraction(root)) {
        return FastJson::not_taken;
    }
    tell(root, events);
    return FastJson::walked;
}

} // namespace calltally::api
