// SPDX-License-Identifier: MIT
#include "core/error.hpp"
#include "mirror.hpp"
#include "store/database_path.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

core::ExitCode refusal(const std::string& path) {
    try {
        resolve_database_path(path);
    } catch (const core::Error& error) {
        CHECK_FALSE(error.remedy().empty());
        return error.exit_code();
    }
    return core::ExitCode::done;
}

} // namespace

TEST_CASE("a name that is no file yet is taken literally, never as a URI or a database in memory") {
    CHECK(resolve_database_path("/no/such/folder/x.db").path == "/no/such/folder/x.db");
    CHECK_FALSE(resolve_database_path("/no/such/folder/x.db").exists);
    CHECK(resolve_database_path("file:x?mode=memory").path == "./file:x?mode=memory");
    CHECK(resolve_database_path(":memory:").path == "./:memory:");
}

TEST_CASE("what is not a regular file is refused without opening it") {
    const Folder folder;
    CHECK(refusal("") == core::ExitCode::usage);
    CHECK(refusal(folder.file("")) == core::ExitCode::usage);
    CHECK(refusal("/dev/null") == core::ExitCode::usage);
    const std::string pipe = folder.file("pipe");
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(refusal(pipe) == core::ExitCode::usage); // opening it would wait for ever
}

TEST_CASE("a symbolic link leads to the file, a hard link is refused") {
    const Folder folder;
    const std::string file = folder.file("mirror.db");
    std::ofstream(file) << "";
    const std::string link = folder.file("link.db");
    std::filesystem::create_symlink(file, link);
    CHECK(resolve_database_path(link).path == std::filesystem::canonical(file).string());
    CHECK(resolve_database_path(link).exists);
    CHECK(refusal(file) == core::ExitCode::done);
    std::filesystem::create_hard_link(file, folder.file("second.db"));
    CHECK(refusal(file) == core::ExitCode::not_our_database);
    CHECK(refusal(link) == core::ExitCode::not_our_database);
}
