#include "bench/report/list.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::report;

namespace {

core::Suite quick() {
    core::Suite suite{
        .name = "quick", .about = "What to run first.", .label = "latency", .cases = {}, .roles = {}};
    for (const std::int64_t size : {256, 8192}) {
        core::Case measured;
        measured.size_bytes = size;
        suite.cases.push_back(measured);
    }
    suite.cases.back().transport = core::Transport::wss;
    suite.roles = {core::Role::server, core::Role::client};
    suite.block_ms = 12;
    suite.budget_s = 150;
    return suite;
}

core::Listing raw() {
    core::Contender contender;
    contender.name = "cpp-raw";
    contender.library = "RFC 6455 on sockets";
    contender.language = "C++";
    contender.variants = {
        {.name = "epoll", .about = "", .command = {}, .can = {.tls = true, .most_connections = 10'000}},
        {.name = "io_uring", .about = "", .command = {}, .can = {}}};
    return {
        contender,
        {{.available = true, .reason = "", .versions = {{"openssl", "3.0.17"}}, .features = "edge-triggered"},
         {.available = false,
          .reason = "io_uring_setup: Operation not permitted",
          .versions = {},
          .features = ""}}};
}

core::Listing floor() {
    core::Contender contender;
    contender.name = "cpp-floor";
    contender.side = core::Side::client;
    contender.is_floor = true;
    contender.library = "bare socket";
    contender.language = "C++";
    contender.variants = {{.name = "blocking", .about = "", .command = {}, .can = {}}};
    return {contender, {{.available = true, .reason = "", .versions = {}, .features = ""}}};
}

} // namespace

TEST_CASE("suites, servers and clients") {
    CHECK(list_text({quick()}, {raw(), floor()}, {.width = 100, .unicode = true}) ==
          R"(suites
  quick  What to run first.
         echo-256 echo-8192-wss
         server, client · 5 sessions × 30+ rounds × 12 ms · at most 2 min 30 s · label latency

servers
  cpp-raw    RFC 6455 on sockets · C++
    ✓ epoll     openssl 3.0.17 · TLS, 10 000 connections · edge-triggered
    ✗ io_uring  unavailable: io_uring_setup: Operation not permitted

clients
  cpp-floor  bare socket · C++ · the floor
    ✓ blocking  available
)");
}

TEST_CASE("ASCII, and nothing there") {
    CHECK(list_text({}, {}, {.width = 80, .unicode = false}) ==
          "suites\n  none\n\nservers\n  none\n\nclients\n  none\n");
    const std::string text = list_text({}, {raw()}, {.width = 80, .unicode = false});
    CHECK_THAT(text, ContainsSubstring("    - io_uring  unavailable: io_uring_setup"));
    CHECK_THAT(text, ContainsSubstring("    + epoll     openssl 3.0.17 | TLS"));
}
