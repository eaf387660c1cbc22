// How the tables of the workloads beside echo look.
#include "bench/report/console.hpp"
#include "bench/report/text.hpp"
#include "tests/bench/report/fixture.hpp"
#include "tests/catch.hpp"

#include <algorithm>
#include <string>

using namespace tare;
using namespace tare::report;
using core::Role;
using core::Workload;

namespace {

std::string table_of(core::Case measured, std::vector<core::Cell> cells) {
    auto result = fixture::run();
    for (auto& cell : cells) {
        cell.measured = measured;
        cell.bottleneck = "server";
    }
    result.cells = std::move(cells);
    for (int width = Terminal::kNarrowest; width <= 150; ++width) {
        Terminal terminal = fixture::kWide;
        terminal.width = width;
        std::string text = console_table(result, terminal);
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            INFO(text.substr(at, end - at));
            CHECK(display_width(text.substr(at, end - at)) <= width);
            at = end + 1;
        }
    }
    const std::string text = console_table(result, fixture::kWide);
    const std::size_t begin = text.find(core::case_id(measured));
    return text.substr(begin, text.find("\n\n", begin) - begin + 1);
}

/// A floor and a server that costs a half more.
std::vector<core::Cell> two_rows(double per_s, double p50_us, double bytes_per_s) {
    std::vector<core::Cell> cells = {
        fixture::row(Role::floor, {"cpp-floor", "blocking"}, per_s, p50_us, 2 * p50_us, 2'000, 1'000),
        fixture::over_floor(
            fixture::row(Role::server, {"cpp-raw", "epoll"}, per_s / 2, p50_us, 2 * p50_us, 3'000, 1'500),
            {1.5, 1.4, 1.6}, {2.0, 1.9, 2.1})};
    for (auto& cell : cells) {
        cell.memory_server.rss_peak_bytes = std::int64_t{30} << 20;
        cell.memory_client.rss_peak_bytes = std::int64_t{128} << 20;
    }
    cells[0].bytes_per_s = fixture::around(bytes_per_s, 1);
    cells[1].bytes_per_s = fixture::around(bytes_per_s / 2, 1);
    return cells;
}

} // namespace

TEST_CASE("files are told in MB a second, milliseconds and memory") {
    // 3.5e9 bytes a second are 3 500 MB/s; 2 000 us are 2 ms.
    const std::string text = table_of({.workload = Workload::transfer,
                                       .size_bytes = 7'000'000,
                                       .direction = core::Direction::down,
                                       .fragment_bytes = 65'536},
                                      two_rows(500, 2'000, 3.5e9));
    INFO(text);
    for (const char* part :
         {"transfer-7000000-down-f65536   a file of 7 000 000 B down in fragments of 65 536 B", "a file ms",
          "CPU ms/file", "peak MiB",
          " cpp-floor blocking  3 500  2.00  4.00    2.00  1.00   1.00       1.00        30.0  128\n",
          " cpp-raw epoll       1 750  2.00  4.00    3.00  1.50   1.50 ±.10  2.00 ±.10   30.0  128\n"})
        CHECK(text.find(part) != std::string::npos);
}

TEST_CASE("a broadcast is told in deliveries") {
    // 100 connections, 256 bytes: 1 000 messages a second are 25.6e6 bytes, so 100 000 deliveries.
    const std::string text =
        table_of({.workload = Workload::broadcast, .connections = 100}, two_rows(1'000, 200, 25.6e6));
    CHECK(text.find("256 B binary to everybody · 100 connections") != std::string::npos);
    CHECK(text.find("deliv/s") != std::string::npos);
    INFO(text);
    CHECK(text.find("cpp-floor blocking  100 000        200  400") != std::string::npos);
    CHECK(text.find("cpp-raw epoll        50 000        200  400") != std::string::npos);
}

TEST_CASE("a stream is told in messages, and how late they come") {
    const std::string text =
        table_of({.workload = Workload::stream, .size_bytes = 240, .kind = core::MessageKind::text},
                 two_rows(1e6, 20, 240e6));
    CHECK(text.find("240 B text messages pushed as fast as it goes") != std::string::npos);
    CHECK(text.find("delivery µs") != std::string::npos);
    INFO(text);
    CHECK(text.find("cpp-floor blocking  1 000 000   20.0  40.0") != std::string::npos);
    const std::string paced = table_of({.workload = Workload::stream,
                                        .size_bytes = 240,
                                        .placement = core::Placement::split,
                                        .rate_per_s = 10'000},
                                       two_rows(1e4, 20, 2.4e6));
    CHECK(paced.find("240 B binary messages pushed at 10 000 a second") != std::string::npos);
    CHECK(paced.find("CPU") < paced.find("wall")); // a pace judges by CPU
}

TEST_CASE("of a response time that is to hold, the highest rate is first") {
    std::vector<core::Cell> cells;
    for (const double rate : {50'000.0, 90'000.0}) {
        cells.push_back(fixture::row(Role::server, {rate > 6e4 ? "b" : "a", "x"}, rate, 100, 900, 4, 4));
        core::OpenLoop held;
        held.rate_per_s = rate;
        cells.back().open_loop = held;
    }
    const std::string text = table_of(
        {.workload = Workload::rate, .connections = 50, .placement = core::Placement::split, .p99_us = 1'000},
        std::move(cells));
    CHECK(text.find("holds at") != std::string::npos);
    CHECK(text.find("\n b x") < text.find("\n a x"));
    CHECK(text.find("the highest rate that holds p99 1 000 µs") != std::string::npos);
}
