// A folder for one test, gone with it.
#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

namespace tare::store::test {

struct Scratch {
    std::filesystem::path folder = std::filesystem::temp_directory_path() /
                                   ("tare-store-test-" + std::to_string(std::random_device{}()));

    Scratch() { std::filesystem::create_directories(folder); }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    /// Writes a file, with the folders above it.
    std::filesystem::path write(std::string_view name, std::string_view text) const {
        const auto path = folder / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
};

} // namespace tare::store::test
