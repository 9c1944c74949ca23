// SPDX-License-Identifier: MIT
#include "files.hpp"
#include "importer/import_file.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::importer;
using namespace calltally::importer::testing;

namespace {

const std::string account = "AC0123456789abcdef0123456789abcdef";
const std::string call = "CA0123456789abcdef0123456789abcdef";
const std::string console_header =
    "Call Sid,From,To,Direction,Type,Status,Duration,Start Time,Price,Price Unit\n";

ImportOptions options() {
    ImportOptions options;
    options.account_sids = {account};
    options.zone = LocalZone::parse("America/New_York");
    return options;
}

core::Call first_call(const std::string& content, ImportOptions with = options()) {
    const TestFile file(content);
    ImportFile import(file.path(), std::move(with));
    REQUIRE(import.next() == ImportFile::Row::call);
    return import.call();
}

std::string refusal_of(const std::string& content, ImportOptions with = options()) {
    const TestFile file(content);
    return refusal([&] {
        ImportFile import(file.path(), with);
        while (import.next() != ImportFile::Row::end) {
        }
    });
}

FileFormat format_of(const std::string& content) {
    const TestFile file(content);
    ImportOptions with = options();
    with.includes_subaccounts = false;
    return ImportFile(file.path(), with).header().format;
}

} // namespace

TEST_CASE("a file is recognised by its header") {
    CHECK(format_of(console_header) == FileFormat::console_calls);
    CHECK(format_of("callsid,from,to,direction,status,duration,starttime\n") ==
          FileFormat::console_calls);
    CHECK(format_of("Sid,From,To,Direction,Status,Duration,StartTime\n") == FileFormat::rest_calls);
    CHECK(format_of("sid,from_address,to_address,direction,status,duration,start_time\n") ==
          FileFormat::mirror_calls);
    CHECK(format_of("{}\n") == FileFormat::bulk_calls);
    CHECK(format_of("Category,StartDate,EndDate,Usage\n") == FileFormat::rest_usage);
    CHECK(format_of("Product,Start Date,Usage\n") == FileFormat::console_usage);
    CHECK(format_of("category,month,count,minutes\n") == FileFormat::entered_usage);
}

TEST_CASE("a header that is not known is shown") {
    const std::string why = refusal_of("Name,Address\nx,y\n");
    CHECK(says(why, "no known kind of file"));
    CHECK(says(why, "its headers are: Name, Address"));
    CHECK(says(refusal_of("[{}]"), "JSON list"));
}

TEST_CASE("the Console's row is the API's call") {
    const core::Call read = first_call(console_header + call +
                                       ",bob@example.com,+14155550199,Incoming,SIP,No Answer,0,"
                                       "23:59:59 EDT 2026-07-31,null,USD\n");
    CHECK(read.account_sid == account);
    CHECK(read.from_address == "sip:bob@example.com");
    CHECK(read.direction == "inbound");
    CHECK(read.status == "no-answer");
    CHECK(read.price_micros == std::nullopt);
    CHECK(core::format_datetime(read.start_time.value()).view() == "2026-08-01 03:59:59");
}

TEST_CASE("rows that changed their UTC day or month are counted") {
    const auto row = [](int number, const std::string& start) {
        return "CA" + std::string(31, '0') + std::to_string(number) +
               ",+1,+2,Incoming,Phone,Completed,1," + start + ",,USD\n";
    };
    const TestFile file(console_header + row(1, "23:00:00 EDT 2026-07-31") +
                        row(2, "12:00:00 EDT 2026-07-31") + row(3, "21:00:00 EDT 2026-07-15"));
    ImportFile import(file.path(), options());
    while (import.next() != ImportFile::Row::end) {
    }
    CHECK(import.shift().moved_days == 2);
    CHECK(import.shift().moved_months == 1);
    const auto covered = import.covered().value();
    CHECK(core::format_datetime(covered.first).view() == "2026-07-16 04:00:00");
    CHECK(core::format_datetime(covered.second).view() == "2026-07-31 04:00:00");
}

TEST_CASE("a Bulk Export line is a call, what is null or missing is not known") {
    const core::Call read = first_call(
        R"({"sid":")" + call + R"(","account_sid":")" + account +
        R"(","from":"+1","to":"client:x","direction":"outbound-dial","status":"completed",)"
        R"("duration":61,"start_time":"2026-07-01T10:00:00Z","end_time":null,)"
        R"("subresource_uris":{"a":["b",{"sid":"no"}]},"price_unit":"USD"})"
        "\n");
    CHECK(read.sid == call);
    CHECK(read.duration == 61);
    CHECK(read.to_address == "client:x");
    CHECK(read.end_time == std::nullopt);
    CHECK(read.price_micros == std::nullopt);
    CHECK(says(refusal_of("{\"sid\":1}\n{nonsense\n"), "line 1, sid: '1' is not CA"));
    CHECK(says(refusal_of("{\"sid\":\n"), "line 1, is not JSON"));
}

TEST_CASE("every error has its line and column") {
    const std::string why = refusal_of(console_header + "\n" + call +
                                       ",+1,+2,Incoming,Phone,Completed,61s,"
                                       "12:00:00 EDT 2026-07-31,,USD\n");
    CHECK(says(why, "'test.csv', line 3, column 7 (Duration): '61s'"));
}

TEST_CASE("files put one behind the other repeat their header") {
    const std::string row =
        call + ",+1,+2,Incoming,Phone,Completed,1,12:00:00 EDT 2026-07-31,,USD\n";
    const TestFile file(console_header + row + console_header + row);
    ImportFile import(file.path(), options());
    CHECK(import.next() == ImportFile::Row::call);
    const auto digest = import.digest();
    CHECK(import.next() == ImportFile::Row::call);
    CHECK(import.line() == 4);
    CHECK(import.digest() == digest);
    CHECK(import.next() == ImportFile::Row::end);
}

TEST_CASE("usage is in UTC days, by range, by month, or as the user says") {
    ImportOptions with = options();
    with.includes_subaccounts = true;
    with.covers = LocalDays{std::chrono::local_days{std::chrono::year{2026} / 7 / 1},
                            std::chrono::local_days{std::chrono::year{2026} / 8 / 1}};
    const auto days_of = [&](const std::string& content) {
        const TestFile file(content);
        ImportFile import(file.path(), with);
        REQUIRE(import.next() == ImportFile::Row::usage);
        CHECK(import.usage().includes_subaccounts);
        const auto& days = import.usage().record.days;
        return core::format_date(days.from).str() + " " + core::format_date(days.to).str();
    };
    CHECK(days_of("Category,StartDate,EndDate,Usage\ncalls,2026-07-01,2026-07-02,1\n") ==
          "2026-07-01 2026-07-03");
    CHECK(days_of("category,month,minutes\ncalls,2026-06,1\n") == "2026-06-01 2026-07-01");
    CHECK(days_of("Product,Usage\nVoice Minutes,1.5\n") == "2026-07-01 2026-08-01");
}
