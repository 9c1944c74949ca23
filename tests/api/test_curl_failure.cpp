// SPDX-License-Identifier: MIT
#include "api/curl_failure.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace calltally;

TEST_CASE("failures of the network may pass") {
    for (const CURLcode code :
         {CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT,
          CURLE_HTTP2, CURLE_PARTIAL_FILE, CURLE_OPERATION_TIMEDOUT, CURLE_GOT_NOTHING,
          CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2_STREAM}) {
        const auto error = api::curl_failure(code, "", "api.twilio.com", false);
        CAPTURE(std::string(error.what()));
        CHECK(error.failure() == api::Failure::temporary);
        CHECK(error.exit_code() == core::ExitCode::temporary_failure);
        CHECK(std::string(error.what()).find("api.twilio.com") != std::string::npos);
    }
}

TEST_CASE("a certificate that is not trusted never passes, and is called by its name") {
    for (const CURLcode code :
         {CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE,
          CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
          CURLE_SSL_INVALIDCERTSTATUS}) {
        const auto error = api::curl_failure(code, "", "api.twilio.com", true);
        CHECK(error.failure() == api::Failure::contract);
        CHECK(error.exit_code() == core::ExitCode::contract_broken);
        CHECK(std::string(error.what()).find("certificate") != std::string::npos);
    }
}

TEST_CASE("a server that breaks the protocol is not asked again") {
    for (const CURLcode code : {CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING,
                                CURLE_OUT_OF_MEMORY, CURLE_WEIRD_SERVER_REPLY}) {
        CHECK(api::curl_failure(code, "", "h", true).failure() == api::Failure::contract);
    }
    // Endless headers are no lack of memory of ours.
    const std::string words = api::curl_failure(CURLE_OUT_OF_MEMORY, "", "h", true).what();
    CHECK(words.find("emory") == std::string::npos);
}

TEST_CASE("a broken TLS handshake may pass with a host that has answered before") {
    CHECK(api::curl_failure(CURLE_SSL_CONNECT_ERROR, "", "h", false).failure() ==
          api::Failure::contract);
    CHECK(api::curl_failure(CURLE_SSL_CONNECT_ERROR, "", "h", true).failure() ==
          api::Failure::temporary);
}

TEST_CASE("a proxy that lets nobody through is named in what to do") {
    const auto remedy = [](CURLcode code, const std::string& text) {
        return api::curl_failure(code, text, "api.twilio.com", false).remedy();
    };
    for (const std::string& named :
         {remedy(CURLE_COULDNT_RESOLVE_PROXY, ""), remedy(CURLE_PROXY, ""),
          remedy(CURLE_RECV_ERROR, "CONNECT tunnel failed, response 407")}) {
        CHECK(named.find("https_proxy") != std::string::npos);
    }
    CHECK(remedy(CURLE_RECV_ERROR, "Recv failure: Connection reset by peer").find("proxy") ==
          std::string::npos);
}
