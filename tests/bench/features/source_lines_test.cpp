#include "bench/features/source_lines.hpp"
#include "tests/catch.hpp"

using namespace tare::features;

TEST_CASE("slashes: code, comments and both on one line") {
    CHECK(source_lines("", Comments::slashes) == 0);
    CHECK(source_lines("int a;\n\n// no\n   \t\nint b; // yes\n/* no */\n/* no */ int c;\nint d;",
                       Comments::slashes) == 4);
    CHECK(source_lines("/*\n no\n*/\nint a;\n/* no\n*/ int b;\n", Comments::slashes) == 2);
    // A block comment does not begin in a string, nor in a comment.
    CHECK(source_lines("f(\"/*\");\nint a;\n// /*\nint b;\n", Comments::slashes) == 3);
    CHECK(source_lines("f(\"\\\"/*\");\nint a;\n", Comments::slashes) == 2);
    CHECK(source_lines("int a;\r\n\r\n// no\r\n", Comments::slashes) == 1);
}

TEST_CASE("hashes: a docstring is a comment, a string that is a value is not") {
    CHECK(source_lines("#!/usr/bin/python3\nimport os\n\n# no\nx = 1  # yes\n", Comments::hashes) == 2);
    CHECK(source_lines("\"\"\"No.\n\nNo.\n\"\"\"\nimport os\n", Comments::hashes) == 1);
    CHECK(source_lines("def f():\n    '''No.'''\n    return 1\n", Comments::hashes) == 2);
    CHECK(source_lines("r\"\"\"No \\d.\"\"\"\nx = 1\n", Comments::hashes) == 1);
    CHECK(source_lines("x = \"\"\"yes\n# yes\n\nyes\"\"\"\ny = 2\n", Comments::hashes) == 4);
    CHECK(source_lines("x = '#'\ny = \"\\\"#\"\n", Comments::hashes) == 2);
}

TEST_CASE("which files are source") {
    CHECK(comments_of(".cpp") == Comments::slashes);
    CHECK(comments_of(".rs") == Comments::slashes);
    CHECK(comments_of(".py") == Comments::hashes);
    CHECK_FALSE(comments_of(".json"));
    CHECK_FALSE(comments_of(".txt"));
    CHECK_FALSE(comments_of(""));
}

TEST_CASE("a folder of ours has source lines, and a folder without source has no number") {
    const std::filesystem::path root(TARE_SOURCE_DIR);
    CHECK(source_lines_below(root / "contract" / "template" / "cpp-server").value_or(0) > 10);
    CHECK_FALSE(source_lines_below(root / "contract" / "vectors"));
    CHECK_FALSE(source_lines_below(root / "no-such-folder"));
}
