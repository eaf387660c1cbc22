#include "bench/cli/command_line.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::cli;

namespace {

Result<Request> parsed(std::vector<const char*> words) {
    words.insert(words.begin(), "tare");
    return parse_command_line(static_cast<int>(words.size()), words.data());
}

/// The sentence that is printed; fails the test when the command line was accepted.
std::string complaint(const std::vector<const char*>& words) {
    const auto request = parsed(words);
    REQUIRE(request.has_error());
    CHECK(request.error().trouble == Trouble::usage);
    return request.error().message;
}

} // namespace

TEST_CASE("a verb with its options and those of every verb, on either side of it") {
    for (const auto& words :
         {std::vector<const char*>{"--color", "never", "--contenders", "mine", "list", "--json"},
          std::vector<const char*>{"list", "--json", "--color", "never", "--contenders", "mine"}}) {
        const auto request = parsed(words);
        REQUIRE(request.has_value());
        CHECK(request->verb);
        CHECK(request->text.empty());
        CHECK(request->common.color == "never");
        CHECK(request->common.contender_roots == std::vector<std::filesystem::path>{"mine"});
    }
}

TEST_CASE("--contenders is repeatable") {
    const auto request = parsed({"list", "--contenders", "a", "--contenders", "b"});
    REQUIRE(request.has_value());
    CHECK(request->common.contender_roots == std::vector<std::filesystem::path>{"a", "b"});
}

TEST_CASE("an unknown verb: the nearest one") {
    CHECK(complaint({"lsit"}) == "there is no verb \"lsit\"; did you mean \"list\"?");
    CHECK_THAT(complaint({"benchmark"}), ContainsSubstring("there is no verb \"benchmark\", there is "));
}

TEST_CASE("an unknown option: the nearest one of the verb") {
    CHECK(complaint({"list", "--jsn"}) == "list: there is no option --jsn; did you mean \"--json\"?");
    CHECK(complaint({"list", "--colour=never"}) ==
          "list: there is no option --colour; did you mean \"--color\"?");
    CHECK(complaint({"list", "--zzzzzzz"}) == "list: there is no option --zzzzzzz; see tare list --help");
    CHECK(complaint({"--zzzzzzz"}) == "there is no option --zzzzzzz; see tare --help");
}

TEST_CASE("a word where none belongs, a value that is missing, two that exclude each other") {
    CHECK(complaint({"list", "echo-256"}) == "list takes no \"echo-256\"; see tare list --help");
    CHECK_THAT(complaint({"list", "--suite"}), ContainsSubstring("list: --suite"));
    CHECK_THAT(complaint({"list", "--json", "--ctest", "x"}), ContainsSubstring("excludes"));
}

TEST_CASE("no verb at all") { CHECK_THAT(complaint({}), ContainsSubstring("say what to do: ")); }

TEST_CASE("help and version are text for stdout") {
    const auto help = parsed({"--help"});
    REQUIRE(help.has_value());
    CHECK_FALSE(help->verb);
    CHECK_THAT(help->text, ContainsSubstring("list") && ContainsSubstring("--contenders") &&
                               ContainsSubstring("77 cannot run here"));

    const auto verb_help = parsed({"list", "--help"});
    REQUIRE(verb_help.has_value());
    CHECK_THAT(verb_help->text, ContainsSubstring("--suite") && ContainsSubstring("see tare --help"));

    const auto version = parsed({"--version"});
    REQUIRE(version.has_value());
    CHECK(version->text.starts_with("tare "));
    CHECK(version->text.ends_with(")\n"));
}
