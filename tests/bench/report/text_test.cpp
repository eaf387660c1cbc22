#include "bench/report/text.hpp"
#include "tests/catch.hpp"

using namespace tare::report;

namespace {
constexpr Terminal kUnicode{.width = 100, .unicode = true};
constexpr Terminal kAscii{.width = 100, .unicode = false};
} // namespace

TEST_CASE("width is counted in columns, not bytes") {
    CHECK(display_width("") == 0);
    CHECK(display_width("abc") == 3);
    CHECK(display_width("×µ±–…·─") == 7);
    CHECK(display_width("e\u0301") == 1);  // e and a combining accent
    CHECK(display_width("漢字") == 4);     // two wide ones
    CHECK(display_width("\xff\xc3") == 2); // neither byte is UTF-8
}

TEST_CASE("padding fills up to the width and never cuts") {
    CHECK(pad_left("±1", 4) == "  ±1");
    CHECK(pad_right("±1", 4) == "±1  ");
    CHECK(pad_left("12345", 3) == "12345");
}

TEST_CASE("what is too long is cut between characters, with an ellipsis") {
    CHECK(shortened("cpp-beast", 9, kUnicode) == "cpp-beast");
    CHECK(shortened("cpp-beast", 8, kUnicode) == "cpp-bea…"); // 7 + 1
    CHECK(shortened("cpp-beast", 8, kAscii) == "cpp-b...");   // 5 + 3
    CHECK(shortened("µµµµ", 3, kUnicode) == "µµ…");
    CHECK(shortened("abcdef", 2, kAscii) == "ab"); // no room for the ellipsis itself
}

TEST_CASE("a contender's text cannot steer the terminal") {
    CHECK(printable("a\x1b[31mb\nc\x7f", kUnicode) == "a [31mb c ");
    CHECK(printable("\u009b", kUnicode) == " "); // the one-character form of ESC [
    CHECK(printable("bad \xff byte", kUnicode) == "bad ? byte");
}

TEST_CASE("where only ASCII can be shown, signs become their nearest spelling") {
    CHECK(printable("× 1.24 ± 2 µs – “so” … 漢", kAscii) == "x 1.24 +- 2 us - \"so\" ... ?");
    CHECK(printable("× µ", kUnicode) == "× µ");
}

TEST_CASE("text is wrapped at spaces") {
    CHECK(wrapped("one two  three\nfour", 9) == std::vector<std::string>{"one two", "three", "four"});
    CHECK(wrapped("one two", 7) == std::vector<std::string>{"one two"});
    CHECK(wrapped("", 10) == std::vector<std::string>{""});
    CHECK(wrapped("  \n ", 10) == std::vector<std::string>{""});
}

TEST_CASE("a word that is longer than a line is cut") {
    CHECK(wrapped("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
    CHECK(wrapped("x abcdefgh y", 3) == std::vector<std::string>{"x", "abc", "def", "gh", "y"});
    CHECK(wrapped("漢字", 3) == std::vector<std::string>{"漢", "字"});
}

TEST_CASE("lines after the first stand under the text") {
    const Terminal narrow{.width = 26, .color = true, .unicode = true};
    // 26 columns less the head's 6: at most 20 a line.
    CHECK(hanging("note  ", Style::caution, "twenty columns, full and more", narrow) ==
          "\x1b[33mnote  \x1b[0mtwenty columns, full\n"
          "      and more\n");
}
