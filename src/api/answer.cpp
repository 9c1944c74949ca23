// SPDX-License-Identifier: MIT
#include "api/answer.hpp"

#include "api/printable.hpp"
#include "core/decimal.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace calltally::api {

namespace {

using core::ExitCode;

constexpr std::size_t longest_message = 200;
/// Only short bodies can be errors; a page of calls is not parsed twice.
constexpr std::size_t longest_error_body = 16'384;

namespace twilio_codes {
constexpr int bad_credentials = 20003;
constexpr int account_not_active = 20005;
constexpr int test_credentials = 20008;
constexpr int not_allowed = 20403;
constexpr int not_found = 20404;
constexpr int too_many_requests = 20429;
constexpr int server_error = 20500;
constexpr int bad_page_token = 21481;
constexpr int permission_missing = 70051;
} // namespace twilio_codes

/// The HTTP status that goes with an error code, for a body that states only the code; or 0.
int status_of(int twilio_code) noexcept {
    switch (twilio_code) {
    case twilio_codes::bad_credentials:
        return 401;
    case twilio_codes::test_credentials:
    case twilio_codes::not_allowed:
    case twilio_codes::permission_missing:
        return 403;
    case twilio_codes::not_found:
        return 404;
    case twilio_codes::too_many_requests:
        return 429;
    case twilio_codes::server_error:
        return 500;
    case twilio_codes::bad_page_token:
        return 400;
    default:
        return 0;
    }
}

bool is_retryable(int status) noexcept {
    constexpr std::array statuses{408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524};
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

/// A member that is a whole number of at most six digits; 0 for everything else.
int small_number(const nlohmann::json& object, const char* name) {
    const auto member = object.find(name);
    const auto* value = member == object.end() ? nullptr : member->get_ptr<const std::uint64_t*>();
    return value != nullptr && *value < 1'000'000 ? static_cast<int>(*value) : 0;
}

struct ErrorBody {
    int status = 0;
    int code = 0;
    std::string message;
};

/// Twilio's error body, and the newer kind of RFC 9457; all empty for any other text.
ErrorBody read_error_body(const std::string& body) {
    if (body.size() > longest_error_body) {
        return {};
    }
    const auto json = nlohmann::json::parse(body, nullptr, false);
    if (!json.is_object()) {
        return {};
    }
    ErrorBody error{small_number(json, "status"), small_number(json, "code"), {}};
    for (const char* name : {"message", "detail", "title"}) {
        const auto member = json.find(name);
        if (member != json.end() && member->is_string()) {
            error.message = printable(member->get_ref<const std::string&>(), longest_message);
            break;
        }
    }
    return error;
}

/// Why a body of status 200 cannot be JSON; null if it can, by its two ends.
const char* reason_not_json(const std::string& body) {
    constexpr const char* blanks = " \t\r\n";
    std::string_view text = body;
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return "nothing at all";
    }
    if (text[first] == '<') {
        const bool is_xml =
            text.substr(first, 5) == "<?xml" || text.find("<TwilioResponse") != std::string::npos;
        return is_xml ? "XML, expected JSON" : "a web page (HTML), expected JSON";
    }
    if (text[first] != '{') {
        return "something that is no JSON object";
    }
    return text[text.find_last_not_of(blanks)] == '}' ? nullptr : "JSON that ends in its middle";
}

/// `HTTP 503, code 20503: Service unavailable`
std::string words_of(const Answer& answer) {
    std::string words = fmt::format("HTTP {}", answer.http_status);
    if (answer.twilio_code != 0) {
        words += fmt::format(", code {}", answer.twilio_code);
    }
    return answer.message.empty() ? words : words + ": " + answer.message;
}

std::string permission_for(const std::string& path) {
    if (path.find("/Usage/") != std::string::npos) {
        return "give the key the permission /twilio/billing/usage/read";
    }
    if (path.find("/Calls/") != std::string::npos) {
        return "give the key the permission /twilio/voice/calls/read";
    }
    if (path.find("/Calls.json") != std::string::npos) {
        return "give the key the permission /twilio/voice/calls/list";
    }
    return "accounts can be read with the Auth Token or a Main key only: use one of those";
}

std::string refusal_remedy(const Answer& answer, const std::string& path) {
    switch (answer.twilio_code) {
    case twilio_codes::permission_missing:
        return permission_for(path);
    case twilio_codes::test_credentials:
        return "test credentials cannot read calls or usage: use live ones";
    case twilio_codes::account_not_active:
    case twilio_codes::not_allowed:
        return "the account may be suspended or closed: see its state in Twilio's Console";
    default:
        break;
    }
    if (answer.http_status == 407) {
        return "the proxy wants credentials of its own: put them into https_proxy";
    }
    return "check the account SID, the key or token (it may be deleted) and its region; an API "
           "key reads its own account only, subaccounts need the Auth Token";
}

} // namespace

bool ApiError::says_there_is_none() const noexcept {
    return m_failure == Failure::not_found && m_twilio_code == twilio_codes::not_found;
}

Answer classify(const Response& response) {
    Answer answer;
    answer.http_status = response.status;
    const bool is_success = response.status >= 200 && response.status < 300;
    if (is_success) {
        if (const char* reason = reason_not_json(response.body)) {
            answer.kind = Answer::Kind::retry_briefly;
            answer.message = reason;
            return answer;
        }
    }
    ErrorBody body = read_error_body(response.body);
    if (is_success) {
        const int status = body.status != 0 ? body.status : status_of(body.code);
        if (status < 400 || status > 599) {
            return answer;
        }
        answer.http_status = status;
    }
    answer.twilio_code = body.code;
    answer.message = std::move(body.message);
    answer.kind = answer.http_status == 401          ? Answer::Kind::retry_briefly
                  : is_retryable(answer.http_status) ? Answer::Kind::retry
                                                     : Answer::Kind::fail;
    return answer;
}

ApiError to_error(const Answer& answer, const std::string& who, const std::string& target) {
    const std::string path = target.substr(0, target.find('?'));
    const int status = answer.http_status;
    const auto error = [&](Failure failure, ExitCode exit_code, const std::string& cause,
                           std::string remedy) {
        return ApiError(failure, exit_code, cause, std::move(remedy), status, answer.twilio_code);
    };
    if (status == 401 || status == 403 || status == 407) {
        return error(Failure::refused, ExitCode::refused,
                     fmt::format("{} may not read {} ({})", who, path, words_of(answer)),
                     refusal_remedy(answer, path));
    }
    if (status == 404) {
        return error(Failure::not_found, ExitCode::configuration,
                     fmt::format("there is no {} ({})", path, words_of(answer)),
                     "check the account SID and the region");
    }
    if (status == 400 && answer.twilio_code == twilio_codes::bad_page_token) {
        return error(
            Failure::bad_page_token, ExitCode::contract_broken,
            fmt::format("the page token of {} is no longer valid ({})", path, words_of(answer)),
            "run the sync again: the listing starts anew");
    }
    if (status >= 200 && status < 300) {
        return error(Failure::contract, ExitCode::contract_broken,
                     fmt::format("{} answers with {} (HTTP {})", path, answer.message, status),
                     "check the base URL, and what stands between here and there");
    }
    if (answer.kind == Answer::Kind::retry) {
        return error(Failure::temporary, ExitCode::temporary_failure,
                     fmt::format("{} keeps failing ({})", path, words_of(answer)),
                     "run the sync again later; everything read so far is kept");
    }
    return error(Failure::contract, ExitCode::contract_broken,
                 fmt::format("the request for {} is not accepted ({})", path, words_of(answer)),
                 "if the server is Twilio's, report this");
}

std::chrono::seconds retry_after(const Response& response) {
    constexpr std::chrono::seconds none{0};
    if (!response.retry_after) {
        return none;
    }
    if (const auto number = core::parse_whole_number(*response.retry_after)) {
        return std::max(std::chrono::seconds{*number}, none);
    }
    const auto parsed = core::parse_rfc2822(*response.retry_after);
    const auto until = parsed ? core::to_instant(*parsed) : std::nullopt;
    return until && response.date ? std::max(*until - *response.date, none) : none;
}

} // namespace calltally::api
