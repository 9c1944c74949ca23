// SPDX-License-Identifier: MIT
//
// The entry point: an SQLite that is too old, a registration that fails, and the functions in a
// program of our own.

// This is the host, not an extension: it calls SQLite itself, not through an interface table.
#define SQLITE_CORE 1

#include "connection.hpp"
#include "extension/register.hpp"

#include <dlfcn.h>
#include <doctest/doctest.h>
#include <sqlite3ext.h>

namespace calltally::extension_tests {

namespace {

using EntryPoint = int (*)(sqlite3*, char**, const sqlite3_api_routines*);

sqlite3_api_routines interface_of_sqlite;

/// SQLite hands its interface table to extensions only: be one for a moment.
int take_interface(sqlite3*, char**, const sqlite3_api_routines* interface) {
    interface_of_sqlite = *interface;
    return SQLITE_OK;
}

sqlite3_api_routines sqlite_interface() {
    const auto extension = reinterpret_cast<void (*)()>(&take_interface);
    sqlite3_auto_extension(extension);
    Connection connection{Connection::Load::nothing};
    sqlite3_cancel_auto_extension(extension);
    return interface_of_sqlite;
}

struct Outcome {
    int code;
    std::string message;
};

/// The module, loaded without SQLite. Must outlive the connections that it registers functions
/// with.
class Module {
public:
    Module() : m_library(::dlopen(CALLTALLY_MODULE, RTLD_NOW | RTLD_LOCAL)) {
        REQUIRE(m_library != nullptr);
        m_entry_point = reinterpret_cast<EntryPoint>(::dlsym(m_library, "sqlite3_calltally_init"));
        REQUIRE(static_cast<bool>(m_entry_point));
    }
    ~Module() { ::dlclose(m_library); }
    Module(const Module&) = delete;
    Module& operator=(const Module&) = delete;

    /// Calls the entry point with another interface than SQLite's own.
    Outcome initialize(const Connection& connection, const sqlite3_api_routines& interface) const {
        char* message = nullptr;
        Outcome outcome{m_entry_point(connection.handle(), &message, &interface), ""};
        outcome.message = message == nullptr ? "" : message;
        sqlite3_free(message);
        return outcome;
    }
    int initialize_without_message(const Connection& connection,
                                   const sqlite3_api_routines& interface) const {
        return m_entry_point(connection.handle(), nullptr, &interface);
    }

private:
    void* m_library;
    EntryPoint m_entry_point = nullptr;
};

int registrations_left = 0;
decltype(sqlite3_api_routines::create_function_v2) create_function_of_sqlite = nullptr;

int create_some_functions(sqlite3* connection, const char* name, int count, int flags, void* data,
                          void (*function)(sqlite3_context*, int, sqlite3_value**),
                          void (*step)(sqlite3_context*, int, sqlite3_value**),
                          void (*final)(sqlite3_context*), void (*destroy)(void*)) {
    if (registrations_left == 0) {
        return SQLITE_NOMEM;
    }
    --registrations_left;
    return create_function_of_sqlite(connection, name, count, flags, data, function, step, final,
                                     destroy);
}

} // namespace

TEST_CASE("an SQLite older than 3.34 is refused with a message") {
    sqlite3_api_routines interface = sqlite_interface();
    interface.libversion = [] { return "3.33.0"; };
    interface.libversion_number = [] { return 3'033'000; };
    const Module module;
    Connection connection{Connection::Load::nothing};
    const Outcome outcome = module.initialize(connection, interface);
    CHECK(outcome.code == SQLITE_ERROR);
    CHECK(outcome.message == "calltally needs SQLite 3.34 or later, this is 3.33.0");
    CHECK(connection.value("calltally_version()") == "error: no such function: calltally_version");

    CHECK(module.initialize_without_message(connection, interface) == SQLITE_ERROR);

    interface.libversion_number = [] { return 3'034'000; };
    CHECK(module.initialize(connection, interface).code == SQLITE_OK);
}

TEST_CASE("registration stops at the first function that fails and says which") {
    sqlite3_api_routines interface = sqlite_interface();
    create_function_of_sqlite = interface.create_function_v2;
    interface.create_function_v2 = create_some_functions;
    interface.errmsg = [](sqlite3*) { return "out of memory"; };
    const Module module;
    Connection connection{Connection::Load::nothing};
    registrations_left = 4; // the fifth is calltally_version
    const Outcome outcome = module.initialize(connection, interface);
    CHECK(outcome.code == SQLITE_NOMEM);
    CHECK(outcome.message == "calltally cannot register calltally_version(): out of memory");
    CHECK(module.initialize_without_message(connection, interface) == SQLITE_NOMEM);
    CHECK(connection.value("billed_seconds(61)") == "120");
    CHECK(connection.value("utc_time(0)") == "error: no such function: utc_time");
}

TEST_CASE("in a program of our own every connection has the functions") {
    extension::register_functions_automatically();
    extension::register_functions_automatically();
    Connection connection{Connection::Load::nothing};
    CHECK(connection.value("billed_minutes(61)") == "2");
    CHECK(connection.value("local_time(0, 'Asia/Tokyo')") == "'1970-01-01 09:00:00'");
    CHECK(connection.load_module() == ""); // the module beside them, as in the shell
    CHECK(connection.value("billed_minutes(61)") == "2");
    sqlite3_reset_auto_extension();
    CHECK(Connection{Connection::Load::nothing}.value("billed_minutes(61)") ==
          "error: no such function: billed_minutes");
}

} // namespace calltally::extension_tests
