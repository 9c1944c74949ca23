// SPDX-License-Identifier: MIT
#include "sample/base64.hpp"

#include <doctest/doctest.h>

using namespace calltally::sample;

TEST_CASE("base 64 as RFC 4648 has it") {
    const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : vectors) {
        CHECK(base64_encoded(plain) == encoded);
        CHECK(base64_decoded(encoded) == plain);
    }
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
        all += static_cast<char>(byte);
    }
    CHECK(base64_decoded(base64_encoded(all)) == all);
}
