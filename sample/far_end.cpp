// SPDX-License-Identifier: MIT
#include "sample/far_end.hpp"

#include "sample/sids.hpp"

#include <array>

namespace calltally::sample {

namespace {

/// `+1NPA55501NN`.
std::array<char, 12> far_number(std::uint64_t draw) {
    constexpr std::array<std::string_view, 16> area_codes{"202", "206", "212", "213", "303", "305",
                                                          "312", "404", "415", "503", "512", "602",
                                                          "617", "702", "713", "808"};
    const std::string_view area = area_codes[(draw >> 8U) % area_codes.size()];
    const std::uint64_t line = (draw >> 16U) % 100;
    return {'+',
            '1',
            area[0],
            area[1],
            area[2],
            '5',
            '5',
            '5',
            '0',
            '1',
            static_cast<char>('0' + line / 10),
            static_cast<char>('0' + line % 10)};
}

} // namespace

void append_far_end(std::string& out, Address address, std::uint64_t draw, bool formatted) {
    const char digit = static_cast<char>('0' + (draw >> 24U) % 10);
    switch (address) {
    case Address::own_number:
    case Address::far_number: {
        const auto number = far_number(draw);
        const std::string_view text{number.data(), number.size()};
        formatted ? append_formatted_number(out, text) : void(out += text);
        break;
    }
    case Address::client:
        out += "client:agent_";
        out += digit;
        break;
    case Address::sip:
        out += "sip:100";
        out += digit;
        out += "@pbx.example.com";
        break;
    case Address::sips_upper_case:
        out += "SIPS:desk";
        out += digit;
        out += "@voice.example.com:5061;transport=tls";
        break;
    case Address::own_sip_domain:
        out += "sip:reception@telephony.sip.example.com";
        break;
    case Address::anonymous:
        out += "anonymous";
        break;
    case Address::short_code:
        out += "3874";
        out += digit;
        break;
    case Address::sim:
        out += "sim:";
        out += other_sid(draw % 10, "DE", 0);
        break;
    case Address::whatsapp: {
        const auto number = far_number(draw);
        out += "whatsapp:";
        out.append(number.data(), number.size());
        break;
    }
    }
}

void append_formatted_number(std::string& out, std::string_view number) {
    out += '(';
    out += number.substr(2, 3);
    out += ") ";
    out += number.substr(5, 3);
    out += '-';
    out += number.substr(8, 4);
}

} // namespace calltally::sample
