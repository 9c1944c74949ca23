// SPDX-License-Identifier: MIT
#include "sample/local_clock.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <mutex>

namespace calltally::sample {

namespace {

std::mutex zone_mutex;

std::tm local(UnixTime time) {
    const std::time_t seconds = time;
    std::tm fields{};
    ::localtime_r(&seconds, &fields);
    return fields;
}

} // namespace

bool LocalClock::is_zone(std::string_view zone) {
    const bool is_name = !zone.empty() && zone.find_first_of(".\\:") == std::string_view::npos &&
                         zone.front() != '/';
    std::error_code error;
    return is_name && std::filesystem::is_regular_file(
                          std::filesystem::path{"/usr/share/zoneinfo"} / zone, error);
}

LocalClock::LocalClock(const std::string& zone) {
    zone_mutex.lock();
    ::setenv("TZ", zone.c_str(), 1);
    ::tzset();
}

LocalClock::~LocalClock() {
    ::unsetenv("TZ");
    ::tzset();
    zone_mutex.unlock();
}

std::string LocalClock::console_text(UnixTime time) const {
    const std::tm fields = local(time);
    return fmt::format("{:02}:{:02}:{:02} {} {:04}-{:02}-{:02}", fields.tm_hour, fields.tm_min,
                       fields.tm_sec, fields.tm_zone, fields.tm_year + 1900, fields.tm_mon + 1,
                       fields.tm_mday);
}

UnixDay LocalClock::day_of(UnixTime time) const {
    const std::tm fields = local(time);
    return sample::day_of(time + fields.tm_gmtoff);
}

} // namespace calltally::sample
