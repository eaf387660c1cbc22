#include "bench/check/deviations.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::check;

namespace {

CheckReport found() {
    return {"go-x client",
            "stock",
            {{"masked-reply", "RFC 6455, 5.1", Status::fail, "took it"},
             {"ping", "RFC 6455, 5.5.2", Status::pass, ""},
             {"not-utf-8", "RFC 6455, 8.1", Status::skip, "declares no text"},
             {"length-0", "contract, Client", Status::fail, "no answer"},
             {"masked-reply over TLS", "RFC 6455, 5.1", Status::fail, "took it, too"}}};
}

CheckReport after(const std::string& vector) {
    CheckReport report = found();
    apply_deviations({{vector, "It looks at no mask bit."}}, report);
    return report;
}

} // namespace

TEST_CASE("a declared deviation is noted, over TLS too, and nothing else is") {
    const auto report = after("masked-reply");
    CHECK(report.items[0].status == Status::note);
    CHECK(report.items[0].sentence == "known of the library: It looks at no mask bit. (took it)");
    CHECK(report.items[4].status == Status::note);
    CHECK(report.items[3].status == Status::fail);
    CHECK(report.items.size() == 5);
}

TEST_CASE("a declaration that was not found is told, and one of no question fails") {
    const auto report = after("ping");
    REQUIRE(report.items.size() == 6);
    CHECK(report.items[5].status == Status::note);
    CHECK(report.items[5].sentence == "declares the deviation \"ping\" and does not show it");
    CHECK(after("pong").items.back().status == Status::fail);
    CHECK(after("pong").items.back().sentence ==
          "declares the deviation \"pong\", which is no question here");
}

TEST_CASE("what was not asked is no evidence") { CHECK(after("not-utf-8").items.size() == 5); }

TEST_CASE("the contract's demands cannot be declared away") {
    const auto report = after("length-0");
    CHECK(report.items[3].status == Status::fail);
    CHECK(report.items.back().sentence ==
          "declares the deviation \"length-0\", which is the contract's demand and not the RFC's");
}

TEST_CASE("without declarations nothing changes") {
    CheckReport report = found();
    apply_deviations({}, report);
    CHECK(report.count(Status::fail) == 3);
    CHECK(report.items.size() == 5);
}
