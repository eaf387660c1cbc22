#include "bench/report/explanation.hpp"
#include "tests/bench/report/fixture.hpp"
#include "tests/catch.hpp"
#include "tests/text.hpp"

using namespace tare;
using namespace tare::report;

namespace {

core::Cell explained(core::Role role, core::Program subject, core::EndExplained server) {
    core::Cell cell = fixture::row(role, std::move(subject), 100'000, 8, 12, 4, 4);
    cell.explained = core::Explained{std::move(server), {}};
    cell.per_op_server.voluntary_switches = 1.0;
    return cell;
}

} // namespace

TEST_CASE("what a message is made of, and what differs from the floor") {
    core::RunResult result = fixture::run();
    result.cells = {
        explained(core::Role::floor, {"cpp-floor", "blocking"},
                  {{{"recvfrom", 1.0}, {"sendto", 1.0}}, 0.1, 5'000}),
        fixture::over_floor(
            explained(core::Role::server, {"cpp-beast", "epoll"},
                      {{{"recvmsg", 4.0}, {"sendmsg", 3.0}, {"epoll_wait", 3.0}, {"brk", 0.001}}, 0.4, {}}),
            fixture::around(2.5, 0.1), fixture::around(2.5, 0.1)),
        fixture::over_floor(
            explained(core::Role::server, {"cpp-raw", "io_uring"}, {{{"io_uring_enter", 1.0}}, {}, {}}),
            fixture::around(1.1, 0.1), fixture::around(1.1, 0.1))};
    // 4 receives - 1 = 3, 3 sends - 1 = 2, 3 waits - 0 = 3; what happens once in a thousand messages is left
    // out.
    const std::string text = explanation(result, fixture::kWide);
    CHECK(text ==
          R"(
echo-256   what a message is made of
 cpp-floor blocking
   server   recvfrom 1.00, sendto 1.00 · sleeps 1.00 · CPU 10 % user, 90 % kernel · 5 000
            instructions
   client   
 cpp-beast epoll
   server   recvmsg 4.00, epoll_wait 3.00, sendmsg 3.00 · 3.00 receives, 2.00 sends and 3.00 waits
            more than the floor · sleeps 1.00 · CPU 40 % user, 60 % kernel
 cpp-raw io_uring
   server   io_uring_enter 1.00 · 1.00 wait more than the floor, 1.00 receive and 1.00 send fewer ·
            sleeps 1.00
)");
    for (int width = Terminal::kNarrowest; width <= 140; ++width) {
        Terminal terminal = fixture::kWide;
        terminal.width = width;
        for (const std::string& line : in_text::lines_of(explanation(result, terminal)))
            CHECK(static_cast<int>(line.size()) <= width + 2 * 4); // the dots take two bytes each
    }
}

TEST_CASE("nothing was explained, nothing is said") {
    CHECK(explanation(fixture::run(), fixture::kWide).empty());
}
