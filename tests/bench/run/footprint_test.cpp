#include "bench/run/footprint.hpp"
#include "tests/catch.hpp"

#include <boost/json.hpp>

using namespace tare;

namespace {

std::optional<core::Footprint> read(const std::string& text) {
    return run::read_footprint(boost::json::parse(text).as_object());
}

} // namespace

TEST_CASE("a probe's footprint, or none") {
    CHECK_FALSE(read(R"({"versions": {}})"));
    CHECK(read(R"({"footprint": {"packages": 3, "bytes": 1720340, "what": "tornado"}})") ==
          core::Footprint{3, 1720340, "tornado", ""});
    CHECK(read(R"({"footprint": {"packages": 0}})") == core::Footprint{0, {}, "", ""}); // needs none
}

TEST_CASE("a footprint that is none says why, and what was good is kept") {
    const auto negative = read(R"({"footprint": {"packages": 3, "bytes": -1}})");
    CHECK(negative->packages == 3);
    CHECK_FALSE(negative->bytes);
    CHECK(negative->trouble == "\"footprint\": expected \"bytes\" to be a whole number from 0 on, got -1");
    CHECK_THAT(read(R"({"footprint": {"packages": "many"}})")->trouble, ContainsSubstring("got \"many\""));
    CHECK_FALSE(read(R"({"footprint": {"bytes": 1.5}})")->bytes);
    CHECK_FALSE(read(R"({"footprint": {}})")->trouble.empty());
    CHECK_FALSE(read(R"({"footprint": 12})")->trouble.empty());
}
