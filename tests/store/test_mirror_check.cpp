// SPDX-License-Identifier: MIT
#include "core/error.hpp"
#include "mirror.hpp"
#include "store/mirror_check.hpp"

#include <doctest/doctest.h>

#include <cstdio>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

TEST_CASE("a small mirror is read whole, of a large one the header and the schema") {
    const Mirror mirror;
    const MirrorCheck whole = check_mirror(mirror.path());
    CHECK(whole.has_read_every_page);
    CHECK(whole.schema == 2);
    const MirrorCheck quick = check_mirror(mirror.path(), whole.bytes - 1);
    CHECK_FALSE(quick.has_read_every_page);
    CHECK(quick.bytes == whole.bytes);
}

TEST_CASE("a mirror without a log is looked at without making one") {
    const Folder folder;
    const std::string path = folder.file("m.db");
    { auto database = Database::open_for_writing(path); }
    std::remove((path + "-wal").c_str());
    std::remove((path + "-shm").c_str());
    CHECK(check_mirror(path).has_read_every_page);
    CHECK_FALSE(std::filesystem::exists(path + "-wal"));
    CHECK_FALSE(std::filesystem::exists(path + "-shm"));
}
