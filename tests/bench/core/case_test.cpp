#include "bench/core/case.hpp"
#include "tests/catch.hpp"

#include <string>
#include <string_view>

using namespace tare::core;

namespace {

/// Why a text is not an id.
std::string why(std::string_view id) {
    const auto read = parse_case_id(id);
    REQUIRE(read.has_error());
    CHECK(read.error().trouble == tare::Trouble::usage);
    return read.error().message;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("an id is the workload, the size, and what differs from the usual") {
    CHECK(case_id(Case{}) == "echo-256");

    Case c;
    c.size_bytes = 8192;
    c.transport = Transport::wss;
    CHECK(case_id(c) == "echo-8192-wss");
    c.placement = Placement::split;
    c.wait = WaitMode::spin;
    c.kind = MessageKind::text;
    c.connections = 50;
    CHECK(case_id(c) == "echo-8192-wss-split-spin-text-c50");

    Case piped;
    piped.workload = Workload::pipeline;
    piped.connections = 50;
    piped.depth = 16;
    CHECK(case_id(piped) == "pipeline-256-c50-d16");

    Case planned;
    planned.workload = Workload::rate;
    planned.placement = Placement::split;
    planned.rate_per_s = 50'000;
    CHECK(case_id(planned) == "rate-256-split-r50000");
    planned.connections = 50;
    planned.rate_per_s = 0;
    planned.load_percent = 70;
    CHECK(case_id(planned) == "rate-256-split-c50-l70");

    c.kind = MessageKind::corpus;
    c.deflate = true;
    CHECK(case_id(c) == "echo-8192-wss-split-spin-corpus-c50-deflate");
}

TEST_CASE("every id reads back as the case it was made from") {
    for (const auto size : {std::int64_t{0}, std::int64_t{125}, kLargestMessageBytes})
        for (const auto transport : {Transport::ws, Transport::wss})
            for (const auto placement :
                 {Placement::same, Placement::split, Placement::smt, Placement::numa, Placement::network})
                for (const auto wait : {WaitMode::block, WaitMode::spin})
                    for (const auto kind : {MessageKind::binary, MessageKind::text, MessageKind::corpus})
                        for (const int connections : {1, 2, kMostConnections})
                            for (const bool deflate : {false, true}) {
                                Case c{Workload::echo, size, connections, 1,      transport,
                                       placement,      wait, kind,        deflate};
                                INFO(case_id(c));
                                const auto read = parse_case_id(case_id(c));
                                REQUIRE(read.has_value());
                                CHECK(*read == c);
                                c.workload = Workload::pipeline;
                                c.depth = 16;
                                CHECK(*parse_case_id(case_id(c)) == c);
                                if (placement == Placement::same) continue;
                                c.workload = Workload::rate;
                                c.depth = 1;
                                c.load_percent = 50;
                                CHECK(*parse_case_id(case_id(c)) == c);
                            }
}

TEST_CASE("what is not an id says why") {
    CHECK(contains(why(""),
                   "unknown workload \"\"; expected echo, pipeline, rate, connect, stream, transfer or "
                   "broadcast"));
    CHECK(contains(why("chat-256"), "unknown workload \"chat\""));
    CHECK(contains(why("echo"), "\"\" is not a size"));
    CHECK(contains(why("echo-big"), "\"big\" is not a size"));
    CHECK(contains(why("echo-1e3"), "\"1e3\" is not a size"));
    CHECK(contains(why("echo-256-tcp"), "\"tcp\" is not a parameter"));
    CHECK(contains(why("echo-256-cfifty"), "\"cfifty\" is not a parameter"));
    CHECK(contains(why("echo-67108865"), "\"size_bytes\" must be 0 to 67108864, got 67108865"));
    CHECK(contains(why("echo-256-c0"), "\"connections\" must be 1 to 100000, got 0"));
    CHECK(contains(why("echo-99999999999999999999"), "is not a size"));
    CHECK(contains(why("pipeline-256"), "\"depth\" must be 2 to 1024, got 1"));
    CHECK(contains(why("pipeline-256-d1025"), "\"depth\" must be 2 to 1024, got 1025"));
    CHECK(contains(why("rate-256-split"), "rate wants one of \"rate_per_s\", messages a second, \"load"));
    CHECK(contains(why("rate-256-split"), "got none"));
    CHECK(contains(why("rate-256-split-r9-l9"), "got more than one"));
    CHECK(contains(why("rate-256-split-l9-p9"), "got more than one"));
    CHECK(contains(why("rate-256-split-p10000001"), "\"p99_us\" must be 1 to 10000000, got 10000001"));
    CHECK(contains(why("echo-256-p1000"), "\"p99_us\" is of the workload rate, not of echo"));
    CHECK(contains(why("rate-256-split-l100"), "\"load_percent\" must be 1 to 99, got 100"));
    CHECK(
        contains(why("rate-256-split-r100000001"), "\"rate_per_s\" must be 100 to 100000000, got 100000001"));
    CHECK(contains(why("rate-256-split-r99"), "\"rate_per_s\" must be 100 to 100000000, got 99"));
    CHECK(contains(why("rate-256-r1000"), "expected \"placement\" split, smt, numa or network"));
    CHECK(contains(why("rate-256-split-d2-r1000"), "\"depth\" must be 1 for rate, got 2"));
    CHECK(contains(why("echo-256-r1000"), "\"rate_per_s\" is of the workloads rate and stream, not of echo"));
    CHECK(contains(why("echo-256-l50"), "\"load_percent\" is of the workload rate, not of echo"));
    CHECK(contains(why("connect-1"), "connect sends no message"));
    CHECK(contains(why("connect-0-text"), "connect sends no message"));
    CHECK(parse_case_id("connect-0-wss-c4-resumed").value().resumed);
    CHECK(contains(why("connect-0-resumed"),
                   "\"resumed\" is of the workload connect over wss, not of connect over ws"));
    CHECK(contains(why("echo-256-wss-resumed"),
                   "\"resumed\" is of the workload connect over wss, not of echo over wss"));
    CHECK(contains(why("echo-256-d2"), "\"depth\" must be 1 for echo, got 2"));
}

TEST_CASE("a case has one name only") {
    for (const auto* second_name :
         {"echo-256-ws", "echo-256-same", "echo-256-block", "echo-256-binary", "echo-256-c1",
          "echo-256-deflate-text", "echo-256-deflate-deflate", "echo-256-split-wss", "echo-256-split-split",
          "echo-256-wss-", "echo-0256", "echo-256-c01", "echo-+256", "pipeline-256-d16-c50"}) {
        INFO(second_name);
        CHECK(parse_case_id(second_name).has_error());
    }
}

TEST_CASE("each word reads back, and a wrong one lists the right ones") {
    for (const auto value :
         {Placement::same, Placement::split, Placement::smt, Placement::numa, Placement::network})
        CHECK(*parse_placement(to_string(value)) == value);
    for (const auto value : {Role::floor, Role::server, Role::client, Role::pair})
        CHECK(*parse_role(to_string(value)) == value);
    for (const auto value : {Transport::ws, Transport::wss})
        CHECK(*parse_transport(to_string(value)) == value);
    for (const auto value : {WaitMode::block, WaitMode::spin})
        CHECK(*parse_wait_mode(to_string(value)) == value);
    for (const auto value : {MessageKind::binary, MessageKind::text, MessageKind::corpus})
        CHECK(*parse_message_kind(to_string(value)) == value);
    for (const auto value : {Workload::echo, Workload::pipeline, Workload::rate, Workload::connect})
        CHECK(*parse_workload(to_string(value)) == value);

    CHECK(parse_role("both").error().message ==
          "unknown role \"both\"; expected floor, server, client or pair");
    CHECK(parse_wait_mode("Spin").error().message == "unknown wait mode \"Spin\"; expected block or spin");
}

TEST_CASE("a case out of range names the parameter and the range") {
    Case c;
    c.size_bytes = -1;
    CHECK(check_case(c).error().message == "case echo--1: \"size_bytes\" must be 0 to 67108864, got -1");
    c = Case{};
    c.connections = 100'001;
    CHECK(check_case(c).error().message ==
          "case echo-256-c100001: \"connections\" must be 1 to 100000, got 100001");
    CHECK(check_case(Case{}).has_value());
}

TEST_CASE("streams, transfers and broadcasts have ids of their own") {
    for (const char* id : {"stream-240-text", "stream-240-split-r10000", "transfer-7000000-down",
                           "transfer-7000000-wss-up-f65536", "broadcast-256-c100"}) {
        const auto parsed = parse_case_id(id);
        REQUIRE(parsed.has_value());
        CHECK(case_id(*parsed) == id);
    }
    CHECK(contains(why("transfer-7000000"), "a transfer wants \"direction\", down (from the server) or up"));
    CHECK(contains(why("transfer-0-up"), "a file is binary and has at least 1 byte, got binary of 0 bytes"));
    CHECK(contains(why("transfer-9-text-up"), "a file is binary"));
    CHECK(contains(why("echo-256-up"), "\"direction\" is of the workload transfer, not of echo"));
    CHECK(contains(why("echo-256-f100"), "\"fragment_bytes\" is of the workload transfer, not of echo"));
    // A number of 8 digits and a time of 16; of binary, two of 8 bytes.
    CHECK(contains(why("stream-23-text"),
                   "text of at least 24 bytes or binary of at least 16, got text of 23"));
    CHECK(contains(why("stream-15"), "got binary of 15"));
    CHECK(contains(why("stream-240-l50"), "\"load_percent\" is of the workload rate, not of stream"));
    CHECK(contains(why("stream-240-r10"), "\"rate_per_s\" must be 100 to"));
    CHECK(has_a_pace(*parse_case_id("stream-240-r10000")));
    CHECK_FALSE(has_a_pace(*parse_case_id("stream-240")));
}
