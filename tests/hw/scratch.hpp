// A folder that is there for as long as the test needs it.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

class Scratch {
  public:
    Scratch() {
        auto name = (std::filesystem::temp_directory_path() / "tare-hw-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::filesystem::filesystem_error("mkdtemp", name, {});
        root_ = name;
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(root_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] const std::filesystem::path& root() const { return root_; }
    void put(const std::filesystem::path& file, const std::string& text) const {
        std::filesystem::create_directories((root_ / file).parent_path());
        std::ofstream(root_ / file, std::ios::trunc) << text;
    }

  private:
    std::filesystem::path root_;
};
