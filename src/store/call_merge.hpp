// SPDX-License-Identifier: MIT
//
// What becomes of a stored call when it is seen again: in the API, or in a file, which may know
// less, or show the call as it was long ago.
#pragma once

#include "core/call.hpp"
#include "core/source.hpp"

#include <optional>

namespace calltally::store {

/// A call and the source that knows most of it.
struct SourcedCall {
    core::Call call;
    core::Source source = core::Source::api;
};

/// What is to be stored when `seen` arrives for a call that is stored as `stored`. Empty if
/// `seen` is an older snapshot: one with an earlier `date_updated`, or an unfinished one of a call
/// that is over.
///
/// From the API everything is taken, null as well; only a price once seen is never taken back by a
/// snapshot that has none yet. From a file:
/// * a field that the file does not have, or has empty, stays as it is stored;
/// * a later snapshot (a later `date_updated`, or a finished call over an unfinished one) brings
///   the status, the times, the duration and the price;
/// * beyond that a file fills what is stored as null, and replaces only what a source stored that
///   knows no more than itself. What the API said stays.
std::optional<SourcedCall> merge(const SourcedCall& stored, const SourcedCall& seen);

} // namespace calltally::store
