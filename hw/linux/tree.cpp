#include "hw/linux/tree.hpp"

#include "hw/linux/descriptor.hpp"
#include "hw/scan.hpp"

#include <algorithm>

namespace tare::hw::platform {

// read(2) and not a stream: files of /proc and /sys have no size, and some fail in the middle.
std::optional<std::string> Tree::read(const std::filesystem::path& file) const {
    constexpr std::size_t most_bytes = std::size_t{4} << 20;
    const auto descriptor = Descriptor::open((root_ / file).string(), O_RDONLY | O_NONBLOCK);
    if (!descriptor) return std::nullopt;
    std::string text;
    char buffer[16384];
    while (text.size() < most_bytes) {
        const auto got = ::read(descriptor.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && text.empty()) return std::nullopt;
        if (got <= 0) break;
        text.append(buffer, static_cast<std::size_t>(got));
    }
    return text;
}

std::optional<std::string> Tree::line(const std::filesystem::path& file) const {
    const auto text = read(file);
    if (!text) return std::nullopt;
    const auto kept = scan::trimmed(*text);
    if (kept.empty()) return std::nullopt;
    return std::string(kept);
}

std::optional<std::string> Tree::link(const std::filesystem::path& file) const {
    std::error_code error;
    const auto target = std::filesystem::read_symlink(root_ / file, error);
    if (error) return std::nullopt;
    return target.string();
}

bool Tree::exists(const std::filesystem::path& file) const {
    std::error_code error;
    return std::filesystem::exists(std::filesystem::symlink_status(root_ / file, error));
}

bool Tree::is_folder(const std::filesystem::path& file) const {
    std::error_code error;
    return std::filesystem::is_directory(root_ / file, error);
}

std::vector<std::string> Tree::names(const std::filesystem::path& folder) const {
    std::vector<std::string> found;
    std::error_code error;
    for (std::filesystem::directory_iterator at(root_ / folder, error), end; !error && at != end;
         at.increment(error))
        found.push_back(at->path().filename().string());
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace tare::hw::platform
