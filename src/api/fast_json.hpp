// SPDX-License-Identifier: MIT
//
// The quick way through JSON text, by simdjson: for the pages as they nearly always are. What it
// does not take, the thorough way reads, or says what is wrong with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace calltally::api {

/// What the events of a JSON text are told to, in the manner of nlohmann's SAX interface. Every
/// function returns whether to go on.
class JsonEvents {
public:
    virtual ~JsonEvents() = default;
    virtual bool null() = 0;
    virtual bool boolean(bool value) = 0;
    virtual bool number_integer(std::int64_t value) = 0;
    virtual bool number_unsigned(std::uint64_t value) = 0;
    virtual bool text(std::string_view value) = 0;
    virtual bool key(std::string_view name) = 0;
    virtual bool open(bool is_object) = 0;
    virtual bool close() = 0;
};

enum class FastJson {
    walked,    ///< to its end, or until an event said to stop
    not_taken, ///< no event was told: not valid JSON, or with numbers that are not whole
};

FastJson walk_fast(std::string_view json, JsonEvents& events);

} // namespace calltally::api
