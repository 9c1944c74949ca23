// SPDX-License-Identifier: MIT
//
// Files for the tests to read.
#pragma once

#include "core/error.hpp"
#include "importer/byte_source.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace calltally::importer::testing {

/// A file with this content, for as long as the object lives.
class TestFile {
public:
    explicit TestFile(std::string_view content, const std::string& name = "test.csv") {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "calltally-importer-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error("no temporary folder");
        }
        m_folder = pattern;
        m_path = m_folder / name;
        append(content);
    }
    TestFile(const TestFile&) = delete;
    TestFile& operator=(const TestFile&) = delete;
    ~TestFile() { std::filesystem::remove_all(m_folder); }

    void append(std::string_view content) const {
        std::ofstream out(m_path, std::ios::binary | std::ios::app);
        out << content;
    }
    std::string path() const { return m_path.string(); }

private:
    std::filesystem::path m_folder;
    std::filesystem::path m_path;
};

/// What a call says when it refuses; empty if it does not.
template <class Call>
std::string refusal(Call call) {
    try {
        call();
    } catch (const core::Error& error) {
        return error.what();
    }
    return {};
}

inline bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace calltally::importer::testing
