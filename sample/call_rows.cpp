// SPDX-License-Identifier: MIT
#include "sample/call_rows.hpp"

#include "sample/far_end.hpp"
#include "sample/random.hpp"
#include "sample/sids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace calltally::sample {

namespace {

void append_number(std::string& out, std::uint64_t value) {
    std::array<char, 20> digits{};
    const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), result.ptr);
}

/// `"-0.01700"`; a call of no length costs `"0"`.
void append_price(std::string& out, std::uint32_t price) {
    if (price == 0) {
        out += "\"0\"";
        return;
    }
    std::array<char, 6> decimals{'.', '0', '0', '0', '0', '0'};
    std::uint32_t rest = price;
    for (std::size_t place = 5; place > 0; --place) {
        decimals[place] = static_cast<char>('0' + rest % 10);
        rest /= 10;
    }
    out += "\"-";
    append_number(out, rest);
    out.append(decimals.data(), decimals.size());
    out += '"';
}

} // namespace

CallRows::CallRows(std::uint64_t seed, std::uint32_t number, const Account& account)
    : m_seed(seed), m_number(number), m_account(account) {
    for (std::uint32_t own = 0; own < 3; ++own) {
        m_own_numbers.push_back(fmt::format("+1415555{:04}", 2000 + number * 10 + own));
        m_own_number_sids.push_back(other_sid(seed, "PN", number * 10 + own));
    }
    for (std::size_t kind = 0; kind < kind_count; ++kind) {
        for (std::size_t status = 0; status < status_count; ++status) {
            m_templates[kind][status] =
                make_template(static_cast<Kind>(kind), static_cast<Status>(status));
        }
    }
}

void CallRows::append(std::string& out, std::uint32_t position, UnixTime now,
                      Rfc2822Writer& dates) const {
    const Call& call = m_account.calls[position];
    const Status status = status_at(call, now);
    const SidText sid = call_sid(m_seed, {m_number, position});
    const std::uint64_t draw = draw_of(position);
    const std::size_t own = draw % m_own_numbers.size();
    const KindShape& shape = shape_of(call.kind);
    for (const TemplatePiece& piece : m_templates[index_of(call.kind)][index_of(status)]) {
        out += piece.literal;
        switch (piece.hole) {
        case Hole::sid:
            out += view(sid);
            break;
        case Hole::parent:
            if (call.parent == no_parent) {
                out += "null";
            } else {
                out += '"';
                out += view(call_sid(m_seed, {m_number, call.parent}));
                out += '"';
            }
            break;
        case Hole::created:
            dates.append(out, call.created());
            break;
        case Hole::updated:
            dates.append(out, last_change(call, now));
            break;
        case Hole::start:
            dates.append(out, shown_start(call, now).value_or(call.created()));
            break;
        case Hole::end:
            dates.append(out, call.end());
            break;
        case Hole::duration:
            append_number(out, call.duration);
            break;
        case Hole::price:
            if (is_priced(call, now)) {
                append_price(out, call.price);
            } else {
                out += "null";
            }
            break;
        case Hole::from:
        case Hole::from_formatted:
            append_address(out, shape.from, draw, piece.hole == Hole::from_formatted);
            break;
        case Hole::to:
        case Hole::to_formatted:
            append_address(out, shape.to, draw, piece.hole == Hole::to_formatted);
            break;
        case Hole::called_number:
            out += m_own_numbers[own];
            break;
        case Hole::number_sid:
            out += m_own_number_sids[own];
            break;
        case Hole::queue_time:
            append_number(out, std::uint64_t{call.wait} * 1000);
            break;
        case Hole::none:
            break;
        }
    }
}

CallEnds CallRows::ends_of(std::uint32_t position) const {
    const KindShape& shape = shape_of(m_account.calls[position].kind);
    const std::uint64_t draw = draw_of(position);
    CallEnds ends;
    append_address(ends.from, shape.from, draw, false);
    append_address(ends.to, shape.to, draw, false);
    return ends;
}

std::uint64_t CallRows::draw_of(std::uint32_t position) const noexcept {
    return mix(m_seed ^ (std::uint64_t{m_number} << 40U) ^ position);
}

void CallRows::append_address(std::string& out, Address address, std::uint64_t draw,
                              bool formatted) const {
    if (address != Address::own_number) {
        append_far_end(out, address, draw, formatted);
    } else if (formatted) {
        append_formatted_number(out, m_own_numbers[draw % m_own_numbers.size()]);
    } else {
        out += m_own_numbers[draw % m_own_numbers.size()];
    }
}

RowTemplate CallRows::make_template(Kind kind, Status status) const {
    const KindShape& shape = shape_of(kind);
    const std::string uri =
        fmt::format("/2010-04-01/Accounts/{}/Calls/{}", m_account.sid, mark(Hole::sid));
    const bool has_number = shape.from == Address::own_number || shape.to == Address::own_number;
    const bool is_trunk = shape.category == Category::trunking_origination ||
                          shape.category == Category::trunking_termination;
    const bool is_over = status >= Status::completed;
    const auto member = [](std::string_view name, std::string_view json) {
        return fmt::format("\"{}\": {}, ", name, json);
    };
    const auto resource = [&](std::string_view name, std::string_view segment) {
        return fmt::format(R"("{}": "{}/{}.json")", name, uri, segment);
    };

    std::string row = "{";
    row += member("sid", quoted_mark(Hole::sid));
    row += member("date_created", quoted_mark(Hole::created));
    row += member("date_updated", quoted_mark(Hole::updated));
    row += member("parent_call_sid", mark(Hole::parent));
    row += member("account_sid", '"' + m_account.sid + '"');
    row += member("to", quoted_mark(Hole::to));
    row += member("to_formatted", quoted_mark(Hole::to_formatted));
    row += member("from", quoted_mark(Hole::from));
    row += member("from_formatted", quoted_mark(Hole::from_formatted));
    row += member("phone_number_sid", has_number ? quoted_mark(Hole::number_sid) : "null");
    row += member("status", fmt::format("\"{}\"", status_names[index_of(status)]));
    row += member("start_time", status == Status::queued ? "null" : quoted_mark(Hole::start));
    row += member("end_time", is_over ? quoted_mark(Hole::end) : "null");
    row += member("duration", is_over                     ? quoted_mark(Hole::duration)
                              : status == Status::ringing ? "\"0\""
                                                          : "null");
    row += member("price", status == Status::completed ? mark(Hole::price) : "null");
    row += member("price_unit", "\"USD\"");
    row += member("direction", fmt::format("\"{}\"", shape.direction));
    row += member("answered_by", "null");
    row += member("annotation", "null");
    row += member("api_version", "\"2010-04-01\"");
    row += member("forwarded_from", shape.direction == "inbound" && has_number
                                        ? quoted_mark(Hole::called_number)
                                        : "null");
    row += member("group_sid", "null");
    row += member("caller_name", comes_in(kind) ? "null" : "\"\"");
    row += member("queue_time", is_over && !comes_in(kind) && !is_dialled(kind)
                                    ? quoted_mark(Hole::queue_time)
                                    : "\"0\"");
    row += member("trunk_sid",
                  '"' + (is_trunk ? other_sid(m_seed, "TK", m_number) : std::string{}) + '"');
    row += member("uri", fmt::format("\"{}.json\"", uri));
    const std::vector<std::string> resources{
        resource("feedback", "Feedback"),
        resource("notifications", "Notifications"),
        resource("recordings", "Recordings"),
        resource("streams", "Streams"),
        resource("payments", "Payments"),
        resource("siprec", "Siprec"),
        resource("transcriptions", "Transcriptions"),
        resource("events", "Events"),
        resource("user_defined_message_subscriptions", "UserDefinedMessageSubscriptions"),
        resource("user_defined_messages", "UserDefinedMessages"),
    };
    row += fmt::format("\"subresource_uris\": {{{}}}}}", fmt::join(resources, ", "));
    return cut_template(row);
}

} // namespace calltally::sample
