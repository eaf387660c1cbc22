// Real children (the shell), no sockets.
#include "bench/run/probe.hpp"
#include "bench/run/temporary_folder.hpp"
#include "tests/catch.hpp"

#include <fstream>

using namespace tare;

namespace {

/// A contender whose variant `v` is a shell script; its {out} is in a folder of the test's own.
struct Fixture {
    run::TemporaryFolder folder = run::TemporaryFolder::make().value();
    core::Contender contender;

    Fixture() {
        contender.name = "sh-x";
        contender.out = folder.path() / "servers" / "sh-x";
        std::filesystem::create_directories(contender.out);
    }
    core::Availability probe(std::vector<std::string> command) const {
        return run::probe(contender, {"v", "a variant", std::move(command), {}});
    }
    [[nodiscard]] std::string out(const std::string& name) const { return contender.out / name; }
    void write(const std::string& name, const std::string& text) const { std::ofstream(out(name)) << text; }
};

constexpr const char* kAnswer = "echo '{\"versions\": {\"x\": \"1.2\"}, \"features\": \"f\"}'\n";

} // namespace

TEST_CASE("what a prepare script built is asked itself") {
    const Fixture here;
    here.write("x.sh", kAnswer);
    const auto found = here.probe({"sh", here.out("x.sh")});
    CHECK(found.available);
    CHECK(found.versions == std::map<std::string, std::string>{{"x", "1.2"}});
    CHECK(found.features == "f");
}

TEST_CASE("what nobody prepared says how to") {
    const Fixture here;
    CHECK(here.probe({here.out("x")}).reason == "not built yet: run `make contenders`");
    CHECK(here.probe({"sh", here.out("x.sh")}).reason == "not built yet: run `make contenders`");
}

TEST_CASE("what could not be prepared says why, even if an older one is there") {
    const Fixture here;
    here.write("unavailable", "needs Go >= 1.23, found 1.19: install a newer one\nmore\n");
    CHECK(here.probe({here.out("x")}).reason == "needs Go >= 1.23, found 1.19: install a newer one");
    here.write("x.sh", kAnswer);
    CHECK(here.probe({"sh", here.out("x.sh")}).reason == "needs Go >= 1.23, found 1.19: install a newer one");
}

TEST_CASE("a command that needs nothing prepared does not look") {
    const Fixture here;
    here.write("unavailable", "of no concern\n");
    CHECK(here.probe({"sh", "-c", kAnswer}).available);
}
