// SPDX-License-Identifier: MIT
//
//     bench_work parse|upsert|functions|views|time-parsers|time-upsert
//     bench_work time-re-rating MIRROR
//
// Does one piece of work, always the same, and ends. The first four are for counting instructions.
#include "bench/work.hpp"
#include "extension/register.hpp"
#include "store/database.hpp"

#include <fmt/format.h>

#include <exception>
#include <map>
#include <string_view>

int main(int argc, char** argv) {
    using namespace calltally;
    const std::map<std::string_view, void (*)()> pieces{
        {"parse", &bench::parse_pages},         {"upsert", &bench::put_calls},
        {"functions", &bench::call_functions},  {"views", &bench::read_views},
        {"time-parsers", &bench::time_parsers}, {"time-upsert", &bench::time_upsert}};
    const bool is_re_rating = argc == 3 && std::string_view{argv[1]} == "time-re-rating";
    const auto piece = argc == 2 ? pieces.find(argv[1]) : pieces.end();
    if (piece == pieces.end() && !is_re_rating) {
        fmt::print(stderr, "usage: bench_work "
                           "parse|upsert|functions|views|time-parsers|time-upsert\n"
                           "       bench_work time-re-rating MIRROR\n");
        return 2;
    }
    try {
        store::prepare_sqlite();
        extension::register_functions_automatically();
        is_re_rating ? bench::time_re_rating(argv[2]) : piece->second();
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_work: {}\n", error.what());
        return 1;
    }
}
