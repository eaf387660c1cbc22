#include "bench/store/contender_folder.hpp"
#include "tests/bench/store/scratch.hpp"
#include "tests/catch.hpp"
#include "tests/text.hpp"

using namespace tare;
using namespace tare::store;
using in_text::has;
using store::test::Scratch;

namespace {

const Placeholders kPlaces{"/opt/bin", "/usr/bin/python3", "/opt/out"};

std::string contender_text(std::string_view name, std::string_view side = "server") {
    return fmt::format(R"({{"name": "{}", "side": "{}", "language": "c++", "library": "x", "homepage": "",
"workloads": ["echo"], "capabilities": {{"tls": true}},
"variants": [{{"name": "epoll", "about": "One.", "command": ["{{bin}}/x"]}}]}})",
                       name, side);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string why_no_contender(std::string_view text) {
    const auto contender = parse_contender(text, "/c/cpp-x/contender.json", kPlaces);
    REQUIRE(contender.has_error());
    CHECK(contender.error().trouble == Trouble::usage);
    return contender.error().message;
}

} // namespace

TEST_CASE("a contender with everything said") {
    const auto contender = parse_contender(R"({
        "name": "cpp-x", "side": "client", "language": "c++", "library": "X", "homepage": "https://x.example",
        "floor": true, "workloads": ["echo"],
        "capabilities": {"tls": true, "text": false, "most_connections": 500},
        "variants": [
            {"name": "stock", "about": "One.", "command": ["{python}", "{dir}/main.py", "--lib={bin}/x.so", "{out}/x.jar", "a}b{"]},
            {"name": "spin", "about": "Two.", "command": ["x"],
             "capabilities": {"spin": true, "tls": false}, "workloads": ["echo", "pipeline"]}],
        "tuned": [{"variant": "spin", "what": "busy_poll = 50", "why": "less waiting"},
                  {"variant": "*", "what": "TCP_NODELAY", "why": "the contract"}],
        "deviations": [{"vector": "masked-reply", "what": "It looks at no mask bit."}],
        "warm_up_ms": 4000})",
                                           "/c/./cpp-x/contender.json", kPlaces);
    REQUIRE(contender.has_value());
    CHECK(contender->name == "cpp-x");
    CHECK(contender->side == core::Side::client);
    CHECK(contender->is_floor);
    CHECK(contender->library == "X");
    CHECK(contender->homepage == "https://x.example");
    CHECK(contender->folder == "/c/cpp-x");
    CHECK(contender->out == "/opt/out/clients/cpp-x"); // not below /c: nothing is built into a source tree
    REQUIRE(contender->variants.size() == 2);
    const auto& stock = contender->variants[0];
    CHECK(stock.command == std::vector<std::string>{"/usr/bin/python3", "/c/cpp-x/main.py",
                                                    "--lib=/opt/bin/x.so", "/opt/out/clients/cpp-x/x.jar",
                                                    "a}b{"});
    CHECK(stock.can.tls);
    CHECK_FALSE(stock.can.text);
    CHECK(stock.can.fragments); // unsaid: the usual
    CHECK_FALSE(stock.can.spin);
    CHECK(stock.can.most_connections == 500);
    const auto& spin = contender->variants[1];
    CHECK(stock.workloads == std::vector{core::Workload::echo}); // the contender's
    CHECK(spin.workloads == std::vector{core::Workload::echo, core::Workload::pipeline});
    CHECK(spin.can.spin);
    CHECK_FALSE(spin.can.tls);               // its own word
    CHECK(spin.can.most_connections == 500); // the contender's
    REQUIRE(contender->tuned.size() == 2);
    CHECK(contender->tuned[0].what == "busy_poll = 50");
    CHECK(contender->warm_up_ms == 4000);
    REQUIRE(contender->deviations.size() == 1);
    CHECK(contender->deviations[0].vector == "masked-reply");
    CHECK(contender->deviations[0].what == "It looks at no mask bit.");
}

TEST_CASE("what is wrong with a contender.json is said with its place") {
    const std::string good = contender_text("cpp-x");
    REQUIRE(parse_contender(good, "/c/cpp-x/contender.json", kPlaces).has_value());
    const std::string file = "/c/cpp-x/contender.json: ";

    CHECK(why_no_contender(contender_text("cpp-y")) ==
          file + "/name: expected \"cpp-x\", as its folder is called, got \"cpp-y\"");
    CHECK(why_no_contender(replaced(good, "\"server\"", "\"both\"")) ==
          file + "/side: unknown side \"both\"; expected server or client");
    CHECK(why_no_contender(replaced(good, "\"library\"", "\"libary\"")) ==
          file + "/libary: unknown key; known are name, side, language, library, homepage, floor, workloads, "
                 "capabilities, variants, tuned, deviations, warm_up_ms");
    CHECK(why_no_contender(replaced(good, "\"tls\": true", "\"tsl\": true")) ==
          file + "/capabilities/tsl: unknown key; known are tls, text, fragments, sends_fragments, deflate, "
                 "tls_resume, spin, most_connections");
    CHECK(why_no_contender(replaced(good, "\"tls\": true", "\"tls\": \"yes\"")) ==
          file + "/capabilities/tls: expected true or false, got \"yes\"");
    CHECK(why_no_contender(replaced(good, "\"tls\": true", "\"most_connections\": 0")) ==
          file + "/capabilities/most_connections: expected a whole number from 1 to 100000, got 0");
    CHECK(why_no_contender(replaced(good, "{bin}", "{bni}")) ==
          file +
              "/variants/0/command/0: {bni} stands for nothing; known are {bin}, {dir}, {out} and {python}");
    CHECK(why_no_contender(replaced(good, "[\"{bin}/x\"]", "[]")) ==
          file + "/variants/0/command: expected the program and its arguments");
    CHECK(why_no_contender(replaced(good, "[\"{bin}/x\"]", "\"x\"")) ==
          file + "/variants/0/command: expected a list, got \"x\"");
    CHECK(why_no_contender(replaced(good, "[\"echo\"]", "[\"chat\"]")) ==
          file + "/workloads/0: unknown workload \"chat\"; expected echo, pipeline, rate, connect, stream, "
                 "transfer or broadcast");
    CHECK(why_no_contender(replaced(good, "[\"echo\"]", "[]")) ==
          file + "/workloads: expected at least one workload");
    CHECK(why_no_contender(replaced(good, "\"command\": [\"{bin}/x\"]}]",
                                    "\"command\": [\"x\"]}], \"tuned\": [{\"variant\": \"poll\", "
                                    "\"what\": \"a\", \"why\": \"b\"}]")) ==
          file + "/tuned/0/variant: expected the name of a variant above, or \"*\", got \"poll\"");
    CHECK(why_no_contender(
              replaced(good, "[{\"name\"",
                       "[{\"name\": \"epoll\", \"about\": \"a\", \"command\": [\"x\"]}, {\"name\"")) ==
          file + "/variants/1: there is a variant \"epoll\" already");
    CHECK(has(why_no_contender("{"), file + "line 1, column 2: the file is cut off here"));
}

TEST_CASE("contenders register by existing") {
    const Scratch scratch;
    scratch.write("servers/cpp-b/contender.json", contender_text("cpp-b"));
    scratch.write("servers/cpp-a/contender.json", contender_text("cpp-a"));
    scratch.write("servers/notes/README.md", "no contender");
    scratch.write("clients/cpp-a/contender.json", contender_text("cpp-a", "client"));
    scratch.write("cpp-c/contender.json",
                  contender_text("cpp-c", "client")); // as in a folder outside the tree
    const auto scan = load_contenders({scratch.folder}, kPlaces);
    CHECK(scan.malformed.empty());
    REQUIRE(scan.contenders.size() == 4);
    CHECK(scan.contenders[0].name == "cpp-a");
    CHECK(scan.contenders[0].side == core::Side::server);
    CHECK(scan.contenders[1].name == "cpp-b");
    CHECK(scan.contenders[2].name == "cpp-a");
    CHECK(scan.contenders[2].side == core::Side::client);
    CHECK(scan.contenders[3].name == "cpp-c");
    CHECK(scan.contenders[3].folder == scratch.folder / "cpp-c");

    // One contender's own folder will do as well; named twice it is still one.
    const auto own = load_contenders({scratch.folder / "cpp-c", scratch.folder / "cpp-c"}, kPlaces);
    CHECK(own.malformed.empty());
    CHECK(own.contenders.size() == 1);
}

TEST_CASE("a malformed folder is named and does not hide the others") {
    const Scratch scratch;
    scratch.write("servers/cpp-a/contender.json", contender_text("cpp-a"));
    const auto broken = scratch.write("servers/cpp-b/contender.json", "{\"name\": ");
    const auto misplaced = scratch.write("clients/cpp-c/contender.json", contender_text("cpp-c", "server"));
    const auto twice = scratch.write("more/cpp-a/contender.json", contender_text("cpp-a"));
    const auto nowhere = scratch.folder / "nowhere";
    const auto scan = load_contenders({scratch.folder, scratch.folder / "more", nowhere}, kPlaces);
    REQUIRE(scan.contenders.size() == 1);
    CHECK(scan.contenders[0].folder == scratch.folder / "servers" / "cpp-a");
    REQUIRE(scan.malformed.size() == 4);
    CHECK(scan.malformed[0].message == broken.string() + ": line 1, column 10: the file is cut off here");
    CHECK(scan.malformed[1].message == misplaced.string() +
                                           ": /side: expected \"client\", as the folder is in " +
                                           (scratch.folder / "clients").string() + ", got \"server\"");
    CHECK(scan.malformed[2].message == twice.string() + ": there is a server called cpp-a already, in " +
                                           (scratch.folder / "servers" / "cpp-a").string());
    CHECK(scan.malformed[3].message == nowhere.string() + ": no such folder to look for contenders in");
}

TEST_CASE("the repository's own contenders are well formed") {
    const auto scan = load_contenders({TARE_SOURCE_DIR}, kPlaces);
    std::string malformed;
    for (const auto& error : scan.malformed) malformed += error.message + '\n';
    CHECK(malformed == "");
    CHECK(scan.contenders.size() >= 2); // the floor is there, at both ends
}
