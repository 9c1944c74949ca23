// SPDX-License-Identifier: MIT
//
// What a sync tells while it runs and when it is done: a line that is written over on a terminal,
// one line of JSON for each event, a summary, or nothing.
#pragma once

#include "sync/sync.hpp"
#include "sync/sync_plan.hpp"

#include <chrono>
#include <string>

namespace calltally::cli {

class SyncOutput {
public:
    enum class Kind {
        text,  ///< a progress line if standard error is a terminal, and a summary
        json,  ///< one object a line, on standard output
        quiet, ///< nothing
    };

    explicit SyncOutput(Kind kind);
    ~SyncOutput() { clear_line(); }
    SyncOutput(const SyncOutput&) = delete;
    SyncOutput& operator=(const SyncOutput&) = delete;

    /// Where a run stands; told at most ten times a second on a terminal, once a second in JSON.
    void progress(const sync::Progress& progress);
    void clear_line();
    /// What a sync would ask for, as JSON.
    static void json_plan(const sync::SyncPlan& plan);
    /// The run is over; it may have failures.
    void summary(const sync::SyncResult& result);

private:
    using Clock = std::chrono::steady_clock;

    Kind m_kind;
    bool m_has_line; ///< a line is written over as the run goes on
    bool m_is_dirty = false;
    std::string m_step;
    Clock::time_point m_step_began;
    Clock::time_point m_told;
};

/// `calls [########      ]  53 %, 6,400 of about 12,000, 4,000 a second, 0:02 left`, as far as it
/// can be known. Never over 100 %, and 100 % for what is whole only.
std::string progress_text(const sync::Progress& progress, std::chrono::duration<double> elapsed);

} // namespace calltally::cli
