#include "hw/linux/virtualization.hpp"

#include "hw/detect.hpp"
#include "hw/scan.hpp"

#include <array>
#include <utility>

namespace tare::hw::platform {
namespace {

/// What makers of virtual machines write into the DMI table.
std::string from_dmi(const Tree& tree) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> known{{
        {"KVM", "kvm"},
        {"QEMU", "qemu"},
        {"VMware", "vmware"},
        {"innotek", "virtualbox"},
        {"VirtualBox", "virtualbox"},
        {"Xen", "xen"},
        {"Amazon EC2", "amazon"},
        {"Google Compute Engine", "kvm"},
    }};
    for (const auto* file : {"product_name", "sys_vendor", "board_vendor", "bios_vendor"}) {
        const auto text = tree.line(std::filesystem::path("sys/class/dmi/id") / file);
        if (!text) continue;
        // The bare-metal instances of that cloud carry its name, too.
        if (std::string_view(file) == "product_name" && text->ends_with(".metal")) return "none";
        for (const auto& [word, kind] : known)
            if (text->find(word) != std::string::npos) return std::string(kind);
    }
    return {};
}

/// ARM boards describe themselves in a device tree, in which a hypervisor has a node of its own.
std::string from_device_tree(const Tree& tree) {
    if (const auto node = tree.line("proc/device-tree/hypervisor/compatible"))
        return node->starts_with("xen") ? "xen" : node->find("kvm") != std::string::npos ? "kvm" : "present";
    const auto board = tree.line("proc/device-tree/compatible");
    if (!board) return {};
    return board->starts_with("linux,dummy-virt") ? "qemu" : "none";
}

bool root_is_overlay(const Tree& tree) {
    const auto mounts = tree.read("proc/self/mountinfo").value_or("");
    std::string_view lines = mounts;
    while (auto line = scan::take_line(lines)) {
        const bool overlay = line->find(" - overlay ") != std::string_view::npos;
        for (int skipped = 0; skipped < 4; ++skipped) scan::take_word(*line);
        if (scan::take_word(*line) == "/" && overlay) return true;
    }
    return false;
}

} // namespace

std::string hypervisor_kind(const Tree& tree, const CpuIdentity& cpu) {
    if (!cpu.hypervisor.empty() && cpu.hypervisor != "present") return cpu.hypervisor;
    if (const auto type = tree.line("sys/hypervisor/type")) return *type;
    if (auto kind = from_device_tree(tree); !kind.empty()) return kind;
    if (auto kind = from_dmi(tree); !kind.empty()) return kind;
    return cpu.hypervisor.empty() ? std::string(kUnknown) : cpu.hypervisor;
}

std::string in_container(const Tree& tree) {
    // PROC_PID_INIT_INO, the inode of the first process id namespace since Linux 3.8.
    constexpr std::string_view first_namespace = "pid:[4026531836]";
    const bool marked =
        tree.exists(".dockerenv") || tree.exists("run/.containerenv") || tree.exists("run/systemd/container");
    const auto ours = tree.link("proc/self/ns/pid");
    if (!ours) return marked ? "yes" : std::string(kUnknown);
    if (*ours != first_namespace) return "yes";
    return marked && root_is_overlay(tree) ? "yes" : "no";
}

} // namespace tare::hw::platform
