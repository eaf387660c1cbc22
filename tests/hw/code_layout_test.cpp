#include "hw/code_layout.hpp"
#include "tests/catch.hpp"

#include <unistd.h>

#include <algorithm>

using namespace tare::hw;

namespace {

// Of a contender on Linux 6.18; of libcrypto the code begins 0x80000 bytes into the file.
constexpr auto kMaps =
    R"(55f0a1c00000-55f0a1c12000 r--p 00000000 fe:00 31042                      /opt/cpp-raw-server
55f0a1c12000-55f0a1c98000 r-xp 00012000 fe:00 31042                      /opt/cpp-raw-server
55f0a2a10000-55f0a2a52000 rw-p 00000000 00:00 0                          [heap]
7f1ea8600000-7f1ea8680000 r--p 00000000 fe:00 1234                       /usr/lib/libcrypto.so.3
7f1ea8680000-7f1ea8920000 r-xp 00080000 fe:00 1234                       /usr/lib/libcrypto.so.3
7f1ea8a00000-7f1ea8a10000 r-xp 00400000 fe:00 1234                       /usr/lib/libcrypto.so.3
7f1ea8c00000-7f1ea8c01000 r-xp 00000000 00:00 0
7ffd3a3f2000-7ffd3a3f4000 r-xp 00000000 00:00 0                          [vdso]
ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
)";

std::vector<MappedCode> library_at(std::uint64_t address) { return {{"fe:00 1234", address}}; }

} // namespace

TEST_CASE("the code of a process: files alone, at the address of their first byte") {
    CHECK(parse_code_layout(kMaps) ==
          std::vector<MappedCode>{{"fe:00 31042", 0x55f0a1c00000}, {"fe:00 1234", 0x7f1ea8600000}});
}

TEST_CASE("maps that are cut off or are none") {
    CHECK(parse_code_layout("").empty());
    CHECK(parse_code_layout("7f1ea8680000-7f1ea8920000 r-xp 00080000 fe:00").empty());
    CHECK(parse_code_layout("7f1ea8680000-7f1ea8920000 r-xp what fe:00 1234").empty());
    CHECK(parse_code_layout("- r-xp 0 fe:00 1234").empty());
    CHECK(parse_code_layout("123456789abcdef01-0 r-xp 0 fe:00 1234").empty()); // more than 64 bits
}

TEST_CASE("whole large pages apart, code collides where its addresses agree in 24 bits") {
    constexpr std::uint64_t here = 0x7f1ea8600000,
                            mib = std::uint64_t{1} << 20; // here: 3 · 2 MiB above 16 MiB
    CHECK(collide(library_at(here), library_at(here + 16 * mib)));
    CHECK(collide(library_at(here), library_at(here - 16 * mib)));
    CHECK(collide(library_at(here), library_at(here + 4096 * mib)));
    for (const std::uint64_t apart : {2, 4, 8, 14, 18})
        CHECK_FALSE(collide(library_at(here), library_at(here + apart * mib)));
    CHECK_FALSE(collide(library_at(here), library_at(here))); // the same code at the same place
    CHECK_FALSE(collide(library_at(here), {{"fe:00 99", here + 16 * mib}})); // another file
    CHECK_FALSE(collide(library_at(here), {}));
}

TEST_CASE("any number of pages apart, where they agree in 16 bits") {
    constexpr std::uint64_t here = 0x7f1ea8743000, page = 4096; // 16 pages are 64 KiB
    CHECK(collide(library_at(here), library_at(here + 16 * page)));
    CHECK(collide(library_at(here), library_at(here - 160 * page)));
    CHECK(collide(library_at(here), library_at(here + 4096 * page)));
    for (const std::uint64_t apart : {1, 8, 15, 24})
        CHECK_FALSE(collide(library_at(here), library_at(here + apart * page)));
    CHECK_FALSE(collide(library_at(here), library_at(here)));
}

TEST_CASE("this process has code, at addresses of pages") {
    const auto layout = read_code_layout(::getpid());
    REQUIRE_FALSE(layout.empty());
    CHECK(std::ranges::all_of(layout, [](const MappedCode& one) { return one.address % 4096 == 0; }));
    CHECK(read_code_layout(-1).empty());
}
