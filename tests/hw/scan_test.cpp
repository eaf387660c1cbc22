#include "hw/scan.hpp"
#include "tests/catch.hpp"

#include <limits>

using namespace tare::hw;
using Ids = std::vector<int>;

TEST_CASE("lists of CPUs") {
    CHECK(scan::cpu_list("0-3,8,10-11\n") == Ids{0, 1, 2, 3, 8, 10, 11});
    CHECK(scan::cpu_list("") == Ids{});
    CHECK(scan::cpu_list("(null)\n") == Ids{}); // nohz_full of some kernels
    CHECK(scan::cpu_list("5") == Ids{5});
    CHECK(scan::cpu_list("3,1,1-2") == Ids{1, 2, 3});
    CHECK(scan::cpu_list("3-1,x,7,-2,4-,9999999999999999999999") == Ids{7});
    CHECK(scan::cpu_list("16382-99999999") == Ids{16382, 16383}); // kMostCpus is 16384
    CHECK(scan::cpu_list_text({0, 1, 2, 5, 7, 8}) == "0-2,5,7-8");
    CHECK(scan::cpu_list_text({}).empty());
}

TEST_CASE("a list that repeats itself without end is cut off") {
    std::string text;
    for (int i = 0; i < 2000; ++i) text += "0-16383,";
    CHECK(scan::cpu_list(text).size() == 16384);
}

TEST_CASE("the word that is chosen") {
    CHECK(scan::chosen_word("always [madvise] never\n") == "madvise");
    CHECK(scan::chosen_word(" powersave \n") == "powersave");
    CHECK(scan::chosen_word("] odd [") == "] odd [");
    CHECK(scan::chosen_word("[") == "[");
    CHECK(scan::chosen_word("").empty());
}

TEST_CASE("numbers") {
    CHECK(scan::number("42") == 42);
    CHECK(scan::number("-1") == -1);
    for (const auto* text : {"", "4x", " 4", "99999999999999999999", "0x10", "+"})
        CHECK_FALSE(scan::number(text));
    CHECK(scan::hex_number("0xd40") == 0xd40);
    for (const auto* text : {"", "0x", "d40", "0x-1", "0xg"}) CHECK_FALSE(scan::hex_number(text));
    CHECK(scan::leading_number(" 512 kB") == 512);
    CHECK_FALSE(scan::leading_number("kB"));
}

TEST_CASE("sums and products stop where the numbers do") {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max(), least = -most - 1;
    CHECK(scan::sum(most - 1, 1) == most);
    CHECK(scan::sum(most, 1) == most);
    CHECK(scan::sum(least, -1) == least);
    CHECK(scan::sum(least, most) == -1);                    // -2^63 + (2^63 - 1)
    CHECK(scan::product(most / 1024, 1024) == most - 1023); // 2^63 - 1 is 1023 more than a multiple of 1024
    CHECK(scan::product(most / 1024 + 1, 1024) == most);
    CHECK(scan::product(least / 1024, 1024) == least);
    CHECK(scan::product(least / 1024 - 1, 1024) == least);
}

TEST_CASE("values by name") {
    constexpr std::string_view text =
        "MemTotal:       16 kB\nMem: 3\nvoluntary_ctxt_switches:\t7\nflags\t\t: a b\nlast";
    CHECK(scan::value(text, "MemTotal") == "16 kB");
    CHECK(scan::numeric_value(text, "Mem") == 3); // not MemTotal
    CHECK(scan::numeric_value(text, "voluntary_ctxt_switches") == 7);
    CHECK(scan::value(text, "flags") == "a b");
    CHECK(scan::value(text, "last") == "");
    CHECK_FALSE(scan::value(text, "missing"));
    CHECK_FALSE(scan::value("", "x"));
}

TEST_CASE("lines and words") {
    std::string_view text = "one\n\n two \tthree\nend";
    CHECK(scan::take_line(text) == "one");
    CHECK(scan::take_line(text) == "");
    auto line = *scan::take_line(text);
    CHECK(scan::take_word(line) == "two");
    CHECK(scan::take_word(line) == "three");
    CHECK_FALSE(scan::take_word(line));
    CHECK(scan::take_line(text) == "end");
    CHECK_FALSE(scan::take_line(text));
    CHECK(scan::trimmed(std::string_view(" a\0", 3)) == "a");
    CHECK(scan::trimmed(" \n").empty());
}
