#include "bench/features/footprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tare::features {
namespace {

namespace fs = std::filesystem;

/// The command's last word that is a file, if that is a compiled program (and not what an interpreter runs).
std::optional<fs::path> compiled_program(const std::vector<std::string>& command) {
    for (auto word = command.rbegin(); word != command.rend(); ++word) {
        std::error_code none;
        if (word->find('/') == std::string::npos || !fs::is_regular_file(*word, none)) continue;
        char magic[4] = {};
        std::ifstream(*word, std::ios::binary).read(magic, sizeof magic);
        return std::string_view(magic, 4) == "\x7f"
                                             "ELF"
                   ? std::optional<fs::path>(*word)
                   : std::nullopt;
    }
    return std::nullopt;
}

std::string maps_of(int pid) {
    std::ifstream file(fmt::format("/proc/{}/maps", pid));
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

struct Loaded {
    std::int64_t program_bytes = 0;
    std::vector<std::string> objects;
    std::int64_t object_bytes = 0;
};

/// Absent where anything of it cannot be read: a sum of less would be wrong.
std::optional<Loaded> loaded(const fs::path& program, int pid) {
    const std::string maps = maps_of(pid);
    if (maps.empty()) return std::nullopt;
    std::error_code error;
    Loaded all;
    all.program_bytes = static_cast<std::int64_t>(fs::file_size(program, error));
    all.objects = shared_objects_in(maps);
    for (const std::string& object : all.objects) {
        if (error) break;
        all.object_bytes += static_cast<std::int64_t>(fs::file_size(object, error));
    }
    return error ? std::nullopt : std::optional(all);
}

void add_compiled(std::vector<FeatureCell>& cells, const fs::path& program, int pid) {
    const auto found = loaded(program, pid);
    if (!found) {
        for (const Feature each : {Feature::installed, Feature::shared_objects}) {
            cells.push_back(absent(each, "what it loads could not be read"));
        }
        return;
    }
    cells.push_back(amount(Feature::shared_objects, static_cast<double>(found->objects.size())));
    cells.push_back(amount(Feature::installed,
                           static_cast<double>(found->program_bytes + found->object_bytes),
                           fmt::format("the program has {} bytes, the shared objects that it loads {}",
                                       found->program_bytes, found->object_bytes)));
}

} // namespace

std::vector<std::string> shared_objects_in(std::string_view maps) {
    std::vector<std::string> found;
    while (!maps.empty()) {
        const std::string_view line = maps.substr(0, maps.find('\n'));
        maps.remove_prefix(std::min(line.size() + 1, maps.size()));
        // "7f0c…-7f0c… r-xp 00026000 fe:00 1234   /usr/lib/x86_64-linux-gnu/libc.so.6"
        const auto slash = line.find('/');
        if (slash == std::string_view::npos) continue;
        const std::string path(line.substr(slash));
        const std::string name = fs::path(path).filename().string();
        if (!name.ends_with(".so") && name.find(".so.") == std::string::npos) continue;
        if (std::find(found.begin(), found.end(), path) == found.end()) found.push_back(path);
    }
    return found;
}

std::vector<FeatureCell> footprint_of(const core::Variant& variant, const core::Availability& available,
                                      int pid) {
    std::vector<FeatureCell> cells;
    // What the probe says comes first: of the same feature the first word counts.
    std::string why_not = "its probe reports no footprint";
    if (const auto& said = available.footprint) {
        if (said->packages) {
            cells.push_back(amount(Feature::packages, static_cast<double>(*said->packages), said->what));
        }
        if (said->bytes)
            cells.push_back(amount(Feature::installed, static_cast<double>(*said->bytes), said->what));
        if (!said->trouble.empty()) why_not = "its probe's " + said->trouble;
    }
    if (const auto program = compiled_program(variant.command)) {
        add_compiled(cells, *program, pid);
        cells.push_back(absent(Feature::packages, "a compiled program, and " + why_not));
    } else {
        cells.push_back(absent(Feature::packages, why_not));
        cells.push_back(absent(Feature::installed, why_not));
        cells.push_back(absent(Feature::shared_objects, "only counted for compiled programs"));
    }
    return cells;
}

} // namespace tare::features
