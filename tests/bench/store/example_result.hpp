// A result in which every field is used: one cell of each kind. The numbers are made up and all different, so
// that a swap of two fields shows.
#pragma once

#include "bench/core/result.hpp"

namespace tare::store::test {

inline core::SessionValue example_session(double factor) {
    core::SessionValue session;
    session.rounds = 28;
    session.dropped = 2;
    session.noisy = true;
    session.steady = false;
    session.ops_per_s = 100'000 * factor;
    session.wall_ns_per_op = 10'000 / factor;
    session.cpu_ns_per_op_server = 4'100.5 / factor;
    session.cpu_ns_per_op_client = 5'200.25 / factor;
    session.ln_cpu_over_floor = 0.0123;
    session.ln_wall_over_floor = -0.0456;
    session.ln_p99_over_floor = 0.789;
    session.p50_ns = 9'900;
    session.p99_ns = 15'000;
    session.canary = {0.9, 81.5};
    return session;
}

inline core::Cell example_ok_cell() {
    core::Cell cell;
    cell.measured.size_bytes = 8'192;
    cell.measured.transport = core::Transport::wss;
    cell.measured.placement = core::Placement::split;
    cell.role = core::Role::client;
    cell.subject = {"cpp-beast", "epoll"};
    cell.server = {"cpp-raw", "io_uring"};
    cell.client = {"cpp-beast", "epoll"};
    cell.versions = {{"boost", "1.81.0"}, {"openssl", "3.0.17"}};
    cell.features = "asio epoll reactor";
    cell.ops_per_s = {100'000.125, 99'000, 101'000};
    cell.bytes_per_s = {819'201'024, 811'008'000, 827'392'000};
    cell.latency = {
        4'700,  9'900,        11'000, 15'000,
        21'000, std::nullopt, 1e6,    "HISTFAAAACh4nJNpmSzMwMDAwsDAwMjAwMDMAAGMDAzMbgY7FjDA+UxMLABS6QMq"};
    cell.latency.p50_interval = {9'800, 10'000};
    cell.latency.p999_interval = {20'000, std::nullopt};
    cell.cpu_ns_per_op_server = {4'100, 4'000, 4'200};
    cell.cpu_ns_per_op_client = {5'200, 5'100, 5'300};
    cell.cpu_ns_per_op_sum = {9'300, 9'200, 9'400};
    cell.over_floor_cpu = core::Estimate{1.25, 1.2, 1.3};
    cell.over_floor_wall = core::Estimate{1.5, 1.4, 1.6};
    cell.per_op_server = {2.0, 1.5, 0.25, 0.001, 0.0};
    cell.wire_bytes_per_op = 524.5;
    cell.per_op_client = {3.0, 1.75, 0.125, 0.002, 0.0};
    cell.memory_server = {1'000'001, 1'000'002};
    cell.memory_client = {1'000'003, 1'000'004};
    cell.cpu_share_server = 0.41;
    cell.cpu_share_client = 0.52;
    cell.bottleneck = "client";
    cell.notes = {"noisy", "no-steady-state"};
    cell.sessions = {example_session(1), example_session(1.5)};
    return cell;
}

inline core::Cell example_open_loop_cell() {
    core::Cell cell = example_ok_cell();
    cell.measured = {};
    cell.measured.workload = core::Workload::rate;
    cell.measured.placement = core::Placement::split;
    cell.measured.connections = 50;
    cell.measured.load_percent = 70;
    cell.role = core::Role::server;
    cell.latency.p9999 = 500'000;
    cell.latency.p9999_interval = {400'000, 600'000};
    cell.over_floor_wall.reset();
    cell.bottleneck.clear();
    core::OpenLoop open_loop;
    open_loop.rate_per_s = 70'000;
    open_loop.capacity_per_s = 100'000;
    open_loop.sent_in_time = 0.9995;
    open_loop.service = {4'700, 9'000, 10'000, 14'000, 20'000, 400'000, 9e5, ""};
    cell.explained = core::Explained{{{{"recvfrom", 1.5}, {"other", 0.25}}, 0.25, 9'000.5}, {}};
    cell.fairness = core::Fairness{0.75, 1.0, 1.25};
    cell.server_bytes_per_connection = 1'024.5;
    cell.kernel_bytes_per_connection = 6'144.25;
    open_loop.lateness = {4'700, 200, 300, 900, 2'000, std::nullopt, 5e4, ""};
    cell.open_loop = open_loop;
    return cell;
}

/// With nothing that could be left out: what a machine that lets us read little has.
inline core::Cell example_sparse_cell() {
    core::Cell cell;
    cell.role = core::Role::floor;
    cell.subject = cell.server = cell.client = {"cpp-floor", "blocking"};
    cell.ops_per_s.est = 150'000;
    core::SessionValue session;
    session.rounds = 5;
    session.ops_per_s = 150'000;
    session.wall_ns_per_op = 1e9 / 150'000;
    cell.sessions = {session};
    return cell;
}

inline core::RunResult example_result() {
    core::RunResult result;
    result.tare = {"0.1.0", "0123abc", true, "GNU 12.2.0", "-O3 \"quoted\""};
    result.machine.key = "0123456789abcdef";
    result.machine.keyed = {{"arch", "x86_64"}, {"governor", "unknown"}};
    result.machine.recorded = {{"kernel", "6.1.0 #1 SMP"}};
    result.machine.cpu_name = "A CPU @ 2.0 GHz";
    result.machine.cpu_features = {"sse2", "avx2"};
    hw::Cpu cpu;
    cpu.id = 1;
    cpu.core = 2;
    cpu.package = 3;
    cpu.numa_node = 4;
    cpu.l2_group = 5;
    cpu.l3_group = 6;
    cpu.kind = "performance";
    cpu.allowed = false;
    cpu.isolated = true;
    cpu.interrupts = 7;
    cpu.max_khz = 8;
    result.machine.cpus = {cpu, hw::Cpu{}};
    result.machine.caches = {{1, "data", 32'768, 2}};
    result.run.started_utc = "2025-01-02T03:04:05Z";
    result.run.took_s = 149.5;
    result.run.seed = 18'446'744'073'709'551'615u;
    result.run.suite = "quick";
    result.run.sessions = 5;
    result.run.rounds = 30;
    result.run.block_ms = 12;
    result.run.longest_block_ms = 200;
    result.run.budget_s = 150;
    result.run.partial = true;
    result.run.network = "private namespace";
    result.run.cores = {{"same.server", {2}}, {"same.client", {3}}, {"harness", {0, 1}}};
    result.run.cores_reason = "they share an L3 cache";
    result.run.recording_ns = 17.5;
    result.run.harness_cpu_share = 0.004;
    result.run.warnings = {"a warning — with a dash"};

    core::Cell invalid;
    invalid.subject = invalid.server = {"py-broken", "asyncio"};
    invalid.client = {"cpp-raw", "epoll"};
    invalid.status = core::Status::invalid;
    invalid.reason = "py-broken: echoed 255 of 256 bytes";
    core::Cell unavailable;
    unavailable.role = core::Role::pair;
    unavailable.subject = {"go-gorilla", "stock"};
    unavailable.status = core::Status::unavailable;
    unavailable.reason = "there is no go: apt-get install golang-go";
    result.cells = {example_ok_cell(), example_sparse_cell(), invalid, unavailable, example_open_loop_cell()};
    return result;
}

} // namespace tare::store::test
