#include "hw/linux/cgroup.hpp"

#include "hw/linux/tree.hpp"
#include "hw/scan.hpp"

#include <algorithm>
#include <optional>

namespace tare::hw::platform {
namespace {

struct Mount {
    std::string root, point, type, options;
};

/// A line of /proc/self/mountinfo: "36 35 98:0 ROOT POINT OPTIONS [TAGS…] - TYPE SOURCE SUPEROPTIONS".
std::optional<Mount> parse_mount(std::string_view line) {
    Mount mount;
    for (int skipped = 0; skipped < 3; ++skipped)
        if (!scan::take_word(line)) return std::nullopt;
    const auto root = scan::take_word(line), point = scan::take_word(line);
    const auto dash = line.find(" - ");
    if (!root || !point || dash == std::string_view::npos) return std::nullopt;
    line.remove_prefix(dash + 3);
    const auto type = scan::take_word(line);
    scan::take_word(line);
    const auto options = scan::take_word(line);
    if (!type) return std::nullopt;
    return Mount{std::string(*root), std::string(*point), std::string(*type),
                 options ? std::string(*options) : std::string()};
}

bool lists(std::string_view commas, std::string_view name) {
    while (!commas.empty()) {
        const auto comma = std::min(commas.find(','), commas.size());
        if (commas.substr(0, comma) == name) return true;
        commas.remove_prefix(std::min(comma + 1, commas.size()));
    }
    return false;
}

/// Our path in the hierarchy of `controller`; of version 2 when that is empty. Lines are
/// "ID:CONTROLLERS:PATH".
std::optional<std::string> own_path(std::string_view cgroups, std::string_view controller) {
    while (const auto line = scan::take_line(cgroups)) {
        const auto first = line->find(':');
        const auto second = first == std::string_view::npos ? first : line->find(':', first + 1);
        if (second == std::string_view::npos) continue;
        const auto controllers = line->substr(first + 1, second - first - 1);
        if (controller.empty() ? controllers.empty() : lists(controllers, controller))
            return std::string(line->substr(second + 1));
    }
    return std::nullopt;
}

/// Our folder and those above it, ours first. In a container the mount shows a part of the hierarchy only,
/// and our path may be relative to either its root or the host's.
std::vector<std::filesystem::path> folders(const Tree& tree, const Mount& mount, std::string_view path) {
    if (mount.root != "/" && path.starts_with(mount.root)) path.remove_prefix(mount.root.size());
    while (path.starts_with('/')) path.remove_prefix(1);
    std::vector<std::filesystem::path> found;
    const auto top = std::filesystem::path(mount.point).relative_path();
    for (auto folder = std::filesystem::path(path);; folder = folder.parent_path()) {
        const auto here = folder.empty() ? top : top / folder;
        if (here.string().find("..") == std::string::npos && tree.is_folder(here))
            found.push_back(tree.root() / here);
        if (folder.empty()) return found;
    }
}

} // namespace

Cgroup find_cgroup(const std::filesystem::path& root) {
    const Tree tree(root);
    const auto cgroups = tree.read("proc/self/cgroup").value_or("");
    const auto mountinfo = tree.read("proc/self/mountinfo").value_or("");
    std::vector<Mount> mounts;
    std::string_view lines = mountinfo;
    while (const auto line = scan::take_line(lines))
        if (auto mount = parse_mount(*line)) mounts.push_back(std::move(*mount));

    const auto version_1 = [&](std::string_view controller) -> std::vector<std::filesystem::path> {
        const auto mount = std::find_if(mounts.begin(), mounts.end(), [&](const Mount& m) {
            return m.type == "cgroup" && lists(m.options, controller);
        });
        const auto path = own_path(cgroups, controller);
        if (mount == mounts.end() || !path) return {};
        return folders(tree, *mount, *path);
    };

    Cgroup found;
    found.cpu = version_1("cpu");
    found.cpuset = version_1("cpuset");
    if (!found.cpu.empty() || !found.cpuset.empty()) {
        found.version = 1; // a version 2 tree beside it controls no CPU
        return found;
    }
    const auto mount =
        std::find_if(mounts.begin(), mounts.end(), [](const Mount& m) { return m.type == "cgroup2"; });
    const auto path = own_path(cgroups, "");
    if (mount != mounts.end() && path) {
        found.version = 2;
        found.cpu = found.cpuset = folders(tree, *mount, *path);
    }
    return found;
}

QuotaReading cpu_quota(const std::filesystem::path& root, const Cgroup& cgroup) {
    const Tree tree(root);
    QuotaReading found;
    for (const auto& folder : cgroup.cpu) {
        const auto below = folder.lexically_relative(root);
        auto file = below / "cpu.max";
        std::optional<std::int64_t> quota, period;
        if (auto max = tree.line(file)) {
            found.readable = true;
            std::string_view words = *max;
            quota = scan::number(scan::take_word(words).value_or("")); // "max" is no number
            period = scan::number(scan::take_word(words).value_or(""));
        } else if (const auto old = tree.line(file = below / "cpu.cfs_quota_us")) {
            found.readable = true;
            quota = scan::number(*old);
            period = scan::number(tree.line(below / "cpu.cfs_period_us").value_or(""));
        }
        if (!quota || !period || *quota <= 0 || *period <= 0) continue;
        const CpuQuota limit{*quota, *period};
        if (found.tightest && found.tightest->cpus() <= limit.cpus()) continue;
        found.tightest = limit;
        found.file = file.string();
        found.folder = below;
    }
    // Version 2 shows no limit in its top group, since there is none.
    found.readable = found.readable || cgroup.version == 2;
    return found;
}

} // namespace tare::hw::platform
