// What a /proc/cpuinfo says. Its words differ from architecture to architecture (proc(5)).
#include "hw/cpu_identity.hpp"
#include "hw/scan.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tare::hw {
namespace {

/// Linux's names of features where cpu_features has another one.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kOtherNames{{
    {"pni", "sse3"},
    {"fma", "fma3"},
    {"sha_ni", "sha"},
    {"rdrand", "rdrnd"},
    {"clflush", "clfsh"},
    {"avx512_vnni", "avx512vnni"},
    {"avx512_bitalg", "avx512bitalg"},
}};

/// What matters for moving bytes and for TLS; a CPU has a hundred more that say nothing here.
constexpr std::array kFeatures = {
    // x86
    "adx", "aes", "avx", "avx2", "avx512bw", "avx512cd", "avx512dq", "avx512f", "avx512vbmi", "avx512vl",
    "avx512vnni", "bmi1", "bmi2", "erms", "fma3", "movbe", "pclmulqdq", "popcnt", "rdrnd", "rdseed", "sha",
    "sse2", "sse3", "sse4_1", "sse4_2", "ssse3", "vaes", "vpclmulqdq",
    // ARM
    "asimd", "atomics", "crc32", "neon", "pmull", "sha1", "sha2", "sha3", "sha512", "sve", "sve2"};

std::vector<std::string> features_in(std::string_view words) {
    std::vector<std::string> found;
    while (const auto word = scan::take_word(words)) {
        const auto* const other = std::find_if(kOtherNames.begin(), kOtherNames.end(),
                                               [&](const auto& pair) { return pair.first == *word; });
        const auto name = other == kOtherNames.end() ? *word : other->second;
        if (std::find(kFeatures.begin(), kFeatures.end(), name) != kFeatures.end()) found.emplace_back(name);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::optional<int> small(std::optional<std::int64_t> value) {
    if (!value || *value < 0 || *value > 0xffff'ff) return std::nullopt;
    return static_cast<int>(*value);
}

std::string text_of(std::string_view text, std::string_view name) {
    return std::string(scan::value(text, name).value_or(""));
}

void read_x86(std::string_view text, CpuIdentity& cpu) {
    cpu.vendor = text_of(text, "vendor_id");
    cpu.family = small(scan::numeric_value(text, "cpu family"));
    cpu.model = small(scan::numeric_value(text, "model\t"));
    cpu.stepping = small(scan::numeric_value(text, "stepping"));
    cpu.name = text_of(text, "model name");
    auto flags = scan::value(text, "flags").value_or("");
    cpu.features = features_in(flags);
    if (flags.empty()) return;
    cpu.hypervisor = "none";
    while (const auto flag = scan::take_word(flags))
        if (*flag == "hypervisor") cpu.hypervisor = "present";
}

void read_arm(std::string_view text, CpuIdentity& cpu) {
    const auto hex = [&](std::string_view name) {
        const auto value = scan::value(text, name);
        return value ? small(scan::hex_number(*value)) : std::nullopt;
    };
    const auto implementer = hex("CPU implementer");
    cpu.family = small(scan::numeric_value(text, "CPU architecture"));
    cpu.model = hex("CPU part");
    cpu.stepping = small(scan::numeric_value(text, "CPU revision"));
    if (implementer) cpu.vendor = arm_vendor_name(*implementer);
    if (implementer && cpu.model) cpu.name = arm_core_name(*implementer, *cpu.model);
    cpu.features = features_in(scan::value(text, "Features").value_or(""));
}

} // namespace

CpuIdentity parse_cpuinfo(std::string_view text, std::string_view arch) {
    CpuIdentity cpu;
    cpu.arch = arch;
    if (scan::value(text, "CPU implementer")) {
        read_arm(text, cpu);
    } else if (scan::value(text, "vendor_id")) {
        read_x86(text, cpu);
    } else {
        cpu.name = text_of(text, "model name");
    }
    return cpu;
}

std::string hypervisor_of_signature(std::string_view signature) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> known{{
        {"KVMKVMKVM", "kvm"},
        {"Linux KVM Hv", "kvm"}, // KVM that offers Hyper-V's interface
        {"Microsoft Hv", "hyper-v"},
        {"VMwareVMware", "vmware"},
        {"XenVMMXenVMM", "xen"},
        {"TCGTCGTCGTCG", "qemu"},
        {"VBoxVBoxVBox", "virtualbox"},
        {"bhyve bhyve ", "bhyve"},
        {"ACRNACRNACRN", "acrn"},
    }};
    const auto kept = scan::trimmed(signature);
    for (const auto& [text, kind] : known)
        if (kept == scan::trimmed(text)) return std::string(kind);
    std::string other = "other:";
    for (const char c : kept)
        if (c > ' ' && c <= '~') other += c;
    return other.size() == 6 ? "present" : other;
}

} // namespace tare::hw
