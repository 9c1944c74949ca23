// SPDX-License-Identifier: MIT
//
// usage_category: the far end of a leg decides.
#include "connection.hpp"

#include <doctest/doctest.h>

namespace calltally::extension_tests {

TEST_CASE("usage_category looks at the sender of an inbound leg") {
    check_examples({
        {"usage_category('inbound', '+13051416799', '+13051913581')", "'calls-inbound'"},
        {"usage_category('inbound', 'client:tom', '+13051913581')", "'calls-client'"},
        {"usage_category('inbound', 'sip:tom@example.com', '+13051913581')", "'calls-sip-inbound'"},
        {"usage_category('inbound', '+13051416799', 'client:tom')", "'calls-inbound'"},
        {"usage_category('inbound', '', '')", "'calls-inbound'"},
        {"usage_category('inbound', 'Anonymous', '')", "'calls-inbound'"},
    });
}

TEST_CASE("usage_category looks at the receiver of an outbound leg") {
    check_examples({
        {"usage_category('outbound-api', '+13051913581', '+13051416799')", "'calls-outbound'"},
        {"usage_category('outbound-dial', '+13051913581', '+13051416799')", "'calls-outbound'"},
        {"usage_category('outbound-dial', '+13051913581', 'client:tom')", "'calls-client'"},
        {"usage_category('outbound-dial', '+13051913581', 'sip:tom@example.com')",
         "'calls-sip-outbound'"},
        {"usage_category('outbound-dial', 'client:tom', '+13051416799')", "'calls-outbound'"},
        {"usage_category('trunking-originating', '+13051416799', 'sip:a@b')",
         "'trunking-origination'"},
        {"usage_category('trunking-terminating', 'sip:a@b', '+13051416799')",
         "'trunking-termination'"},
    });
}

TEST_CASE("usage_category knows schemes in any case, and no category for other schemes") {
    check_examples({
        {"usage_category('inbound', 'CLIENT:tom', '')", "'calls-client'"},
        {"usage_category('inbound', 'SIPS:tom@example.com', '')", "'calls-sip-inbound'"},
        {"usage_category('inbound', 'sim:HS1', '')", "NULL"},
        {"usage_category('outbound-api', '', 'whatsapp:+13051416799')", "NULL"},
        {"usage_category('sideways', '+13051416799', '+13051913581')", "NULL"},
        {"usage_category('', '', '')", "NULL"},
    });
}

TEST_CASE("usage_category takes an address that an importer has made a number of") {
    check_examples({
        {"usage_category('inbound', 13051416799, 13051913581)", "'calls-inbound'"},
        {"usage_category('outbound-api', 13051913581.0, 13051416799.0)", "'calls-outbound'"},
    });
}

TEST_CASE("usage_category gives NULL for what is no text") {
    check_examples({
        {"usage_category(1, '', '')", "NULL"},
        {"usage_category('inbound', x'', '')", "NULL"},
        {"usage_category('inbound', '', x'00')", "NULL"},
        {"usage_category('inbound', cast(x'ff00fe' AS TEXT), '')", "NULL"},
        {"usage_category('inbound', '', cast(x'c3' AS TEXT))", "NULL"},
        {"usage_category('inbound', 'client:Jos' || char(233), '')", "'calls-client'"},
    });
}

} // namespace calltally::extension_tests
