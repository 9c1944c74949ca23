// SPDX-License-Identifier: MIT
#include "core/usage_category.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string_view>
#include <vector>

using namespace calltally::core;
using namespace calltally::core::usage_categories;

TEST_CASE("the far end decides the category, for inbound by from and for outbound by to") {
    struct Row {
        std::string_view direction, from, to;
        std::optional<std::string_view> category;
    };
    const std::vector<Row> rows{
        {"inbound", "+14155550100", "+14155550101", calls_inbound},
        {"outbound-api", "+14155550100", "+14155550101", calls_outbound},
        {"outbound-dial", "+14155550100", "+14155550101", calls_outbound},
        {"trunking-originating", "+14155550100", "sip:a@b", trunking_origination},
        {"trunking-terminating", "sip:a@b", "+14155550101", trunking_termination},
        // Schemes, in any case.
        {"inbound", "client:alice", "+14155550101", calls_client},
        {"outbound-api", "+14155550100", "client:alice", calls_client},
        {"outbound-dial", "+14155550100", "CLIENT:alice", calls_client},
        {"inbound", "sip:alice@example.com", "+14155550101", calls_sip_inbound},
        {"inbound", "sips:alice@example.com", "+14155550101", calls_sip_inbound},
        {"outbound-api", "+14155550100", "SIP:alice@example.com", calls_sip_outbound},
        {"outbound-dial", "+14155550100", "Sips:alice@example.com", calls_sip_outbound},
        // The near end says nothing.
        {"inbound", "+14155550100", "client:alice", calls_inbound},
        {"inbound", "+14155550100", "sip:alice@example.com", calls_inbound},
        {"outbound-dial", "client:alice", "+14155550101", calls_outbound},
        {"outbound-dial", "whatsapp:+1", "+14155550101", calls_outbound},
        // Numbers of every kind, and none.
        {"inbound", "", "", calls_inbound},
        {"outbound-api", "", "", calls_outbound},
        {"inbound", "anonymous", "+14155550101", calls_inbound},
        {"inbound", "+266696687", "+14155550101", calls_inbound},
        {"outbound-api", "+14155550100", "22345", calls_outbound},
        {"inbound", "client", "+14155550101", calls_inbound},
        {"inbound", "alice@example.com", "+14155550101", calls_inbound},
        {"inbound", "+1415:5550100", "+14155550101", calls_inbound}, // no scheme begins with +
        {"inbound", "1sip:alice", "+14155550101", calls_inbound},
        {"inbound", ":client", "+14155550101", calls_inbound},
        {"inbound", " client:alice", "+14155550101", calls_inbound},
        // Other schemes: no category takes the call.
        {"inbound", "sim:DE00000000000000000000000000000000", "+14155550101", std::nullopt},
        {"inbound", "whatsapp:+14155550100", "+14155550101", std::nullopt},
        {"outbound-api", "+14155550100", "whatsapp:+14155550101", std::nullopt},
        {"outbound-api", "+14155550100", "x+y.z-1:a", std::nullopt},
        {"inbound", "clients:alice", "+14155550101", std::nullopt},
        {"inbound", "tel:+14155550100", "+14155550101", std::nullopt},
        // Unknown directions.
        {"", "+14155550100", "+14155550101", std::nullopt},
        {"outbound", "+14155550100", "+14155550101", std::nullopt},
        {"Inbound", "+14155550100", "+14155550101", std::nullopt},
        {"inbound-dial", "client:alice", "+14155550101", std::nullopt},
        {"trunking", "+14155550100", "+14155550101", std::nullopt},
    };
    for (const Row& row : rows) {
        CAPTURE(row.direction);
        CAPTURE(row.from);
        CAPTURE(row.to);
        const auto category = usage_category(row.direction, row.from, row.to);
        CHECK(category == row.category);
        if (category) {
            CHECK(std::count(comparison_categories.begin(), comparison_categories.end(),
                             *category) == 1);
        }
    }
}

TEST_CASE("the comparison categories are seven different ones, without rollups") {
    auto sorted = comparison_categories;
    std::sort(sorted.begin(), sorted.end());
    CHECK(std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end());
    for (const std::string_view other : {unmapped, calls, combined}) {
        CHECK(!std::binary_search(sorted.begin(), sorted.end(), other));
    }
}
