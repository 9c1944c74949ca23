// SPDX-License-Identifier: MIT
#include "importer/call_reader.hpp"

#include "core/error.hpp"
#include "importer/byte_source.hpp"
#include "importer/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::importer {

namespace {

bool has_local_times(FileFormat format) noexcept {
    return format == FileFormat::console_calls;
}

bool is_word(std::string_view text, std::string_view lower) noexcept {
    return text.size() == lower.size() &&
           std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
           });
}

bool comes_in(const std::optional<std::string>& direction) {
    return direction == "inbound" || direction == "trunking-originating";
}

} // namespace

CallReader::CallReader(const Header& header, const ImportOptions& options, const std::string& file)
    : m_format(header.format),
      m_account(options, file,
                header.has(Column::account_sid) || header.format == FileFormat::bulk_calls),
      m_times(options.zone, options.ambiguous, !has_local_times(header.format)),
      m_currency(header, options, file), m_last_source(source_of(header.format)) {}

core::Call CallReader::read(const Cells& cells) {
    core::Call call;
    call.sid = sid_of(cells, Column::sid, "CA");
    call.account_sid = m_account.of(cells);
    read_words(cells, call);
    read_addresses(cells, call);
    read_times(cells, call);
    call.duration = whole_number_of(cells, Column::duration);
    read_price(cells, call);
    call.parent_call_sid = text_of(cells, Column::parent_call_sid);
    call.answered_by = text_of(cells, Column::answered_by);
    call.caller_name = text_of(cells, Column::caller_name);
    call.phone_number_sid = text_of(cells, Column::phone_number_sid);
    call.trunk_sid = text_of(cells, Column::trunk_sid);
    call.group_sid = text_of(cells, Column::group_sid);
    call.queue_time = whole_number_of(cells, Column::queue_time);
    if (m_format == FileFormat::mirror_calls) {
        m_last_source = core::source_named(cells[Column::source]).value_or(core::Source::rest_csv);
    }
    return call;
}

void CallReader::read_times(const Cells& cells, core::Call& call) {
    call.date_created = m_times.read(cells, Column::date_created);
    call.date_updated = m_times.read(cells, Column::date_updated);
    call.end_time = m_times.read(cells, Column::end_time);
    call.start_time = m_times.read(cells, Column::start_time);
    if (!call.start_time) {
        ++m_warnings["a call without a start: it belongs to no month"];
        return;
    }
    if (call.end_time && *call.end_time < *call.start_time) {
        ++m_warnings["end_time before start_time"];
    }
    const std::chrono::local_seconds wall = m_times.last_wall();
    const auto local_day = std::chrono::floor<std::chrono::days>(wall);
    const core::Date shown_day{local_day.time_since_epoch()};
    const core::Date utc_day = core::date_of(*call.start_time);
    m_shift.moved_days += shown_day == utc_day ? 0 : 1;
    m_shift.moved_months += core::month_of(shown_day) == core::month_of(utc_day) ? 0 : 1;
    if (!m_shift.first || *call.start_time < *m_shift.first) {
        m_shift.first = call.start_time;
        m_shift.first_wall = wall;
    }
    if (!m_shift.last || *call.start_time > *m_shift.last) {
        m_shift.last = call.start_time;
        m_shift.last_wall = wall;
    }
}

void CallReader::read_price(const Cells& cells, core::Call& call) {
    call.price_unit = m_currency.of(cells, m_warnings);
    if (const auto price = decimal_of(cells, Column::price)) {
        call.price_micros = price->micros;
    } else if (cells.has(Column::price_micros)) {
        call.price_micros = core::parse_whole_number(cells[Column::price_micros]);
        if (!call.price_micros) {
            throw BadCell{Column::price_micros, fmt::format("{} is not a whole number",
                                                            shown(cells[Column::price_micros]))};
        }
    }
    if (call.price_micros && *call.price_micros > 0) {
        ++m_warnings["a price above 0: read as a credit, as the API means it"];
    }
    if (call.price_micros && !call.price_unit) {
        ++m_warnings["a price without a currency"];
    }
}

void CallReader::read_words(const Cells& cells, core::Call& call) {
    if (!cells.has(Column::status)) {
        throw BadCell{Column::status, "there is none"};
    }
    Word status = status_word(cells[Column::status]);
    if (!status.is_known) {
        ++m_warnings[fmt::format("unknown status {}", shown(status.text))];
    }
    call.status = std::move(status.text);
    if (cells.has(Column::direction)) {
        Word direction = direction_word(cells[Column::direction]);
        if (!direction.is_known) {
            ++m_warnings[fmt::format("unknown direction {}", shown(direction.text))];
        }
        call.direction = std::move(direction.text);
    } else {
        ++m_warnings["no direction"];
    }
}

void CallReader::read_addresses(const Cells& cells, core::Call& call) {
    call.from_address = address_of(cells, Column::from_address, m_warnings);
    call.to_address = address_of(cells, Column::to_address, m_warnings);
    call.forwarded_from = address_of(cells, Column::forwarded_from, m_warnings);
    // The Console has the kind of the far end in a column of its own; the API has it in the
    // address, and the usage category goes by that.
    if (!cells.has(Column::type)) {
        return;
    }
    auto& far_end = comes_in(call.direction) ? call.from_address : call.to_address;
    if (!far_end || far_end->empty() || far_end->find(':') != std::string::npos) {
        return;
    }
    const std::string_view type = cells[Column::type];
    if (is_word(type, "sip") && far_end->find('@') != std::string::npos) {
        far_end->insert(0, "sip:");
        ++m_warnings["an address of type SIP without sip: put in front"];
    } else if (is_word(type, "client")) {
        far_end->insert(0, "client:");
        ++m_warnings["an address of type Client without client: put in front"];
    }
}

} // namespace calltally::importer
