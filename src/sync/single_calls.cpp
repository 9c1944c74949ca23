// SPDX-License-Identifier: MIT
#include "sync/single_calls.hpp"

#include "api/requests.hpp"
#include "store/quarantine.hpp"
#include "store/suspected_calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace calltally::sync {

namespace {

/// How many calls a run asks for one by one, at most.
constexpr std::size_t most_requests_by_sid = 500;

std::exception_ptr not_an_answer(const std::string& sid, const std::string& what) {
    return std::make_exception_ptr(
        api::ApiError(api::Failure::contract, core::ExitCode::contract_broken,
                      fmt::format("asked for call {}, the server answers {}", sid, what),
                      "check the base URL, and what stands between here and there"));
}

/// Why an answer says nothing of the call; null if it says what became of it.
std::exception_ptr failure_of(const std::string& sid, const FetchedPage<core::Call>& fetched) {
    if (fetched.failure) {
        try {
            std::rethrow_exception(fetched.failure);
        } catch (const api::ApiError& error) {
            if (error.failure() != api::Failure::not_found) {
                return fetched.failure;
            }
            return error.says_there_is_none()
                       ? nullptr
                       : not_an_answer(sid, "404 without Twilio's code for it");
        } catch (...) {
            return fetched.failure;
        }
    }
    for (const core::Call& call : fetched.page.rows) {
        if (call.sid != sid) {
            return not_an_answer(sid, "with " + call.sid);
        }
    }
    for (const api::BadRow& bad : fetched.page.bad_rows) {
        if (bad.sid && *bad.sid != sid) {
            return not_an_answer(sid, "with " + *bad.sid);
        }
    }
    return nullptr;
}

} // namespace

void SingleCalls::suspect(std::size_t account, std::string sid) {
    m_questions.push_back({account, std::move(sid), true});
}

void SingleCalls::ask(const std::vector<AccountCallPlan>& plans) {
    collect(plans);
    std::vector<Listing> listings;
    for (const Question& question : m_questions) {
        Listing listing;
        listing.account_sid = m_accounts[question.account].sid();
        listing.targets.push_back(api::call_target(listing.account_sid, question.sid));
        listing.group = question.account;
        listings.push_back(std::move(listing));
    }
    ListingFetcher<core::Call> fetcher(m_context.remote, api::parse_call);
    fetcher.run(
        listings,
        [&](FetchedPage<core::Call> fetched) {
            const Question& question = m_questions[fetched.listing];
            if (const std::exception_ptr failure = failure_of(question.sid, fetched)) {
                note_failure_of_calls(m_accounts[question.account], failure);
            } else {
                take_answer(question, std::move(fetched));
            }
        },
        [] {});
}

std::vector<std::int64_t> SingleCalls::count(const std::vector<AccountCallPlan>& plans) {
    collect(plans);
    std::vector<std::int64_t> calls(m_accounts.size(), 0);
    for (const Question& question : m_questions) {
        ++calls[question.account];
    }
    return calls;
}

void SingleCalls::collect(const std::vector<AccountCallPlan>& plans) {
    std::vector<Question> suspects;
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        for (std::string& sid :
             store::suspected_calls(m_context.connection(), m_accounts[i].sid())) {
            suspects.push_back({i, std::move(sid), true}); // left over by earlier runs
        }
    }
    std::move(m_questions.begin(), m_questions.end(), std::back_inserter(suspects));
    std::stable_sort(suspects.begin(), suspects.end(), [](const auto& a, const auto& b) {
        return a.account != b.account ? a.account < b.account : a.sid < b.sid;
    });
    const auto repeated = std::unique(suspects.begin(), suspects.end(),
                                      [](const auto& a, const auto& b) { return a.sid == b.sid; });
    suspects.erase(repeated, suspects.end());
    m_questions = std::move(suspects);
    if (!m_questions.empty()) { // until there is an answer, which another run may have to get
        store::Transaction transaction(m_context.connection());
        for (const Question& question : m_questions) {
            store::suspect(m_context.connection(), m_accounts[question.account].sid(), question.sid,
                           m_context.remote.now());
        }
        transaction.commit();
    }
    std::set<std::string> asked;
    for (const Question& question : m_questions) {
        asked.insert(question.sid);
    }
    const auto add = [&](Question question) {
        if (asked.insert(question.sid).second) {
            m_questions.push_back(std::move(question));
        }
    };
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        for (const std::string& sid : plans[i].awaited()) {
            add({i, sid, false});
        }
    }
    for (std::size_t i = 0; i < m_accounts.size(); ++i) {
        for (const store::KeptRow& row :
             store::rows_to_ask_for(m_context.connection(), m_accounts[i].sid())) {
            if (row.resource != "calls" || !row.sid) {
                continue; // asked for by listing
            }
            if (m_context.has_seen(row)) {
                asked.insert(*row.sid); // a listing showed it just now
            } else {
                add({i, *row.sid, false});
            }
        }
    }
    std::erase_if(m_questions, [&](const Question& question) {
        return m_accounts[question.account].calls_given_up;
    });
    m_questions.resize(std::min(m_questions.size(), most_requests_by_sid));
}

void SingleCalls::take_answer(const Question& question, FetchedPage<core::Call> fetched) {
    const core::Instant now = m_context.remote.now();
    SQLite::Database& connection = m_context.connection();
    const std::string& account_sid = m_accounts[question.account].sid();
    store::Transaction transaction(connection);
    if (fetched.failure) {
        // One that is gone is believed to be so after a complete re-read only.
        const bool is_marked = question.is_suspect && m_calls.mark_missing(question.sid, now);
        m_context.totals.rows_changed += is_marked ? 1 : 0;
        store::call_is_gone(connection, account_sid, question.sid);
    }
    m_context.note(fetched.page);
    for (core::Call& call : fetched.page.rows) {
        m_context.forget_if_to_come(call);
        const bool changed = m_calls.put(call, now) == store::PutResult::changed;
        m_context.totals.rows_changed += changed ? 1 : 0;
    }
    if (!fetched.page.rows.empty()) {
        store::release_from_quarantine(connection, account_sid, question.sid);
    }
    for (const api::BadRow& bad : fetched.page.bad_rows) {
        m_context.put_aside({account_sid, "calls", question.sid, bad.reason, bad.raw});
    }
    m_calls.mark_checked(question.sid, now);
    store::no_longer_suspect(connection, question.sid);
    m_calls.write_roll_up();
    transaction.commit();
}

} // namespace calltally::sync
