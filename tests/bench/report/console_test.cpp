#include "bench/report/console.hpp"
#include "bench/report/text.hpp"
#include "tests/bench/report/fixture.hpp"
#include "tests/catch.hpp"
#include "tests/text.hpp"

#include <algorithm>
#include <sstream>

using namespace tare;
using namespace tare::report;
using in_text::lines_of;

namespace {

int widest(const std::string& text) {
    int width = 0;
    for (const std::string& line : lines_of(text)) width = std::max(width, display_width(line));
    return width;
}

Terminal as_wide_as(int width) {
    Terminal terminal = fixture::kWide;
    terminal.width = width;
    return terminal;
}

} // namespace

TEST_CASE("the whole report, 100 columns") {
    CHECK(console_table(fixture::run(), fixture::kWide) ==
          R"(suite quick · tare 0.1.0 (3f2c1ab9d0, modified) · 2026-11-20T20:15:40Z
machine    Intel(R) Xeon(R) Processor @ 2.80GHz · 2 CPUs · kernel 6.18 · on kvm · key
           0123456789abcdef
cores      core 1 has fewer device interrupts than core 0
network    private namespace
sampling   5 sessions × 30 rounds × 12 ms · seed 42 · took 2 min 14 s
measurer   recording a message costs 14.2 ns · the harness used 0.31 % of a core

echo-256   256 B binary · 1 connection · ws · both ends on one core · blocking
                           round  latency µs  CPU µs/msg  × floor                   syscalls  bound
                         trips/s   p50   p99   srv   cli  CPU          wall        srv   cli  by
 ───────────────────────────────────────────────────────────────────────────────────────────────────
 floor: the bare socket, same bytes
 cpp-floor blocking      156 042  6.30  7.70  3.12  3.25  1.00         1.00       2.00  2.00  client
 servers, each with the client cpp-raw epoll
 cpp-raw epoll           149 012  6.61  8.02  3.41  3.24  1.044 ±.004  1.05 ±.02  3.00  3.00  server
 cpp-beast epoll         124 834  7.92  9.84  4.61  3.31  1.24  ±.02   1.25 ±.03  4.00  3.00  server
 clients, each with the server cpp-raw io_uring
 cpp-beast sync          131 450  7.48  9.11  3.20  4.30  1.18  ±.02   1.19 ±.03  1.00  3.00  client
 pairs: both ends from one library
 cpp-beast epoll/sync *   96 700  10.2  14.6  5.12  5.20  1.61         1.61       4.00  5.00  client
 invalid      py-wrong asyncio (client): message 64: offset 20: expected 0x3f, got 0x00
 unavailable  cpp-raw io_uring (server, pair): io_uring_setup: Operation not permitted (seccomp?);
              docker run needs --security-opt seccomp=docker/seccomp.json
 * note       cpp-beast epoll/sync (pair): one session: its interval would be too narrow, so none is
              given

warning    the kernel's mitigations differ from the last run
to read it × floor 1.24: costs 24 % more CPU a message, both ends together, than the bare socket
           doing the same exchange; ± is the 99 % interval; wall is time on the clock; srv and cli
           are the server's and the client's process; best first
)");
}

TEST_CASE("the head tells how many sessions and rounds there really were") {
    auto result = fixture::run();
    for (core::Cell& cell : result.cells) cell.sessions.assign(3, {});
    for (core::Cell& cell : result.cells)
        for (auto& session : cell.sessions) session.rounds = 10;
    result.cells.front().sessions.resize(2);
    result.cells.front().sessions.front().rounds = 46;
    CHECK_THAT(console_table(result, as_wide_as(100)),
               ContainsSubstring("sampling   2–3 sessions × 10–46 rounds × 12 ms · seed 42"));
}

TEST_CASE("cases whose blocks are longer are part of the head") {
    auto result = fixture::run();
    result.run.longest_block_ms = 200;
    CHECK_THAT(console_table(result, as_wide_as(100)),
               ContainsSubstring("sampling   5 sessions × 30 rounds × 12–200 ms · seed 42"));
}

TEST_CASE("the whole report, 80 columns of ASCII") {
    Terminal terminal = as_wide_as(80);
    terminal.unicode = false;
    const std::string text = console_table(fixture::run(), terminal);
    CHECK(text ==
          R"(suite quick | tare 0.1.0 (3f2c1ab9d0, modified) | 2026-11-20T20:15:40Z
machine    Intel(R) Xeon(R) Processor @ 2.80GHz | 2 CPUs | kernel 6.18 | on kvm
           | key 0123456789abcdef
cores      core 1 has fewer device interrupts than core 0
network    private namespace
sampling   5 sessions x 30 rounds x 12 ms | seed 42 | took 2 min 14 s
measurer   recording a message costs 14.2 ns | the harness used 0.31 % of a core

echo-256   256 B binary | 1 connection | ws | both ends on one core | blocking
                           round  latency us  CPU us/msg  x floor
                         trips/s   p50   p99   srv   cli  CPU           wall
 ---------------------------------------------------------------------------
 floor: the bare socket, same bytes
 cpp-floor blocking      156 042  6.30  7.70  3.12  3.25  1.00          1.00
 servers, each with the client cpp-raw epoll
 cpp-raw epoll           149 012  6.61  8.02  3.41  3.24  1.044 +-.004  1.05
 cpp-beast epoll         124 834  7.92  9.84  4.61  3.31  1.24  +-.02   1.25
 clients, each with the server cpp-raw io_uring
 cpp-beast sync          131 450  7.48  9.11  3.20  4.30  1.18  +-.02   1.19
 pairs: both ends from one library
 cpp-beast epoll/sync *   96 700  10.2  14.6  5.12  5.20  1.61          1.61
 invalid      py-wrong asyncio (client): message 64: offset 20: expected 0x3f,
              got 0x00
 unavailable  cpp-raw io_uring (server, pair): io_uring_setup: Operation not
              permitted (seccomp?); docker run needs --security-opt
              seccomp=docker/seccomp.json
 * note       cpp-beast epoll/sync (pair): one session: its interval would be
              too narrow, so none is given

warning    the kernel's mitigations differ from the last run
left out   bound by, syscalls: they need more than 80 columns
to read it x floor 1.24: costs 24 % more CPU a message, both ends together, than
           the bare socket doing the same exchange; +- is the 99 % interval;
           wall is time on the clock; srv and cli are the server's and the
           client's process; best first
)");
    CHECK(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

TEST_CASE("every width from 40 up is kept to") {
    for (int width = Terminal::kNarrowest; width <= 150; ++width) {
        INFO(width);
        CHECK(widest(console_table(fixture::run(), as_wide_as(width))) <= width);
    }
}

TEST_CASE("colours: bold title, green best of several, red invalid") {
    Terminal terminal = fixture::kWide;
    terminal.color = true;
    const std::string text = console_table(fixture::run(), terminal);
    CHECK_THAT(text, ContainsSubstring("\x1b[1mecho-256\x1b[0m"));
    CHECK_THAT(text, ContainsSubstring("\x1b[32mcpp-raw epoll\x1b[0m"));
    CHECK_THAT(text, ContainsSubstring("\x1b[32m1.044 ±.004\x1b[0m"));
    CHECK_THAT(text, ContainsSubstring("\x1b[31m invalid      \x1b[0mpy-wrong asyncio"));
    // The only client that has a number is not "best" of anything.
    CHECK_THAT(text, !ContainsSubstring("\x1b[32mcpp-beast sync"));
}

TEST_CASE("colour changes no letter") {
    Terminal terminal = fixture::kWide;
    terminal.color = true;
    std::string text = console_table(fixture::run(), terminal), plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\x1b')
            i = text.find('m', i);
        else
            plain += text[i];
    }
    CHECK(plain == console_table(fixture::run(), fixture::kWide));
}

TEST_CASE("where the ends have a core each, wall time is what orders and what has the interval") {
    core::RunResult result = fixture::run();
    for (core::Cell& cell : result.cells) cell.measured.placement = core::Placement::split;
    // By CPU cpp-raw (1.04) is first, by wall time it now is last.
    result.cells[1].over_floor_wall = fixture::around(1.31, 0.02);
    const std::string text = console_table(result, as_wide_as(88));
    CHECK(text.find("cpp-beast epoll  ") < text.find("cpp-raw epoll  "));
    CHECK_THAT(text, ContainsSubstring("1.31 ±.02"));
    CHECK_THAT(text, !ContainsSubstring("1.044 ±.004"));
}

TEST_CASE("what was not measured is a dash, never a nought") {
    core::RunResult result = fixture::run();
    core::Cell& cell = result.cells[0];
    cell.latency.p99.reset();
    cell.per_op_server.syscalls.reset();
    cell.over_floor_cpu.reset();
    cell.bottleneck.clear();
    const auto lines = lines_of(console_table(result, fixture::kWide));
    const auto line = std::find_if(lines.begin(), lines.end(),
                                   [](const auto& l) { return l.starts_with(" cpp-beast epoll  "); });
    REQUIRE(line != lines.end());
    CHECK(*line ==
          " cpp-beast epoll         124 834  7.92     –  4.61  3.31  –            1.25 ±.03     –  3.00  –");
}

TEST_CASE("syscalls that nobody counted take no room, and it is said") {
    core::RunResult result = fixture::run();
    for (core::Cell& cell : result.cells)
        cell.per_op_server.syscalls.reset(), cell.per_op_client.syscalls.reset();
    const std::string text = console_table(result, fixture::kWide);
    CHECK_THAT(text, ContainsSubstring("syscalls   not counted on this machine\n"));
    CHECK_THAT(text, !ContainsSubstring("syscalls  bound"));
}

TEST_CASE("cases stand in the order in which they were measured") {
    core::RunResult result = fixture::run();
    core::Cell other = result.cells[0];
    other.measured.size_bytes = 100'000;
    other.measured.transport = core::Transport::wss;
    result.cells.insert(result.cells.begin(), other);
    const std::string text = console_table(result, fixture::kWide);
    CHECK_THAT(text, ContainsSubstring("echo-100000-wss   100 000 B binary · 1 connection · wss (TLS) · "));
    CHECK(text.find("echo-100000-wss") < text.find("echo-256"));
}

TEST_CASE("nothing measured: every reason, no table, and it is said") {
    core::RunResult result = fixture::run();
    std::erase_if(result.cells, [](const core::Cell& cell) { return cell.status == core::Status::ok; });
    const std::string text = console_table(result, fixture::kWide);
    CHECK_THAT(text, ContainsSubstring(" unavailable  cpp-raw io_uring (server, pair): io_uring_setup"));
    CHECK_THAT(text, ContainsSubstring(" invalid      py-wrong asyncio (client): message 64"));
    CHECK_THAT(text, ContainsSubstring("\nNothing could be measured.\n"));
    CHECK_THAT(text, !ContainsSubstring("trips/s"));
    CHECK_THAT(console_table({}, fixture::kWide), ContainsSubstring("Nothing could be measured.\n"));
}

TEST_CASE("an interrupted run says so") {
    core::RunResult result = fixture::run();
    result.run.partial = true;
    CHECK_THAT(console_table(result, fixture::kWide),
               ContainsSubstring("partial    this run was interrupted: what was measured until then\n"));
}

TEST_CASE("the explanation takes a figure from the table") {
    core::RunResult result = fixture::run();
    result.cells[0].over_floor_cpu = fixture::around(0.973, 0.01);
    CHECK_THAT(console_table(result, fixture::kWide),
               ContainsSubstring("× floor 0.97: costs 3 % less CPU a message, both ends together"));
}

TEST_CASE("a reason with escape codes and line ends stays one harmless paragraph") {
    core::RunResult result = fixture::run();
    for (core::Cell& cell : result.cells)
        if (cell.status == core::Status::invalid) cell.reason = "one\n\x1b[2Jtwo";
    CHECK_THAT(console_table(result, fixture::kWide),
               ContainsSubstring("py-wrong asyncio (client): one [2Jtwo\n"));
}

TEST_CASE("a note that every row has is said once and marks none") {
    core::RunResult result = fixture::run();
    for (core::Cell& cell : result.cells) cell.notes = {"few-sessions"};
    result.cells[0].notes.emplace_back("noisy");
    const std::string text = console_table(result, fixture::kWide);
    CHECK_THAT(text, ContainsSubstring(
                         " note         every row: fewer than 3 sessions: the interval is too narrow\n"));
    CHECK_THAT(text, ContainsSubstring(
                         " * note       cpp-beast epoll (server): more than a fifth of a session's rounds"));
    CHECK_THAT(text, ContainsSubstring("\n cpp-beast epoll * "));
    CHECK_THAT(text, !ContainsSubstring("cpp-raw epoll *"));
}

namespace {

core::Cell planned_row(core::Role role, core::Program subject, double p99_us) {
    core::Cell cell = fixture::row(role, std::move(subject), 70'000, 20, p99_us, 4, 14);
    cell.measured.workload = core::Workload::rate;
    cell.measured.placement = core::Placement::split;
    cell.measured.load_percent = 70;
    cell.bottleneck.clear();
    cell.latency.p999 = p99_us * 2e3;
    core::OpenLoop open_loop;
    open_loop.rate_per_s = 70'123;
    open_loop.sent_in_time = 1;
    open_loop.service = cell.latency;
    open_loop.lateness.p99 = 1'100;
    cell.open_loop = open_loop;
    return cell;
}

} // namespace

TEST_CASE("by a schedule: lowest p99 first, response before service, and how late the client was") {
    auto result = fixture::run();
    result.cells = {
        planned_row(core::Role::floor, {"cpp-floor", "epoll"}, 40),
        fixture::over_floor(planned_row(core::Role::server, {"cpp-raw", "epoll"}, 90), {1.1, 1.0, 1.2}, {}),
        fixture::over_floor(planned_row(core::Role::server, {"cpp-beast", "epoll"}, 60), {1.5, 1.4, 1.6},
                            {})};
    for (auto& cell : result.cells) cell.over_floor_wall.reset();
    const std::string text = console_table(result, fixture::kWide);
    CHECK(
        text.substr(text.find("rate-256")) ==
        R"(rate-256-split-l70   256 B binary · 1 connection · 70 % of its capacity · ws · two cores · blocking
                  planned                response µs      service   late        srv CPU µs
                   msgs/s   p50   p99  p99.9  p99.99    p50   p99    p99   /msg  × floor
 ─────────────────────────────────────────────────────────────────────────────────────────
 floor: the bare socket, same bytes
 cpp-floor epoll   70 123  20.0  40.0   80.0       –   20.0  40.0   1.10   4.00  1.00
 servers, each with the client cpp-raw epoll
 cpp-beast epoll   70 123  20.0  60.0    120       –   20.0  60.0   1.10   4.00  1.50 ±.10
 cpp-raw epoll     70 123  20.0  90.0    180       –   20.0  90.0   1.10   4.00  1.10 ±.10

warning    the kernel's mitigations differ from the last run
syscalls   not counted on this machine
to read it messages leave by a schedule, whether the ones before are answered or not; response
           counts from when a message was due, service from when it was sent, late is how late the
           client itself was; srv CPU is the server's alone, and × floor that over the bare
           socket's; lowest p99 first
)");
    for (int width = Terminal::kNarrowest; width <= 150; ++width)
        CHECK(widest(console_table(result, as_wide_as(width))) <= width);
}
