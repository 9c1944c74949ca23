// SPDX-License-Identifier: MIT
#include "core/error.hpp"
#include "mirror.hpp"
#include "store/writer_lock.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

/// The refusal, or nothing where the lock was got.
std::optional<core::Error> attempt(const std::string& path) {
    try {
        const WriterLock lock(path, "test");
    } catch (const core::Error& error) {
        return error;
    }
    return std::nullopt;
}

} // namespace

TEST_CASE("the lock is had once at a time, and again when its holder is done") {
    const Folder folder;
    const std::string path = folder.file("mirror.db");
    {
        const WriterLock lock(path, "rules");
        const auto refused = attempt(path);
        REQUIRE(refused);
        CHECK(refused->exit_code() == core::ExitCode::already_running);
        CHECK(std::string(refused->what()) ==
              fmt::format("another run writes this file: calltally rules, process {}", ::getpid()));
        CHECK_FALSE(attempt(folder.file("other.db")));
    }
    CHECK_FALSE(attempt(path));
    struct stat info {};
    REQUIRE(::stat((path + ".lock").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == 0600U);
}

TEST_CASE("a holder that dies leaves no lock behind") {
    const Folder folder;
    const std::string path = folder.file("mirror.db");
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const WriterLock lock(path, "test");
        ::_exit(0); // no destructor
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK_FALSE(attempt(path));
}

TEST_CASE("a symbolic link to the mirror leads to the same lock") {
    const Folder folder;
    const std::string path = folder.file("mirror.db");
    std::ofstream(path) << "";
    std::filesystem::create_symlink(path, folder.file("link.db"));
    const WriterLock lock(folder.file("link.db"), "sync");
    const auto refused = attempt(path);
    REQUIRE(refused);
    CHECK(refused->exit_code() == core::ExitCode::already_running);
}

TEST_CASE("where no lock can be made, it says so and leaves nothing") {
    const Folder folder;
    const auto refused = attempt(folder.file("no/such/folder.db"));
    REQUIRE(refused);
    CHECK(refused->exit_code() == core::ExitCode::storage_failure);
    const auto unnamed = attempt("");
    REQUIRE(unnamed);
    CHECK(unnamed->exit_code() == core::ExitCode::usage);
    CHECK_FALSE(std::filesystem::exists(".lock"));
    // A lock file that is somebody's link to another file must not be followed and emptied.
    std::ofstream(folder.file("precious")) << "text";
    std::filesystem::create_symlink(folder.file("precious"), folder.file("m.db.lock"));
    CHECK(attempt(folder.file("m.db")));
    CHECK(bytes_of(folder.file("precious")) == "text");
}
