// SPDX-License-Identifier: MIT
//
// The schema's identity and its changes: numbered migrations, each with its version in one
// transaction, and the views, which are made anew whenever their text changed.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

namespace calltally::store {

/// `CTLY`: what makes a SQLite file ours; `file` shows it.
inline constexpr int application_id = 0x43544C59;

enum class SchemaUse { read, write };

/// Refuses a file that is another program's, or newer than this program; for reading, also one
/// that is older or empty. Changes nothing.
/// \throws core::Error not_our_database
void check_identity(SQLite::Database& connection, const std::string& path, SchemaUse use);

/// Applies what is missing of the migrations, and makes the views.
void bring_up_to_date(SQLite::Database& connection);

} // namespace calltally::store
