#include "bench/check/sheet.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::check;

namespace {

/// Asks three things, of which the second needs text, within `budget`.
CheckReport asked_within(Nanoseconds budget) {
    CheckReport report{"go-x client", "stock", {}};
    core::Variant variant;
    variant.can.text = false;
    Setup setup;
    setup.budget = budget;
    Sheet sheet(report, variant, setup);
    for (const char* const id : {"first", "second", "third"}) {
        const bool is_second = std::string_view(id) == "second";
        sheet.ask(
            question(id, "5.1", is_second ? std::vector<std::string>{"text"} : std::vector<std::string>{}),
            "", [] { return Verdict::pass(); });
    }
    sheet.finish();
    return report;
}

} // namespace

TEST_CASE("what it does not declare is skipped, and no fault") {
    const auto report = asked_within(Milliseconds{60'000});
    CHECK(report.count(Status::pass) == 2);
    CHECK(report.count(Status::skip) == 1);
    CHECK_FALSE(report.failed());
}

TEST_CASE("a variant too slow to be asked everything fails, with what is missing") {
    // Over before it began: of the three, one is skipped anyhow, so two were not asked.
    const auto report = asked_within(Milliseconds{0});
    CHECK(report.count(Status::pass) == 0);
    CHECK(report.count(Status::skip) == 3);
    REQUIRE(report.failed());
    CHECK(report.items.back().id == "time");
    CHECK(report.items.back().sentence ==
          "the 0 s for one variant were over; 2 of its questions were not asked");
}
