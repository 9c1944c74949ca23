// SPDX-License-Identifier: MIT
#include "files.hpp"
#include "importer/csv_reader.hpp"

#include <doctest/doctest.h>

using namespace calltally::importer;
using namespace calltally::importer::testing;

namespace {

using Fields = std::vector<std::string>;
struct Record {
    std::int64_t line;
    Fields fields;
};

std::vector<Record> records_of(const std::string& content, char delimiter = ',',
                               std::int64_t first_line = 1) {
    const TestFile file(content);
    ByteSource source = ByteSource::open(file.path());
    CsvReader reader(source, delimiter, first_line);
    std::vector<Record> records;
    while (const CsvRecord* record = reader.next()) {
        records.push_back({record->line, Fields(record->fields.begin(), record->fields.end())});
    }
    return records;
}

std::string refusal_of(const std::string& content, std::int64_t first_line = 1) {
    return refusal([&] { records_of(content, ',', first_line); });
}

} // namespace

TEST_CASE("fields are as RFC 4180 has them, and spaces are data") {
    const auto records = records_of("a, b ,\"c,\"\"d\"\"\n e\"\n,,\n\n\"\",x,\"\n\"\n");
    REQUIRE(records.size() == 3);
    CHECK(records[0].fields == Fields{"a", " b ", "c,\"d\"\n e"});
    CHECK(records[0].line == 1);
    CHECK(records[1].fields == Fields{"", "", ""});
    CHECK(records[1].line == 3);
    CHECK(records[2].fields == Fields{"", "x", "\n"});
    CHECK(records[2].line == 5);
}

TEST_CASE("a record begins on the line of its first byte, whatever lines it has") {
    const auto records = records_of("\"a\n\n\nb\",1\r\n\r\n\r\nc,2\r\n\"\n\",3");
    REQUIRE(records.size() == 3);
    CHECK(records[0].line == 1);
    CHECK(records[1].line == 7);
    CHECK(records[2].line == 8);
}

TEST_CASE("any one character separates fields") {
    CHECK(records_of("a;b,c\n", ';')[0].fields == Fields{"a", "b,c"});
    CHECK(records_of("a\tb c\n", '\t')[0].fields == Fields{"a", "b c"});
}

TEST_CASE("strict: a quotation mark has its place, and quoted fields end") {
    CHECK(says(refusal_of("a,b\"c\n"),
               "line 1: there is a quotation mark in the wrong place, at byte 4"));
    CHECK(says(refusal_of("x\n\"a\"b,c\n"), "line 2"));
    CHECK(says(refusal_of("x,y\n1,\"2\n3,4\n5,6\n"), "line 2: a quoted field begins here"));
    CHECK(says(refusal_of("a,b\rc,d\r"), "line 1: the line ends with a CR"));
    CHECK(refusal_of("\"a\rb\",c\n").empty());
}

TEST_CASE("a field and a record have a largest size") {
    const std::string longest(CsvReader::longest_field, 'x');
    CHECK(refusal_of(longest + ",\"" + longest + "\"\n").empty());
    CHECK(says(refusal_of("a\n\n\"" + std::string(1'000'000, 'x')),
               "line 3: a field is longer than 65536"));
    CHECK(says(refusal_of(std::string(1000, ',') + "\n"), "more than 500 fields"));
}

TEST_CASE("lines are counted beyond 32 bits") {
    constexpr std::int64_t far = (std::int64_t{1} << 31) + 5;
    CHECK(records_of("a,b\n", ',', far)[0].line == far);
    CHECK(says(refusal_of("a\nb\"\n", far), "line 2147483654:"));
}
