// SPDX-License-Identifier: MIT
#include "api/page.hpp"

#include "api/errors.hpp"
#include "api/row_reader.hpp"
#include "core/call_status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace calltally::api {

namespace {

/// A field's name and its number in the reader's switch; tables are sorted by name.
struct FieldName {
    std::string_view name;
    unsigned number;
};

template <std::size_t size>
const FieldName* find_field(const std::array<FieldName, size>& table, std::string_view name) {
    const auto found = std::lower_bound(
        table.begin(), table.end(), name,
        [](const FieldName& field, std::string_view wanted) { return field.name < wanted; });
    return found != table.end() && found->name == name ? &*found : nullptr;
}

/// Fields that are known and not mirrored, in any listing.
bool is_ignored(std::string_view name) {
    constexpr std::array<std::string_view, 9> names{
        "annotation",  "api_version",      "auth_token", "date_updated",     "flags",
        "from_formatted", "subresource_uris", "to_formatted", "uri"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

void check_account(std::string_view stated, std::string_view asked, std::string& problem) {
    if (!stated.empty() && stated != asked) {
        problem = fmt::format("account_sid: the row belongs to {}", stated.substr(0, 40));
    }
}

class CallReader : public RowReader {
public:
    CallReader(Page<core::Call>& page, std::string_view account_sid)
        : RowReader(page), m_page(page), m_account_sid(account_sid) {}

    void nested_field(std::string_view name) override {
        if (find_field(fields, name) != nullptr) {
            refuse(fmt::format("{}: an object or array where a value should be", name));
        } else if (!is_ignored(name)) {
            count_unknown(name);
        }
    }

    void field(std::string_view name, const Scalar& value) override {
        const FieldName* known = find_field(fields, name);
        if (known == nullptr) {
            if (!is_ignored(name)) {
                count_unknown(name);
            }
            return;
        }
        if (!first_time(name, known->number, value)) {
            return;
        }
        switch (known->number) {
        case 0: return read_text(name, value, m_account);
        case 1: return read_text(name, value, m_call.answered_by);
        case 2: return read_text(name, value, m_call.caller_name);
        case 3: return read_instant(name, value, m_call.date_created);
        case 4: return read_instant(name, value, m_call.date_updated);
        case 5: return read_text(name, value, m_call.direction);
        case 6: return read_number(name, value, m_call.duration, 0);
        case 7: return read_instant(name, value, m_call.end_time);
        case 8: return read_text(name, value, m_call.forwarded_from);
        case 9: return read_text(name, value, m_call.from_address);
        case 10: return read_text(name, value, m_call.group_sid);
        case 11: return read_text(name, value, m_call.parent_call_sid);
        case 12: return read_text(name, value, m_call.phone_number_sid);
        case 13: return read_decimal(name, value, m_price);
        case 14: return read_currency(name, value, m_call.price_unit);
        case 15: return read_queue_time(name, value);
        case 16: return read_sid(name, value);
        case 17: return read_instant(name, value, m_call.start_time);
        case 18: return read_text(name, value, m_status);
        case 19: return read_text(name, value, m_call.to_address);
        default: return read_text(name, value, m_call.trunk_sid);
        }
    }

protected:
    void reset_row() override {
        m_call = {};
        m_account.reset();
        m_status.reset();
        m_price.reset();
    }

    void finish_row() override {
        std::string problem;
        check_account(m_account.value_or(""), m_account_sid, problem);
        if (!problem.empty()) {
            return refuse(std::move(problem));
        }
        if (m_call.sid.empty()) {
            return refuse("sid: missing");
        }
        if (!m_status || m_status->empty()) {
            return refuse("status: missing");
        }
        m_call.account_sid = m_account_sid;
        m_call.status = std::move(*m_status);
        if (m_price) {
            m_call.price_micros = m_price->micros;
        }
        note_oddities();
        m_page.rows.push_back(std::move(m_call));
    }

    std::optional<std::string> row_sid() const override {
        return m_call.sid.empty() ? std::nullopt : std::optional{m_call.sid};
    }

private:
    static constexpr std::array<FieldName, 21> fields{{{"account_sid", 0},
                                                       {"answered_by", 1},
                                                       {"caller_name", 2},
                                                       {"date_created", 3},
                                                       {"date_updated", 4},
                                                       {"direction", 5},
                                                       {"duration", 6},
                                                       {"end_time", 7},
                                                       {"forwarded_from", 8},
                                                       {"from", 9},
                                                       {"group_sid", 10},
                                                       {"parent_call_sid", 11},
                                                       {"phone_number_sid", 12},
                                                       {"price", 13},
                                                       {"price_unit", 14},
                                                       {"queue_time", 15},
                                                       {"sid", 16},
                                                       {"start_time", 17},
                                                       {"status", 18},
                                                       {"to", 19},
                                                       {"trunk_sid", 20}}};

    void read_sid(std::string_view name, const Scalar& value) {
        if (value.kind != Scalar::Kind::string || !is_sid(value.text, "CA")) {
            return refuse(name, "is not the sid of a call", value);
        }
        m_call.sid = value.text;
    }

    /// Only a duration of the queue, which bills nothing: an odd one is left out, not refused.
    void read_queue_time(std::string_view name, const Scalar& value) {
        const auto number = core::parse_whole_number(value.text);
        if (number) {
            m_call.queue_time = number;
        } else if (value.kind != Scalar::Kind::null && !value.text.empty()) {
            warn(fmt::format("unreadable {}", name));
        }
    }

    void note_oddities() {
        constexpr std::int64_t longest_call = 24 * 3600;
        if (core::status_group(m_call.status) == core::StatusGroup::unknown) {
            warn("unknown status " + m_call.status.substr(0, 40));
        }
        if (!m_call.direction) {
            warn("no direction");
        }
        if (m_call.duration.value_or(0) > longest_call) {
            warn("duration above 24 hours");
        }
        if (m_call.start_time && m_call.end_time && *m_call.end_time < *m_call.start_time) {
            warn("end before start");
        }
    }

    Page<core::Call>& m_page;
    std::string m_account_sid;
    core::Call m_call;
    std::optional<std::string> m_account;
    std::optional<std::string> m_status;
    std::optional<core::Decimal> m_price;
};

class UsageReader : public RowReader {
public:
    UsageReader(Page<core::UsageRecord>& page, std::string_view account_sid)
        : RowReader(page), m_page(page), m_account_sid(account_sid) {}

    void nested_field(std::string_view name) override {
        if (find_field(fields, name) != nullptr) {
            refuse(fmt::format("{}: an object or array where a value should be", name));
        } else if (!is_ignored(name)) {
            count_unknown(name);
        }
    }

    void field(std::string_view name, const Scalar& value) override {
        const FieldName* known = find_field(fields, name);
        if (known == nullptr) {
            if (!is_ignored(name)) {
                count_unknown(name);
            }
            return;
        }
        if (!first_time(name, known->number, value)) {
            return;
        }
        constexpr std::int64_t any = std::numeric_limits<std::int64_t>::min();
        switch (known->number) {
        case 0: return read_text(name, value, m_account);
        case 1: return read_instant(name, value, m_record.as_of);
        case 2: return read_text(name, value, m_category);
        case 3: return read_number(name, value, m_record.count, any);
        case 4: return read_text(name, value, m_record.count_unit);
        case 5: return read_text(name, value, m_record.description);
        case 6: return read_day(name, value, m_end);
        case 7: return read_decimal(name, value, m_record.price);
        case 8: return read_currency(name, value, m_record.price_unit);
        case 9: return read_day(name, value, m_start);
        case 10: return read_decimal(name, value, m_record.usage);
        default: return read_text(name, value, m_record.usage_unit);
        }
    }

protected:
    void reset_row() override {
        m_record = {};
        m_account.reset();
        m_category.reset();
        m_start.reset();
        m_end.reset();
    }

    void finish_row() override {
        constexpr std::size_t longest_category = 200;
        std::string problem;
        check_account(m_account.value_or(""), m_account_sid, problem);
        if (!problem.empty()) {
            return refuse(std::move(problem));
        }
        if (!m_category || m_category->empty() || m_category->size() > longest_category) {
            return refuse("category: missing or too long");
        }
        if (!m_start || !m_end || *m_end < *m_start) {
            return refuse("start_date, end_date: missing or the wrong way round");
        }
        m_record.account_sid = m_account_sid;
        m_record.category = std::move(*m_category);
        m_record.days = core::from_usage_dates({*m_start, *m_end});
        m_page.rows.push_back(std::move(m_record));
    }

private:
    static constexpr std::array<FieldName, 12> fields{{{"account_sid", 0},
                                                       {"as_of", 1},
                                                       {"category", 2},
                                                       {"count", 3},
                                                       {"count_unit", 4},
                                                       {"description", 5},
                                                       {"end_date", 6},
                                                       {"price", 7},
                                                       {"price_unit", 8},
                                                       {"start_date", 9},
                                                       {"usage", 10},
                                                       {"usage_unit", 11}}};

    void read_day(std::string_view name, const Scalar& value, std::optional<core::Date>& to) {
        to = core::parse_date(value.text);
        if (!to) {
            refuse(name, "is not a date", value);
        }
    }

    Page<core::UsageRecord>& m_page;
    std::string m_account_sid;
    core::UsageRecord m_record;
    std::optional<std::string> m_account;
    std::optional<std::string> m_category;
    std::optional<core::Date> m_start;
    std::optional<core::Date> m_end;
};

class AccountReader : public RowReader {
public:
    explicit AccountReader(Page<core::Account>& page) : RowReader(page), m_page(page) {}

    void nested_field(std::string_view name) override {
        if (!is_ignored(name)) {
            count_unknown(name);
        }
    }

    void field(std::string_view name, const Scalar& value) override {
        if (name == "sid") {
            read_text(name, value, m_sid);
        } else if (name == "friendly_name") {
            read_text(name, value, m_account.friendly_name);
        } else if (name == "status") {
            read_text(name, value, m_account.status);
        } else if (name == "type") {
            read_text(name, value, m_account.type);
        } else if (name == "owner_account_sid") {
            read_text(name, value, m_account.owner_account_sid);
        } else if (name == "date_created") {
            read_instant(name, value, m_account.date_created);
        } else if (!is_ignored(name)) {
            count_unknown(name);
        }
    }

protected:
    void reset_row() override {
        m_account = {};
        m_sid.reset();
    }
    void finish_row() override {
        if (!m_sid || !is_sid(*m_sid, "AC")) {
            return refuse("sid: missing, or not the sid of an account");
        }
        m_account.sid = std::move(*m_sid);
        m_page.rows.push_back(std::move(m_account));
    }

private:
    Page<core::Account>& m_page;
    core::Account m_account;
    std::optional<std::string> m_sid;
};

void add_raw_text(PageNotes& notes, const RowReader& reader, std::string_view json,
                  std::string_view array_name) {
    for (std::size_t i = 0; i < notes.bad_rows.size(); ++i) {
        notes.bad_rows[i].raw = raw_row(json, array_name, reader.refused_rows[i]);
    }
}

void read_page(PageNotes& page, RowReader& reader, std::string_view json,
               std::string_view array_name) {
    page.next_page_uri = read_listing(json, array_name, reader);
    if (page.next_page_uri && page.next_page_uri->empty()) {
        page.next_page_uri.reset();
        ++page.warnings["empty next_page_uri"];
    }
    add_raw_text(page, reader, json, array_name);
}

} // namespace

Page<core::Call> parse_calls_page(std::string_view json, std::string_view account_sid) {
    Page<core::Call> page;
    CallReader reader(page, account_sid);
    read_page(page, reader, json, "calls");
    return page;
}

Page<core::UsageRecord> parse_usage_page(std::string_view json, std::string_view account_sid) {
    Page<core::UsageRecord> page;
    UsageReader reader(page, account_sid);
    read_page(page, reader, json, "usage_records");
    return page;
}

Page<core::Account> parse_accounts_page(std::string_view json) {
    Page<core::Account> page;
    AccountReader reader(page);
    read_page(page, reader, json, "accounts");
    return page;
}

Page<core::Call> parse_call(std::string_view json, std::string_view account_sid) {
    Page<core::Call> page;
    CallReader reader(page, account_sid);
    read_resource(json, reader);
    add_raw_text(page, reader, json, {});
    return page;
}

Page<core::Account> parse_account(std::string_view json) {
    Page<core::Account> page;
    AccountReader reader(page);
    read_resource(json, reader);
    add_raw_text(page, reader, json, {});
    return page;
}

} // namespace calltally::api
