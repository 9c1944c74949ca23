// SPDX-License-Identifier: MIT
//
// The calls that a run asks for one by one, by sid: those that may be gone, and those that may
// still change.
#pragma once

#include "store/call_store.hpp"
#include "sync/account_call_plan.hpp"
#include "sync/account_run.hpp"
#include "sync/listing_fetcher.hpp"
#include "sync/run_context.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace calltally::sync {

class SingleCalls {
public:
    /// All outlive this. \param accounts take the failures
    SingleCalls(RunContext& context, std::vector<AccountRun>& accounts, store::CallStore& calls)
        : m_context(context), m_accounts(accounts), m_calls(calls) {}

    /// A complete listing that should hold the call does not.
    void suspect(std::size_t account, std::string sid);
    /// Asks for the suspects, those of earlier runs as well, and for what the plans await; at most
    /// 500 in all, the rest is for the runs to come.
    /// \throws what ends the whole run, as CallSync::run()
    void ask(const std::vector<AccountCallPlan>& plans);
    /// How many calls it would ask for, of each account. To be asked instead of that.
    std::vector<std::int64_t> count(const std::vector<AccountCallPlan>& plans);

private:
    struct Question {
        std::size_t account = 0;
        std::string sid;
        bool is_suspect = false; ///< it is gone if the API says so
    };

    void collect(const std::vector<AccountCallPlan>& plans);
    void take_answer(const Question& question, FetchedPage<core::Call> fetched);

    RunContext& m_context;
    std::vector<AccountRun>& m_accounts;
    store::CallStore& m_calls;
    std::vector<Question> m_questions;
};

} // namespace calltally::sync
