// SPDX-License-Identifier: MIT
#include "api/page.hpp"
#include "bench/made_calls.hpp"
#include "bench/work.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>
#include <vector>

namespace calltally::bench {

namespace {

using Json = nlohmann::json;

/// Takes every event and does nothing.
struct Nothing : nlohmann::json_sax<Json> {
    bool null() override { return true; }
    bool boolean(bool /*value*/) override { return true; }
    bool number_integer(Json::number_integer_t /*value*/) override { return true; }
    bool number_unsigned(Json::number_unsigned_t /*value*/) override { return true; }
    bool number_float(Json::number_float_t /*value*/, const std::string& /*text*/) override {
        return true;
    }
    bool string(std::string& /*value*/) override { return true; }
    bool binary(Json::binary_t& /*value*/) override { return true; }
    bool start_object(std::size_t /*size*/) override { return true; }
    bool key(std::string& /*name*/) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t /*size*/) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*error*/) override {
        return false;
    }
};

void parse(const std::string& page, int rows) {
    const auto parsed = api::parse_calls_page(page, account);
    if (parsed.rows.size() != static_cast<std::size_t>(rows) || !parsed.warnings.empty() ||
        !parsed.unknown_fields.empty()) {
        throw std::runtime_error("the made-up page is not read as it is meant");
    }
}

template <class Work>
double nanoseconds(Work work, int rows) {
    const auto started = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::nano> took =
        std::chrono::steady_clock::now() - started;
    return took.count() / rows;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

void parse_pages() {
    constexpr int rows = 500;
    const std::string page = made_page(rows);
    for (int i = 0; i < 4; ++i) {
        parse(page, rows);
    }
}

void time_parsers() {
    constexpr int rows = 1000;
    constexpr int runs = 31;
    const std::string page = made_page(rows);
    std::array<std::vector<double>, 3> times;
    std::size_t values = 0;
    for (int i = 0; i < runs; ++i) {
        times[0].push_back(nanoseconds([&] { parse(page, rows); }, rows));
        times[1].push_back(nanoseconds(
            [&] {
                Nothing nothing;
                Json::sax_parse(page, &nothing);
            },
            rows));
        times[2].push_back(nanoseconds([&] { values += Json::parse(page).size(); }, rows));
    }
    fmt::print(stderr, "{}", values == 0 ? "nothing read\n" : "");
    fmt::print("{:.0f} {:.0f} {:.0f}\n", median(times[0]), median(times[1]), median(times[2]));
}

} // namespace calltally::bench
