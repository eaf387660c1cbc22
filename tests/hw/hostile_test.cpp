// Texts of /proc and /sys that no kernel would write. Nothing is asked of the answer but that there is one.
#include "hw/cores.hpp"
#include "hw/disturbance.hpp"
#include "hw/linux/cpus.hpp"
#include "tests/catch.hpp"
#include "tests/hw/captured.hpp"
#include "tests/hw/scratch.hpp"

#include <random>

using namespace tare::hw;
namespace fs = std::filesystem;

namespace {

/// Cut off, emptied, digits made long, bytes replaced.
std::string damaged(std::string text, int way, std::mt19937& random) {
    const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
    switch (way) {
    case 0:
        return text.substr(0, below(text.size()));
    case 1:
        return {};
    case 2:
        for (std::size_t at = 0; at < text.size(); ++at)
            if (text[at] >= '0' && text[at] <= '9') text.insert(at, 30, '9'), at += 30;
        return text;
    case 3:
        for (int i = 0; i < 8 && !text.empty(); ++i) text[below(text.size())] = static_cast<char>(random());
        return text;
    default:
        return std::string(100, '\n') + std::string(100, '\0') + text + text;
    }
}

/// The files that our own code reads; hwloc reads the rest.
bool is_ours(const std::string& file) {
    if (file.starts_with("proc/")) return true;
    return file.find("/topology/") == std::string::npos && file.find("/cache/") == std::string::npos &&
           file.find("system/node") == std::string::npos;
}

void use(const Machine& machine) {
    for (const auto ends : {Ends::same, Ends::split, Ends::smt, Ends::numa})
        static_cast<void>(choose_cores(machine, ends));
    CHECK_FALSE(ctest_resources_json(machine).empty());
    CHECK(machine.key == compute_key(machine.keyed));
}

} // namespace

TEST_CASE("damaged machines are still detected") {
    struct Case {
        const char* name;
        const char* affinity;
        const char* arch;
    };
    const auto machine =
        GENERATE(Case{"container-cpuset", "2-3", "x86_64"}, Case{"vm-1-core", "0", "x86_64"},
                 Case{"raspberry-pi-4", "0-3", "aarch64"}, Case{"desktop-isolcpus", "0-3,6-9", "x86_64"});
    const Scratch scratch;
    fs::copy(captured::folder(machine.name), scratch.root(),
             fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    std::mt19937 random(20240917);
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(scratch.root()))
        if (entry.is_regular_file() && is_ours(entry.path().lexically_relative(scratch.root()).string()))
            files.push_back(entry.path().lexically_relative(scratch.root()));
    REQUIRE(files.size() > 20);
    for (const auto& file : files) {
        const auto original = captured::text(scratch.root() / file);
        for (int way = 0; way < 5; ++way) {
            scratch.put(file, damaged(original, way, random));
            use(detect(captured::sources(scratch.root(), machine.affinity, machine.arch)));
            static_cast<void>(DisturbanceReader({0, 3}, scratch.root()).read());
        }
        scratch.put(file, original);
    }
}

TEST_CASE("counters that add up to more than there are numbers") {
    const auto counts = platform::device_interrupts("CPU0 CPU1\n"
                                                    "1: 9223372036854775807 1 device\n"
                                                    "2: 9223372036854775807 2 device\n");
    CHECK(counts.at(0) == 9'223'372'036'854'775'807);
    CHECK(counts.at(1) == 3);

    const Scratch scratch;
    scratch.put("proc/stat", "cpu0 0 0 0 0 0 0 0 9223372036854775807\n");
    scratch.put("proc/vmstat", "pswpin 9223372036854775807\npswpout 1\n");
    const auto counters = DisturbanceReader({0}, scratch.root()).read();
    CHECK(counters.steal_ns == 9'223'372'036'854'775'807);
    CHECK(counters.swapped_pages == 9'223'372'036'854'775'807);
}

TEST_CASE("a folder where a file should be") {
    const Scratch scratch;
    fs::create_directories(scratch.root() / "proc/cpuinfo");
    fs::create_directories(scratch.root() / "proc/stat");
    fs::create_directories(scratch.root() / "proc/self/cgroup");
    const auto machine = detect({scratch.root(), {0}, {}});
    CHECK(machine.keyed.at("ram_gib") == "unknown");
    CHECK_FALSE(DisturbanceReader({0}, scratch.root()).read().steal_ns);
}
