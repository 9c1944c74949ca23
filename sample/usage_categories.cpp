// SPDX-License-Identifier: MIT
#include "sample/usage_categories.hpp"

#include <algorithm>

namespace calltally::sample {

namespace {

constexpr std::size_t inbound = index_of(Category::calls_inbound);
constexpr std::size_t outbound = index_of(Category::calls_outbound);
constexpr std::size_t client = index_of(Category::calls_client);
constexpr std::size_t sip_in = index_of(Category::calls_sip_inbound);
constexpr std::size_t sip_out = index_of(Category::calls_sip_outbound);
constexpr std::size_t origination = index_of(Category::trunking_origination);
constexpr std::size_t termination = index_of(Category::trunking_termination);

UsageCategory of_calls(std::string_view name, std::string_view description,
                       std::vector<std::size_t> lines) {
    return {name, description, "calls", "minutes", std::move(lines)};
}

std::vector<UsageCategory> native_categories() {
    return {
        of_calls("calls", "Voice Minutes", {inbound, outbound}),
        of_calls("calls-client", "Client Minutes", {client}),
        of_calls("calls-inbound", "Inbound Voice Minutes", {inbound}),
        of_calls("calls-inbound-local", "Inbound Local Calls", {line_inbound_local}),
        of_calls("calls-inbound-mobile", "Inbound Mobile Calls", {line_inbound_mobile}),
        of_calls("calls-inbound-tollfree", "Inbound Toll Free Calls", {line_inbound_toll_free}),
        of_calls("calls-outbound", "Outbound Voice Minutes", {outbound}),
        of_calls("calls-sip", "SIP Minutes", {sip_in, sip_out}),
        of_calls("calls-sip-inbound", "Inbound SIP Minutes", {sip_in}),
        of_calls("calls-sip-outbound", "Outbound SIP Minutes", {sip_out}),
    };
}

std::vector<UsageCategory> flex_categories() {
    return {
        of_calls("programmablevoiceconn-clientsdk", "Client SDK Connectivity", {client}),
        of_calls("programmablevoiceconn-sip", "SIP Connectivity", {sip_in, sip_out}),
        of_calls("programmablevoiceconn-sip-inbound", "Inbound SIP Connectivity", {sip_in}),
        of_calls("programmablevoiceconn-sip-outbound", "Outbound SIP Connectivity", {sip_out}),
        of_calls("programmablevoiceconnectivity", "Programmable Voice Connectivity",
                 {inbound, outbound, client, sip_in, sip_out}),
        of_calls("pstnconnectivity", "PSTN Connectivity", {inbound, outbound}),
        of_calls("pstnconnectivity-inbound", "Inbound PSTN Connectivity", {inbound}),
        of_calls("pstnconnectivity-outbound", "Outbound PSTN Connectivity", {outbound}),
    };
}

void add_other_categories(std::vector<UsageCategory>& categories) {
    categories.push_back(
        of_calls("trunking-origination", "Trunking Origination Minutes", {origination}));
    categories.push_back(
        of_calls("trunking-termination", "Trunking Termination Minutes", {termination}));
    categories.insert(
        categories.end(),
        {{"calls-recordings", "Call Recordings", "recordings", "minutes", {line_call_recordings}},
         {"phonenumbers", "Phone Numbers", "numbers", "numbers", {line_numbers}},
         {"recordings",
          "Recordings",
          "recordings",
          "minutes",
          {line_call_recordings, line_trunk_recordings}},
         {"sms", "SMS", "messages", "messages", {line_messages}},
         {total_price,
          "Total Price",
          "",
          "usd",
          {inbound, outbound, client, sip_in, sip_out, origination, termination,
           line_call_recordings, line_trunk_recordings, line_messages, line_numbers}},
         {"trunking-recordings",
          "Trunking Recordings",
          "recordings",
          "minutes",
          {line_trunk_recordings}}});
}

std::vector<UsageCategory> make_categories(UsageScheme scheme) {
    auto categories = scheme == UsageScheme::flex ? flex_categories() : native_categories();
    add_other_categories(categories);
    if (scheme == UsageScheme::parts) {
        std::erase_if(categories,
                      [](const UsageCategory& each) { return each.name == "calls-inbound"; });
    }
    std::sort(categories.begin(), categories.end(),
              [](const UsageCategory& a, const UsageCategory& b) { return a.name < b.name; });
    return categories;
}

} // namespace

const std::vector<UsageCategory>& usage_categories(UsageScheme scheme) {
    static const std::vector<UsageCategory> native = make_categories(UsageScheme::native);
    static const std::vector<UsageCategory> flex = make_categories(UsageScheme::flex);
    static const std::vector<UsageCategory> parts = make_categories(UsageScheme::parts);
    switch (scheme) {
    case UsageScheme::flex:
        return flex;
    case UsageScheme::parts:
        return parts;
    case UsageScheme::native:
        break;
    }
    return native;
}

} // namespace calltally::sample
