// SPDX-License-Identifier: MIT
//
// How the rows of the three listings are read: one table of fields for each.
#pragma once

#include "api/requests.hpp"
#include "api/row_reader.hpp"

namespace calltally::api {

const RowFormat<core::Call>& call_format();
const RowFormat<core::UsageRecord>& usage_format(UsageGrain grain);
const RowFormat<core::Account>& account_format();

} // namespace calltally::api
