// A run as it could have been: realistic figures of a 2-CPU virtual machine, made by hand.
#pragma once

#include "bench/core/result.hpp"
#include "bench/report/style.hpp"

namespace tare::report::fixture {

/// 100 columns, Unicode, no colour.
inline constexpr Terminal kWide{.is_terminal = true, .width = 100, .color = false, .unicode = true};

inline core::Estimate around(double est, double half_width) {
    return {.est = est, .lo = est - half_width, .hi = est + half_width};
}

inline core::Cell row(core::Role role, core::Program subject, double ops_per_s, double p50_us, double p99_us,
                      double cpu_server_us, double cpu_client_us) {
    core::Cell cell;
    cell.role = role;
    cell.subject = cell.server = cell.client = subject;
    if (role == core::Role::server) cell.client = {"cpp-raw", "epoll"};
    if (role == core::Role::client) cell.server = {"cpp-raw", "io_uring"};
    cell.ops_per_s = around(ops_per_s, ops_per_s / 100);
    cell.latency.n = 100'000;
    cell.latency.p50 = p50_us * 1e3;
    cell.latency.p99 = p99_us * 1e3;
    cell.cpu_ns_per_op_server = around(cpu_server_us * 1e3, 10);
    cell.cpu_ns_per_op_client = around(cpu_client_us * 1e3, 10);
    cell.bottleneck = cpu_server_us > cpu_client_us ? "server" : "client";
    return cell;
}

inline core::Cell over_floor(core::Cell cell, core::Estimate cpu, core::Estimate wall) {
    cell.over_floor_cpu = cpu;
    cell.over_floor_wall = wall;
    return cell;
}

inline core::Cell counted(core::Cell cell, double syscalls_server, double syscalls_client) {
    cell.per_op_server.syscalls = syscalls_server;
    cell.per_op_client.syscalls = syscalls_client;
    return cell;
}

inline core::Cell without_number(core::Cell cell, core::Status status, std::string reason) {
    cell.status = status;
    cell.reason = std::move(reason);
    cell.ops_per_s = {};
    cell.latency = {};
    cell.cpu_ns_per_op_server = cell.cpu_ns_per_op_client = {};
    cell.over_floor_cpu.reset();
    cell.over_floor_wall.reset();
    return cell;
}

/// Deliberately not in the order of the report.
inline core::RunResult run() {
    using core::Role;
    core::RunResult result;
    result.tare = {.version = "0.1.0", .revision = "3f2c1ab9d0", .dirty = true, .compiler = {}, .flags = {}};
    result.machine.cpu_name = "Intel(R) Xeon(R) Processor @ 2.80GHz";
    result.machine.key = "0123456789abcdef";
    result.machine.keyed = {{"kernel", "6.18"}, {"hypervisor", "kvm"}, {"container", "no"}};
    result.machine.cpus.resize(2);
    result.run.started_utc = "2026-11-20T20:15:40Z";
    result.run.took_s = 134;
    result.run.seed = 42;
    result.run.suite = "quick";
    result.run.sessions = 5;
    result.run.rounds = 30;
    result.run.block_ms = 12;
    result.run.network = "private namespace";
    result.run.cores = {{"server", {1}}, {"client", {1}}, {"harness", {0}}};
    result.run.cores_reason = "core 1 has fewer device interrupts than core 0";
    result.run.recording_ns = 14.2;
    result.run.harness_cpu_share = 0.0031;
    result.run.warnings = {"the kernel's mitigations differ from the last run"};

    result.cells = {
        counted(over_floor(row(Role::server, {"cpp-beast", "epoll"}, 124'834, 7.92, 9.84, 4.61, 3.31),
                           around(1.24, 0.0171), around(1.25, 0.021)),
                4, 3),
        counted(over_floor(row(Role::server, {"cpp-raw", "epoll"}, 149'012, 6.61, 8.02, 3.41, 3.24),
                           around(1.0442, 0.0031), around(1.047, 0.011)),
                3, 3),
        counted(over_floor(row(Role::client, {"cpp-beast", "sync"}, 131'450, 7.48, 9.11, 3.2, 4.3),
                           around(1.178, 0.012), around(1.19, 0.022)),
                1, 3),
        counted(row(Role::floor, {"cpp-floor", "blocking"}, 156'042, 6.304, 7.7, 3.12, 3.25), 2, 2),
        counted(over_floor(row(Role::pair, {"cpp-beast", "epoll"}, 96'700, 10.2, 14.6, 5.12, 5.2),
                           {1.612, {}, {}}, {1.61, {}, {}}),
                4, 5),
    };
    result.cells[4].client.variant = "sync";
    result.cells[4].notes = {"one session: its interval would be too narrow, so none is given"};
    result.cells.push_back(
        without_number(row(Role::server, {"cpp-raw", "io_uring"}, 1, 1, 1, 1, 1), core::Status::unavailable,
                       "io_uring_setup: Operation not permitted (seccomp?); docker run needs "
                       "--security-opt seccomp=docker/seccomp.json"));
    result.cells.push_back(without_number(row(Role::pair, {"cpp-raw", "io_uring"}, 1, 1, 1, 1, 1),
                                          core::Status::unavailable, result.cells.back().reason));
    result.cells.push_back(without_number(row(Role::client, {"py-wrong", "asyncio"}, 1, 1, 1, 1, 1),
                                          core::Status::invalid,
                                          "message 64: offset 20: expected 0x3f, got 0x00"));
    for (core::Cell& cell : result.cells) cell.measured.size_bytes = 256;
    return result;
}

} // namespace tare::report::fixture
