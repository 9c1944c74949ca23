// SPDX-License-Identifier: MIT
#include "core/error.hpp"
#include "core/open_files.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <cerrno>
#include <string>

using namespace calltally::core;

TEST_CASE("want of file descriptors is named, and nothing else taken for it") {
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    errno = ENOENT;
    CHECK_NOTHROW(check_for_open_files());
    CHECK(errno == ENOENT);
    errno = EMFILE; // whoever failed has given back what it had
    CHECK_THROWS_AS(check_for_open_files(), Error);

    rlimit none = before;
    none.rlim_cur = 3;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    errno = ECONNREFUSED;
    try {
        check_for_open_files();
        FAIL_CHECK("passed");
    } catch (const Error& error) {
        CHECK(error.exit_code() == ExitCode::bug);
        CHECK(std::string(error.what()).find("out of file descriptors") == 0);
    }
    CHECK(errno == ECONNREFUSED);
    CHECK(::setrlimit(RLIMIT_NOFILE, &before) == 0);
}
