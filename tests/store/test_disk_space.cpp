// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/disk_space.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <limits>

namespace calltally::store::testing {

TEST_CASE("free space is what the file system says, without what is root's") {
    const Folder folder;
    std::ofstream(folder.file("some")) << "text";
    const std::int64_t free = free_bytes_beside(folder.file("some"));
    const auto space = std::filesystem::space(folder.file("some"));
    // Others write at the same time: within a tenth of the disk.
    const std::int64_t difference = free - static_cast<std::int64_t>(space.available);
    CHECK(std::abs(difference) <= static_cast<std::int64_t>(space.capacity / 10));
    CHECK(free > 0);
}

TEST_CASE("what cannot be asked counts as room: the write will tell") {
    CHECK(free_bytes_beside("/nowhere/at/all") == std::numeric_limits<std::int64_t>::max());
}

} // namespace calltally::store::testing
