// SPDX-License-Identifier: MIT
#include "sample/call_state.hpp"

namespace calltally::sample {

namespace {

/// Longer than this is a place in a queue, not the ringing of a telephone; seconds.
constexpr std::uint16_t longest_ringing = 60;

Status final_status(Outcome outcome) noexcept {
    switch (outcome) {
    case Outcome::completed:
        return Status::completed;
    case Outcome::busy:
        return Status::busy;
    case Outcome::failed:
        return Status::failed;
    case Outcome::no_answer:
        return Status::no_answer;
    case Outcome::canceled:
        return Status::canceled;
    }
    return Status::failed;
}

} // namespace

bool is_listed(const Account& account, std::uint32_t position, UnixTime now) {
    const Call& call = account.calls[position];
    return call.created() <= now && (!call.deleted || account.deletions.at(position) > now);
}

Status status_at(const Call& call, UnixTime now) noexcept {
    if (now < UnixTime{call.start}) {
        return call.wait > longest_ringing ? Status::queued : Status::ringing;
    }
    return now < call.end() ? Status::in_progress : final_status(call.outcome);
}

bool is_priced(const Call& call, UnixTime now) noexcept {
    return call.outcome == Outcome::completed && call.price_delay != never_priced &&
           call.end() + UnixTime{call.price_delay} * 60 <= now;
}

bool is_in_usage(const Call& call, UnixTime as_of) noexcept {
    return call.outcome == Outcome::completed && call.billed_minutes > 0 &&
           shape_of(call.kind).category != Category::unmapped && call.end() <= as_of;
}

std::optional<UnixTime> shown_start(const Call& call, UnixTime now) noexcept {
    switch (status_at(call, now)) {
    case Status::queued:
        return std::nullopt;
    case Status::ringing:
        return call.created();
    default:
        return UnixTime{call.start};
    }
}

std::optional<UnixTime> shown_end(const Call& call, UnixTime now) noexcept {
    if (now < call.end()) {
        return std::nullopt;
    }
    return call.end();
}

UnixTime last_change(const Call& call, UnixTime now) noexcept {
    if (now < UnixTime{call.start}) {
        return call.created();
    }
    if (now < call.end()) {
        return call.start;
    }
    return is_priced(call, now) ? call.end() + UnixTime{call.price_delay} * 60 : call.end();
}

} // namespace calltally::sample
