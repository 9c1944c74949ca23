// SPDX-License-Identifier: MIT
//
// billed_seconds, billed_minutes, is_billed_status.
#include "connection.hpp"

#include <doctest/doctest.h>

namespace calltally::extension_tests {

TEST_CASE("billed_seconds rounds each call up to the minimum and then to whole increments") {
    check_examples({
        {"billed_seconds(0)", "0"},
        {"billed_seconds(1)", "60"},
        {"billed_seconds(60)", "60"},
        {"billed_seconds(61)", "120"},
        {"billed_seconds(120)", "120"},
        {"billed_seconds(3601)", "3660"},
        {"billed_seconds(0, 30, 6)", "0"},
        {"billed_seconds(1, 30, 6)", "30"},
        {"billed_seconds(31, 30, 6)", "36"},
        {"billed_seconds(36, 30, 6)", "36"},
        {"billed_seconds(37, 30, 6)", "42"},
        {"billed_seconds(61, 1, 1)", "61"},
        {"billed_seconds(61, 0, 1)", "61"},
        {"billed_seconds(61, 120, 60)", "120"},
        {"billed_seconds(121, 120, 60)", "180"},
    });
}

TEST_CASE("billed_minutes is whole minutes under 60/60 and a REAL under a given model") {
    check_examples({
        {"billed_minutes(0)", "0"},
        {"billed_minutes(1)", "1"},
        {"billed_minutes(60)", "1"},
        {"billed_minutes(61)", "2"},
        {"billed_minutes(0, 60, 60)", "0.0"},
        {"billed_minutes(61, 60, 60)", "2.0"},
        {"billed_minutes(31, 30, 6)", "0.6"},
        {"billed_minutes(90, 1, 1)", "1.5"},
        {"typeof(billed_minutes(61))", "'integer'"},
        {"typeof(billed_minutes(61, 60, 60))", "'real'"},
    });
}

TEST_CASE(
    "a duration may be a text of digits, as the API writes it, or a REAL without a fraction") {
    check_examples({
        {"billed_seconds('61')", "120"},
        {"billed_seconds(61.0)", "120"},
        {"billed_seconds(-0.0)", "0"},
        {"billed_minutes('61', '60', 60.0)", "2.0"},
        {"billed_seconds(61.5)", "NULL"},
        {"billed_seconds('61.0')", "NULL"},
        {"billed_seconds(' 61')", "NULL"},
        {"billed_seconds('61 ')", "NULL"},
        {"billed_seconds('61abc')", "NULL"},
        {"billed_seconds('+61')", "NULL"},
        {"billed_seconds('0x3d')", "NULL"},
        {"billed_seconds('6e1')", "NULL"},
        {"billed_seconds('')", "NULL"},
        {"billed_seconds('61' || char(0))", "NULL"},
        {"billed_seconds(x'3631')", "NULL"},
    });
}

TEST_CASE("a duration that is negative, or too large for the result, gives NULL") {
    check_examples({
        {"billed_seconds(-1)", "NULL"},
        {"billed_minutes(-1)", "NULL"},
        {"billed_minutes(-1, 60, 60)", "NULL"},
        {"billed_seconds('-1')", "NULL"},
        {"billed_seconds(-9223372036854775807 - 1)", "NULL"},
        {"billed_seconds(9223372036854775807)", "NULL"},
        {"billed_seconds(9223372036854775807, 1, 1)", "9223372036854775807"},
        {"billed_seconds(1, 9223372036854775807, 1)", "9223372036854775807"},
        {"billed_seconds(2, 1, 9223372036854775807)", "NULL"},
        {"billed_minutes(9223372036854775807)", "153722867280912931"},
        {"billed_seconds(9223372036854775808)", "NULL"},
        {"billed_seconds('9223372036854775808')", "NULL"},
        {"billed_seconds(-9223372036854775808.0)", "NULL"},
        {"billed_seconds(2147483647)", "2147483700"},
        {"billed_seconds(2147483648)", "2147483700"},
        {"billed_seconds(9007199254740991, 1, 1)", "9007199254740991"},
        {"billed_seconds(9007199254740993, 1, 1)", "9007199254740993"},
        {"billed_seconds(1e999)", "NULL"},
        {"billed_seconds(-1e999)", "NULL"},
        {"billed_seconds(1.8e308)", "NULL"},
        {"billed_seconds(4.9e-324)", "NULL"},
    });
}

TEST_CASE("a minimum or an increment that makes no sense is an error that names it") {
    check_examples({
        {"billed_seconds(61, -1, 60)",
         "error: billed_seconds(): minimum must be 0 or more whole seconds, not -1"},
        {"billed_seconds(61, 60, 0)",
         "error: billed_seconds(): increment must be 1 or more whole seconds, not 0"},
        {"billed_minutes(61, 1.5, 60)",
         "error: billed_minutes(): minimum must be 0 or more whole seconds, not 1.5"},
        {"billed_minutes(61, 60, 'six')",
         "error: billed_minutes(): increment must be 1 or more whole seconds, not 'six'"},
        {"billed_minutes(61, 60, x'06')", "error: billed_minutes(): increment must be 1 or more "
                                          "whole seconds, not a blob of 1 bytes"},
        {"billed_minutes(61, 60, 1e999)",
         "error: billed_minutes(): increment must be 1 or more whole seconds, not Inf"},
        {"billed_seconds('dirty', 60, 0)",
         "error: billed_seconds(): increment must be 1 or more whole seconds, not 0"},
    });
}

TEST_CASE("is_billed_status holds for completed calls only, in the API's spelling") {
    check_examples({
        {"is_billed_status('completed')", "1"},
        {"is_billed_status('busy')", "0"},
        {"is_billed_status('failed')", "0"},
        {"is_billed_status('no-answer')", "0"},
        {"is_billed_status('canceled')", "0"},
        {"is_billed_status('queued')", "0"},
        {"is_billed_status('ringing')", "0"},
        {"is_billed_status('in-progress')", "0"},
        {"is_billed_status('Completed')", "0"},
        {"is_billed_status('completed ')", "0"},
        {"is_billed_status('completed' || char(0))", "0"},
        {"is_billed_status('')", "0"},
        {"is_billed_status(1)", "NULL"},
        {"is_billed_status(x'636f6d706c65746564')", "NULL"},
        {"is_billed_status(cast(x'ff' AS TEXT))", "NULL"},
    });
}

} // namespace calltally::extension_tests
