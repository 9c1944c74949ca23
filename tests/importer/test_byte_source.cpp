// SPDX-License-Identifier: MIT
#include "files.hpp"
#include "importer/byte_source.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace calltally::importer;
using namespace calltally::importer::testing;

namespace {

std::vector<std::string> lines_of(const std::string& content) {
    const TestFile file(content);
    ByteSource source = ByteSource::open(file.path());
    std::vector<std::string> lines;
    for (auto line = source.next_line(); !line.empty(); line = source.next_line()) {
        lines.emplace_back(line);
    }
    return lines;
}

} // namespace

TEST_CASE("bytes come line by line, with their endings") {
    using Lines = std::vector<std::string>;
    CHECK(lines_of("a\nb\r\n\nc") == Lines{"a\n", "b\r\n", "\n", "c"});
    CHECK(lines_of("a\rb\n") == Lines{"a\r", "b\n"});
    CHECK(lines_of("a\r\r\nb") == Lines{"a\r", "\r\n", "b"});
    CHECK(lines_of("a\r") == Lines{"a\r"});
    CHECK(lines_of("\xEF\xBB\xBF"
                   "a\n") == Lines{"a\n"});
}

TEST_CASE("a line longer than the buffer comes in pieces, and nothing is lost at their edges") {
    std::string content(600'000, 'x');
    content[262'143] = '\r'; // the last byte of the buffer: whether an LF follows is not known yet
    content += "\r\nend";
    std::string joined;
    for (const std::string& piece : lines_of(content)) {
        joined += piece;
    }
    CHECK(joined == content);
}

TEST_CASE("content decides: what is no text is refused, by its name or not") {
    const auto refused = [](std::string_view content) {
        const TestFile file(content);
        return refusal([&] { ByteSource::open(file.path()); });
    };
    CHECK(says(refused(std::string_view("PK\x03\x04....", 8)), "Excel workbook"));
    CHECK(says(refused(std::string_view("\xD0\xCF\x11\xE0....", 8)), "old Excel workbook"));
    CHECK(says(refused(std::string_view("\xFF\xFE"
                                        "S\0i\0",
                                        6)),
               "UTF-16"));
    CHECK(says(refused(std::string_view("S\0i\0d\0", 6)), "UTF-16"));
    CHECK(says(refused("\x1F\x8B\x08nonsense"), "gzip stream"));
    CHECK(says(refusal([] { ByteSource::open("/nonexistent/file"); }), "No such file"));
}

TEST_CASE("a file that grows while it is read is refused at its end") {
    const TestFile file("a\nb\n");
    ByteSource source = ByteSource::open(file.path());
    CHECK(source.next_line() == "a\n");
    file.append("c\n");
    const std::string why = refusal([&] {
        while (!source.next_line().empty()) {
        }
    });
    CHECK(says(why, "was changed while it was read"));
}

TEST_CASE("a name is shown on one line") {
    CHECK(ByteSource::quoted("a\nb\x7f") == "'a\\x0ab\\x7f'");
    CHECK(ByteSource::quoted("-") == "standard input");
}
