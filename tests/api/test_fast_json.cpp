// SPDX-License-Identifier: MIT
#include "api/fast_json.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using namespace calltally::api;

namespace {

/// Writes down what it is told, in the same words whoever tells it.
class Recorder : public JsonEvents {
public:
    bool null() override { return add("null"); }
    bool boolean(bool value) override { return add(value ? "true" : "false"); }
    bool number_integer(std::int64_t value) override { return add(std::to_string(value)); }
    bool number_unsigned(std::uint64_t value) override { return add(std::to_string(value)); }
    bool text(std::string_view value) override { return add("'" + std::string{value} + "'"); }
    bool key(std::string_view name) override { return add(std::string{name} + ":"); }
    bool open(bool is_object) override { return add(is_object ? "{" : "["); }
    bool close() override { return add("end"); }

    // The same events as nlohmann's parser names them.
    bool number_float(double /*value*/, const std::string& lexeme) { return add(lexeme); }
    bool string(const std::string& value) { return text(value); }
    bool binary(const nlohmann::json::binary_t& /*never in text*/) { return false; }
    bool start_object(std::size_t /*unknown*/) { return open(true); }
    bool start_array(std::size_t /*unknown*/) { return open(false); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*why*/) {
        return false;
    }

    std::string log;
    std::size_t stop_after = std::string::npos;

private:
    bool add(const std::string& event) {
        log += event + " ";
        return log.size() < stop_after;
    }
};

} // namespace

TEST_CASE("the quick way tells the same events as the thorough one, or none") {
    for (
        const std::string json :
        {R"({"calls":[{"sid":"CA1","duration":"61","price":null,"up":{"a":[1,2,{}]}}],"next_page_uri":null})",
         R"([])", R"({})", R"("text")", R"(null)", R"(  {"a" : true , "b":false}  )",
         R"({"a":9223372036854775807,"b":-9223372036854775808,"c":18446744073709551615})",
         R"({"a":"\u00e9\n\"\\\/\u0000","\u0061":"1","a":"2"})", "{\"a\":\"\xC3\xA9\"}"}) {
        CAPTURE(json);
        Recorder quick;
        REQUIRE(walk_fast(json, quick) == FastJson::walked);
        Recorder thorough;
        CHECK(nlohmann::json::sax_parse(json, &thorough));
        CHECK(quick.log == thorough.log);
    }
}

TEST_CASE("what the quick way does not take, it says nothing of") {
    for (const std::string json :
         {"", " ", "{", R"({"a":1} x)", R"({"a":1.5})", R"({"a":{"b":[1e3]}})", R"({"a":1e999})",
          R"({"a":18446744073709551616})", R"({"a":"\ud83d"})", R"({"a":"\uDC00"})",
          R"({"a":"\ud83d\ude00"})", "{\"a\":\"\xff\"}", "{\"a\":\"\x01\"}", R"({"a":NaN})",
          R"({'a':1})", R"({"a":1,})", "\xEF\xBB\xBF{}", R"({"a":"cut)"}) {
        CAPTURE(json);
        Recorder quick;
        CHECK(walk_fast(json, quick) == FastJson::not_taken);
        CHECK(quick.log.empty());
    }
    const std::string deep(5000, '[');
    Recorder quick;
    CHECK(walk_fast(deep + std::string(5000, ']'), quick) == FastJson::not_taken);
}

TEST_CASE("an event that says stop ends the walk") {
    Recorder quick;
    quick.stop_after = 5;
    CHECK(walk_fast(R"({"a":[1,2,3]})", quick) == FastJson::walked);
    CHECK(quick.log == "{ a: ");
}
