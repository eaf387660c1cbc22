#include "bench/store/baseline_folder.hpp"
#include "bench/store/comparison_json.hpp"
#include "bench/store/result_file.hpp"
#include "tests/bench/store/example_result.hpp"
#include "tests/bench/store/scratch.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::store;
using store::test::example_result;
using store::test::Scratch;

TEST_CASE("a baseline's file is its key and suite, and nothing outside of the folder") {
    CHECK(*baseline_file("/b", "0123456789abcdef", "quick") == "/b/0123456789abcdef/quick.json");
    for (const char* bad : {"", "..", "../x", "a/b", ".hidden", "a b", "a\n"}) {
        CHECK_FALSE(baseline_file("/b", bad, "quick"));
        CHECK_FALSE(baseline_file("/b", "0123456789abcdef", bad));
    }
}

TEST_CASE("saved once, listed, and replaced only when asked") {
    const Scratch scratch;
    const auto root = scratch.folder / "baselines";
    CHECK(list_baselines(root).empty());
    const auto file = *baseline_file(root, "abc", "quick");
    REQUIRE(save_baseline(file, example_result(), false));
    const auto again = save_baseline(file, example_result(), false);
    REQUIRE(again.has_error());
    CHECK(again.error().trouble == Trouble::usage);
    CHECK(save_baseline(file, example_result(), true));
    const auto found = list_baselines(root);
    REQUIRE(found.size() == 1);
    CHECK((found[0].key == "abc" && found[0].suite == "quick" && found[0].file == file));
    CHECK(read_result(file));
}

TEST_CASE("a comparison as JSON leaves out what there is not") {
    core::Comparison comparison;
    comparison.base.name = "a.json";
    core::Judgement none;
    none.subject = {"cpp-new", "epoll"};
    none.verdict = core::Verdict::no_baseline;
    comparison.judgements = {none};
    const auto text = comparison_to_json(comparison);
    CHECK_THAT(text, ContainsSubstring("\"verdict\": \"no-baseline\""));
    CHECK_THAT(text, ContainsSubstring("\"outcome\": \"unjudged\""));
    CHECK(text.find("change") == std::string::npos);
    CHECK(text.find("null") == std::string::npos);
}
