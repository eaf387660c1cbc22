#include "hw/cores.hpp"
#include "tests/catch.hpp"
#include "tests/hw/captured.hpp"

#include <map>

using namespace tare;
using namespace tare::hw;
using Ids = std::vector<int>;

namespace {

Ids offered_ids(const Machine& machine) {
    const auto text = ctest_resources_json(machine);
    Ids ids;
    for (std::size_t at = 0; (at = text.find("\"id\": \"", at)) != std::string::npos;) {
        at += 7;
        ids.push_back(std::stoi(text.substr(at)));
    }
    return ids;
}

Result<Ids> handed_out(const std::map<std::string, std::string, std::less<>>& variables) {
    return cores_from_ctest_environment([&](std::string_view name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
}

std::string complaint(const std::map<std::string, std::string, std::less<>>& variables) {
    const auto ids = handed_out(variables);
    REQUIRE_FALSE(ids);
    CHECK(ids.error().trouble == Trouble::usage);
    return ids.error().message;
}

} // namespace

TEST_CASE("the resource spec file") {
    CHECK(ctest_resources_json(captured::container()) == R"({
  "version": {"major": 1, "minor": 0},
  "local": [
    {
      "cores": [
        {"id": "2", "slots": 1},
        {"id": "3", "slots": 1}
      ]
    }
  ]
}
)");
}

TEST_CASE("one core is offered twice") {
    CHECK(ctest_resources_json(captured::one_core()).find(R"({"id": "0", "slots": 2})") != std::string::npos);
}

TEST_CASE("every two of the offered CPUs are a good split") {
    CHECK(offered_ids(captured::laptop()) == Ids{4, 6, 8, 10}); // one thread a core, no 0, no 2
    CHECK(offered_ids(captured::two_sockets()) == Ids{2, 3});   // one socket; no 0, no 1
    CHECK(offered_ids(captured::epyc()) == Ids{4, 5});          // one complex
    CHECK(offered_ids(captured::graviton()) == Ids{1, 3, 4, 5, 6, 7});
    CHECK(offered_ids(captured::pi_4()) == Ids{1, 2, 3});
    CHECK(offered_ids(captured::cloud_vm()) == Ids{0, 1});
    CHECK(offered_ids(captured::isolated()) == Ids{4, 5});
    for (const auto& machine : {captured::laptop(), captured::two_sockets(), captured::epyc(),
                                captured::graviton(), captured::pi_4(), captured::isolated()}) {
        const auto ids = offered_ids(machine);
        for (const int a : ids)
            for (const int b : ids) {
                if (a == b) continue;
                const auto choice = choose_cores(machine, Ends::split, {a, b});
                REQUIRE(choice);
                CHECK_FALSE(choice->degraded);
            }
    }
}

TEST_CASE("what CTest hands back") {
    CHECK(*handed_out({}) == Ids{});
    CHECK(*handed_out({{"CTEST_RESOURCE_GROUP_COUNT", "1"},
                       {"CTEST_RESOURCE_GROUP_0", "cores"},
                       {"CTEST_RESOURCE_GROUP_0_CORES", "id:1,slots:1"}}) == Ids{1});
    CHECK(*handed_out({{"CTEST_RESOURCE_GROUP_COUNT", "2"},
                       {"CTEST_RESOURCE_GROUP_0", "cores"},
                       {"CTEST_RESOURCE_GROUP_0_CORES", "id:6,slots:1"},
                       {"CTEST_RESOURCE_GROUP_1", "cores"},
                       {"CTEST_RESOURCE_GROUP_1_CORES", "id:2,slots:1;id:4,slots:1"}}) == Ids{6, 2, 4});
    CHECK(*handed_out({{"CTEST_RESOURCE_GROUP_COUNT", "1"}, {"CTEST_RESOURCE_GROUP_0", "gpus"}}) == Ids{});
}

TEST_CASE("what CTest would never hand back") {
    CHECK(complaint({{"CTEST_RESOURCE_GROUP_COUNT", "many"}}) ==
          "environment variable CTEST_RESOURCE_GROUP_COUNT: \"many\" is not what CTest writes there");
    CHECK(complaint({{"CTEST_RESOURCE_GROUP_COUNT", "1"}}) ==
          "environment variable CTEST_RESOURCE_GROUP_0: missing");
    CHECK(complaint({{"CTEST_RESOURCE_GROUP_COUNT", "1"}, {"CTEST_RESOURCE_GROUP_0", "cores"}}) ==
          "environment variable CTEST_RESOURCE_GROUP_0_CORES: missing");
    for (const auto* cores : {"1", "id:", "id:x,slots:1", "id:-1", "id:99999999999", ";"})
        CHECK(complaint({{"CTEST_RESOURCE_GROUP_COUNT", "1"},
                         {"CTEST_RESOURCE_GROUP_0", "cores"},
                         {"CTEST_RESOURCE_GROUP_0_CORES", cores}}) ==
              "environment variable CTEST_RESOURCE_GROUP_0_CORES: \"" + std::string(cores) +
                  "\" is not what CTest writes there");
    CHECK(complaint({{"CTEST_RESOURCE_GROUP_COUNT", "-1"}}).find("-1") != std::string::npos);
}
