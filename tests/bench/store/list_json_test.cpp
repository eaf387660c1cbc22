#include "bench/store/list_json.hpp"
#include "tests/catch.hpp"

#include <boost/json.hpp>

using namespace tare;
namespace json = boost::json;

TEST_CASE("the list as JSON: suites with their cases") {
    core::Suite suite;
    suite.name = "quick";
    suite.label = "latency";
    suite.roles = {core::Role::server};
    core::Case measured;
    measured.size_bytes = 8192;
    measured.transport = core::Transport::wss;
    suite.cases = {measured};
    const std::string text = store::list_to_json({suite}, {});
    CHECK(text.back() == '\n');

    const json::value list = json::parse(text);
    CHECK(list.at("schema") == 1);
    CHECK(list.at("contenders").as_array().empty());
    const json::value& found = list.at("suites").at(0);
    CHECK(found.at("name") == "quick");
    CHECK(found.at("label") == "latency");
    CHECK(found.at("roles").at(0) == "server");
    CHECK(found.at("cases").at(0).at("id") == "echo-8192-wss");
    CHECK(found.at("cases").at(0).at("size_bytes") == 8192);
    CHECK(found.at("cases").at(0).at("placement") == "same");
}

TEST_CASE("the list as JSON: a variant is available with versions, or not with a reason") {
    core::Contender contender;
    contender.name = "cpp-raw";
    contender.workloads = {core::Workload::echo};
    contender.variants = {{.name = "epoll", .about = "", .command = {}, .can = {.tls = true}},
                          {.name = "io_uring", .about = "", .command = {}, .can = {}}};
    contender.tuned = {{.variant = "*", .what = "TCP_NODELAY", .why = "the contract asks for it"}};
    const core::Availability yes{
        .available = true, .reason = "", .versions = {{"openssl", "3.0.17"}}, .features = ""};
    const core::Availability no{.available = false, .reason = "EPERM", .versions = {}, .features = ""};

    const json::value list = json::parse(store::list_to_json({}, {{contender, {yes, no}}}));
    const json::value& found = list.at("contenders").at(0);
    CHECK(found.at("name") == "cpp-raw");
    CHECK(found.at("side") == "server");
    CHECK(found.at("workloads").at(0) == "echo");
    CHECK(found.at("tuned").at(0).at("what") == "TCP_NODELAY");

    const json::object& epoll = found.at("variants").at(0).as_object();
    CHECK(epoll.at("available") == true);
    CHECK(epoll.at("versions").at("openssl") == "3.0.17");
    CHECK(epoll.at("capabilities").at("tls") == true);
    CHECK_FALSE(epoll.contains("reason"));

    const json::object& io_uring = found.at("variants").at(1).as_object();
    CHECK(io_uring.at("available") == false);
    CHECK(io_uring.at("reason") == "EPERM");
    CHECK_FALSE(io_uring.contains("versions"));
}
