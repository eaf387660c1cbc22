#include "bench/store/features_json.hpp"
#include "tests/catch.hpp"

#include <boost/json.hpp>

using namespace tare;
using core::Answer;
using core::Feature;
namespace json = boost::json;

namespace {

core::FeatureTable table() {
    core::FeatureReport report;
    report.contender.name = "cpp-raw";
    report.contender.tuned = {{"*", "TCP_NODELAY", "asked for"}, {"io_uring", "a large ring", "speed"}};
    report.variant.name = "epoll";
    report.variant.can.tls = true;
    report.availability = {
        .available = true, .reason = "", .versions = {{"openssl", "3.0.17"}}, .features = "AVX2 masking"};
    report.cells = {{.feature = Feature::tls,
                     .answer = Answer::yes,
                     .value = "TLSv1.3",
                     .number = {},
                     .lo = {},
                     .hi = {},
                     .detail = "",
                     .mismatch = ""},
                    {.feature = Feature::start_up,
                     .answer = Answer::value,
                     .value = "",
                     .number = 2.5e6,
                     .lo = 2e6,
                     .hi = 3e6,
                     .detail = "",
                     .mismatch = ""},
                    {.feature = Feature::text,
                     .answer = Answer::no,
                     .value = "",
                     .number = {},
                     .lo = {},
                     .hi = {},
                     .detail = "refused",
                     .mismatch = "declares text: refused"}};
    core::FeatureReport away;
    away.contender.name = "py-tornado";
    away.contender.side = core::Side::client;
    away.variant.name = "asyncio";
    away.availability.reason = "no module named tornado";
    core::FeatureTable all;
    all.tare = "tare 0.1.0";
    all.load_average = 0.25;
    all.reports = {report, away};
    return all;
}

} // namespace

TEST_CASE("the feature table as JSON") {
    const std::string text = store::features_to_json(table());
    CHECK(text.back() == '\n');
    const json::value found = json::parse(text);
    CHECK(found.at("schema") == 1);
    CHECK(found.at("partial") == false);
    CHECK(found.at("machine").at("load_average") == 0.25);
    CHECK_FALSE(found.at("machine").as_object().contains("cpus")); // unknown is absent, not 0

    const json::value& raw = found.at("contenders").at(0);
    CHECK(raw.at("contender") == "cpp-raw");
    CHECK(raw.at("side") == "server");
    CHECK(raw.at("versions").at("openssl") == "3.0.17");
    CHECK(raw.at("accelerators") == "AVX2 masking");
    CHECK(raw.at("declared").at("tls") == true);
    REQUIRE(raw.at("tuned").as_array().size() == 1); // the other belongs to another variant
    CHECK(raw.at("tuned").at(0).at("what") == "TCP_NODELAY");

    CHECK(raw.at("features").at("tls") == json::object{{"answer", "yes"}, {"value", "TLSv1.3"}});
    CHECK(raw.at("features").at("start_up") == json::object{{"answer", "value"},
                                                            {"number", 2'500'000},
                                                            {"lo", 2'000'000},
                                                            {"hi", 3'000'000},
                                                            {"unit", "ns"}});
    CHECK(raw.at("features").at("text").at("mismatch") == "declares text: refused");
}

TEST_CASE("a variant that cannot run here has a reason and no cells") {
    const json::value found = json::parse(store::features_to_json(table()));
    const json::object& away = found.at("contenders").at(1).as_object();
    CHECK(away.at("available") == false);
    CHECK(away.at("reason") == "no module named tornado");
    CHECK_FALSE(away.contains("features"));
    CHECK_FALSE(away.contains("versions"));
}
