// SPDX-License-Identifier: MIT
//
// calltally-sample-api: see options.cpp for what it does, README.md for how to use it.
#include "sample/options.hpp"
#include "sample/sample_api.hpp"
#include "sample/server.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>

namespace {

void run(const calltally::sample::Options& options) {
    using namespace calltally::sample;
    SampleApi api{*options.scenario, options.dimensions, FaultPlan{options.faults}};
    if (!options.truth_file.empty()) {
        std::ofstream file{options.truth_file};
        file << api.truth_text();
        file.close();
        if (!file) {
            throw std::runtime_error(fmt::format("cannot write {}", options.truth_file));
        }
    }
    if (!options.port) {
        return;
    }
    const Credentials& credentials = api.credentials();
    fmt::print("TWILIO_ACCOUNT_SID={}\nTWILIO_AUTH_TOKEN={}\nTWILIO_API_KEY={}\n"
               "TWILIO_API_SECRET={}\n",
               credentials.account_sid, credentials.auth_token, credentials.api_key,
               credentials.api_secret);
    serve(api, options);
}

} // namespace

int main(int argc, char** argv) {
    try {
        int exit_code = 0;
        const auto options = calltally::sample::read_options(argc, argv, exit_code);
        if (options) {
            run(*options);
        }
        return exit_code;
    } catch (const std::exception& error) {
        fmt::print(stderr, "calltally-sample-api: {}\n", error.what());
        return 1;
    }
}
