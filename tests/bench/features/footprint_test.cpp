#include "bench/features/footprint.hpp"
#include "tests/catch.hpp"

#include <unistd.h>

using namespace tare;
using namespace tare::features;
using core::Answer;

namespace {

const FeatureCell* find(const std::vector<FeatureCell>& cells, Feature feature) {
    for (const FeatureCell& cell : cells)
        if (cell.feature == feature) return &cell; // the first word counts
    return nullptr;
}

core::Variant run_by(std::vector<std::string> command) {
    return {.name = "usual", .about = "", .command = std::move(command), .can = {}};
}

} // namespace

TEST_CASE("shared objects in a memory map, each once") {
    CHECK(shared_objects_in(
              "5590d0a00000-5590d0a02000 r--p 00000000 fe:00 11   /work/bin/cpp-raw-server\n"
              "5590d2b00000-5590d2b21000 rw-p 00000000 00:00 0    [heap]\n"
              "7f0c10000000-7f0c10026000 r--p 00000000 fe:00 22   /usr/lib/x86_64-linux-gnu/libc.so.6\n"
              "7f0c10026000-7f0c1017c000 r-xp 00026000 fe:00 22   /usr/lib/x86_64-linux-gnu/libc.so.6\n"
              "7f0c10200000-7f0c10201000 r--p 00000000 fe:00 33   /opt/a folder/x.so\n"
              "7f0c10300000-7f0c10301000 r--p 00000000 fe:00 44   /etc/ld.so.cache.d/locale-archive\n"
              "7ffd8a1c4000-7ffd8a1c6000 r-xp 00000000 00:00 0    [vdso]\n") ==
          std::vector<std::string>{"/usr/lib/x86_64-linux-gnu/libc.so.6", "/opt/a folder/x.so"});
    CHECK(shared_objects_in("").empty());
}

TEST_CASE("a compiled program: its own size and what it loads, and no packages") {
    const auto cells =
        footprint_of(run_by({"/proc/self/exe"}),
                     {.available = true, .reason = "", .versions = {}, .features = ""}, ::getpid());
    CHECK(find(cells, Feature::installed)->number.value_or(0) > 100'000);
    CHECK(find(cells, Feature::shared_objects)->answer == Answer::value);
    CHECK(find(cells, Feature::packages)->answer == Answer::absent);
}

TEST_CASE("what an interpreter runs has the footprint that its probe reports, or none") {
    const auto script = run_by({"python3", std::string(TARE_SOURCE_DIR) + "/tests/arrows/check_arrows.py"});
    core::Availability found{.available = true, .reason = "", .versions = {}, .features = ""};
    auto cells = footprint_of(script, found, ::getpid());
    CHECK(find(cells, Feature::packages)->detail == "its probe reports no footprint");
    CHECK(find(cells, Feature::installed)->answer == Answer::absent);
    CHECK(find(cells, Feature::shared_objects)->answer == Answer::absent);

    found.footprint = core::Footprint{3, 1'720'340, "tornado", ""};
    cells = footprint_of(script, found, ::getpid());
    CHECK(find(cells, Feature::packages)->number == 3);
    CHECK(find(cells, Feature::installed)->number == 1'720'340);
    CHECK(find(cells, Feature::installed)->detail == "tornado");

    found.footprint = core::Footprint{{}, {}, "", "\"footprint\": expected …"};
    CHECK(find(footprint_of(script, found, ::getpid()), Feature::packages)->detail ==
          "its probe's \"footprint\": expected …");
}
