// SPDX-License-Identifier: MIT
#include "importer/words.hpp"

#include <algorithm>
#include <array>

namespace calltally::importer {

namespace {

struct Translation {
    std::string_view shown; ///< lower-case, `-` for a space
    std::string_view ours;
};

constexpr std::array<Translation, 9> statuses{{{"queued", "queued"},
                                               {"ringing", "ringing"},
                                               {"in-progress", "in-progress"},
                                               {"completed", "completed"},
                                               {"busy", "busy"},
                                               {"failed", "failed"},
                                               {"no-answer", "no-answer"},
                                               {"canceled", "canceled"},
                                               {"cancelled", "canceled"}}};

constexpr std::array<Translation, 14> directions{{
    {"inbound", "inbound"},
    {"incoming", "inbound"},
    {"outbound-api", "outbound-api"},
    {"outgoing-api", "outbound-api"},
    {"outbound-dial", "outbound-dial"},
    {"outgoing-dial", "outbound-dial"},
    {"trunking-originating", "trunking-originating"},
    {"trunking-origination", "trunking-originating"},
    {"elastic-sip-trunking-originating", "trunking-originating"},
    {"incoming-trunking", "trunking-originating"},
    {"trunking-terminating", "trunking-terminating"},
    {"trunking-termination", "trunking-terminating"},
    {"elastic-sip-trunking-terminating", "trunking-terminating"},
    {"outgoing-trunking", "trunking-terminating"},
}};

constexpr std::array<Translation, 21> categories{{
    {"voice-minutes", "calls"},
    {"voice-calls", "calls"},
    {"total-calls", "calls"},
    {"inbound-voice-minutes", "calls-inbound"},
    {"inbound-calls", "calls-inbound"},
    {"outbound-voice-minutes", "calls-outbound"},
    {"outbound-calls", "calls-outbound"},
    {"client-minutes", "calls-client"},
    {"twilio-client-minutes", "calls-client"},
    {"client-calls", "calls-client"},
    {"sip-minutes", "calls-sip"},
    {"sip-calls", "calls-sip"},
    {"inbound-sip-minutes", "calls-sip-inbound"},
    {"inbound-sip-calls", "calls-sip-inbound"},
    {"outbound-sip-minutes", "calls-sip-outbound"},
    {"outbound-sip-calls", "calls-sip-outbound"},
    {"trunking-origination-minutes", "trunking-origination"},
    {"trunking-termination-minutes", "trunking-termination"},
    {"inbound-trunking-minutes", "trunking-origination"},
    {"outbound-trunking-minutes", "trunking-termination"},
    {"total-price", "totalprice"},
}};

std::string simplified(std::string_view shown) {
    std::string simple{shown};
    for (char& character : simple) {
        if (character >= 'A' && character <= 'Z') {
            character = static_cast<char>(character - 'A' + 'a');
        } else if (character == ' ' || character == '_') {
            character = '-';
        }
    }
    return simple;
}

template <std::size_t size>
Word translated(std::string_view shown, const std::array<Translation, size>& known) {
    const std::string simple = simplified(shown);
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const Translation& each) { return each.shown == simple; });
    return found == known.end() ? Word{std::string{shown}, false} : Word{std::string{found->ours}};
}

} // namespace

Word status_word(std::string_view shown) {
    return translated(shown, statuses);
}

Word direction_word(std::string_view shown) {
    return translated(shown, directions);
}

Word category_word(std::string_view shown) {
    Word word = translated(shown, categories);
    // Twilio's own names are lower-case words with dashes; any of them is taken.
    if (!word.is_known) {
        word.is_known =
            !shown.empty() && shown.find_first_not_of("abcdefghijklmnopqrstuvwxyz"
                                                      "0123456789-") == std::string_view::npos;
    }
    return word;
}

} // namespace calltally::importer
