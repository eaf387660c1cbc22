#include "bench/doctor/grades.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace tare::doctor {
namespace {

Finding cpu_quota(const Look& look) {
    constexpr double wanted_cpus = 2; // both ends on one core, the harness on another
    auto found = about("cpu_quota", "CPU quota");
    const auto& c = look.conditions;
    found.where =
        c.cpu_quota_file.empty() ? "cpu.max (cgroup v2), cpu.cfs_quota_us (v1)" : "/" + c.cpu_quota_file;
    std::int64_t now = 0;
    if (look.watched && look.watched->throttled) {
        now = *look.watched->throttled;
        found.measured["throttled_periods"] = static_cast<double>(now);
    }
    if (!c.cpu_quota) {
        found.grade = c.cpu_quota_readable ? Grade::good : Grade::unknown;
        found.found = c.cpu_quota_readable ? "none" : "no control group can be read";
        return found;
    }
    found.found = fmt::format("{:.2f} CPUs", c.cpu_quota->cpus());
    if (c.throttled) found.found += fmt::format(", it ran out in {} periods so far", *c.throttled);
    if (now > 0) found.found += fmt::format(", {} of them while tare looked", now);
    found.grade = now > 0 || c.cpu_quota->cpus() < wanted_cpus ? Grade::serious : Grade::minor;
    found.cost = fmt::format(
        "when it runs out everything stops for the rest of a period of {} ms; such rounds are left out",
        c.cpu_quota->period_us / 1'000);
    found.source = "kernel: Documentation/scheduler/sched-bwc";
    found.advice =
        "start the container without --cpus; for a systemd unit: sudo systemctl set-property UNIT CPUQuota=";
    return found;
}

/// What choose_cores() had to give up.
Finding cores(const Look& look) {
    auto found = about("cores", "cores to measure on");
    found.where = "affinity mask, cpuset, /sys/devices/system/cpu/online";
    if (!look.cores) {
        found.grade = Grade::serious;
        found.found = look.cores.error().message;
        found.cost = "nothing can be measured";
        found.advice = "allow it CPUs: docker run --cpuset-cpus, taskset, systemd AllowedCPUs=";
        found.source = "tare hw";
        return found;
    }
    const auto online = std::count_if(look.machine.cpus.begin(), look.machine.cpus.end(),
                                      [](const auto& c) { return c.online; });
    const auto allowed = std::count_if(look.machine.cpus.begin(), look.machine.cpus.end(),
                                       [](const auto& c) { return c.online && c.allowed; });
    found.found = fmt::format("{} of {} CPUs may be used; {}", allowed, online, look.cores->reason);
    found.grade = allowed < 2 ? Grade::serious : look.cores->degraded ? Grade::minor : Grade::good;
    if (found.grade == Grade::good) return found;
    found.cost =
        look.cores->warnings.empty() ? "the harness shares the measured core" : look.cores->warnings.front();
    found.source = "tare hw";
    found.advice = allowed < online
                       ? "allow more CPUs: docker run --cpuset-cpus, taskset, systemd AllowedCPUs="
                       : "a machine with more CPUs";
    return found;
}

Finding network(const Look& look) {
    auto found = about("network", "private network");
    found.where = "unshare(2), tried";
    const auto& c = look.conditions;
    if (!look.trials) {
        found.where = "/proc/sys/user/max_user_namespaces";
        found.found = !c.user_namespaces
                          ? "not tried"
                          : fmt::format("{} user namespaces may be made; not tried", *c.user_namespaces);
        return found;
    }
    found.grade = look.trials->private_network ? Grade::good : Grade::minor;
    found.found = look.trials->private_network ? "can be had" : look.trials->private_network.error().message;
    if (found.grade == Grade::good) return found;
    found.cost =
        "the ends talk over the host's loopback, with its firewall and connection tracking: about 15 % of a "
        "floor round trip where Docker's rules were in place";
    found.source = "docs/method.md";
    if (c.userns_restricted == true)
        found.command = "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0";
    else if (c.user_namespaces == 0)
        found.command = "sudo sysctl user.max_user_namespaces=10000";
    found.advice = "or run tare as root; in a container: docker run --cap-add SYS_ADMIN";
    return found;
}

Finding open_files(const Look& look) {
    constexpr std::int64_t wanted = 20'000; // 10 000 connections, were both ends in one process
    auto found = about("open_files", "open files");
    found.where = "getrlimit(RLIMIT_NOFILE)";
    if (!look.trials || !look.trials->files) {
        found.found = look.trials ? look.trials->files.error().message : "a limit of the running process";
        return found;
    }
    const auto& limit = *look.trials->files;
    const bool unlimited = limit.hard == std::numeric_limits<std::int64_t>::max();
    found.measured = {{"soft", static_cast<double>(limit.soft)}, {"hard", static_cast<double>(limit.hard)}};
    found.found = unlimited ? "no limit" : fmt::format("{}", limit.hard);
    if (limit.soft < limit.hard) found.found += fmt::format(" (programs raise their {} to that)", limit.soft);
    found.grade = limit.hard >= wanted ? Grade::good : Grade::minor;
    if (found.grade == Grade::good) return found;
    found.cost = fmt::format("cases with more than about {} connections cannot run",
                             std::max<std::int64_t>(0, limit.hard - 64));
    found.source = "getrlimit(2)";
    found.command = "sudo prlimit --pid $$ --nofile=1048576";
    found.advice = "in a container: docker run --ulimit nofile=1048576";
    return found;
}

Finding ports(const Look& look) {
    constexpr std::int64_t wanted = 20'000;
    auto found = about("ports", "client ports");
    found.where = "/proc/sys/net/ipv4/ip_local_port_range";
    const auto &first = look.conditions.first_port, &last = look.conditions.last_port;
    if (!first || !last) {
        found.found = "not visible here";
        return found;
    }
    const auto count = std::max<std::int64_t>(0, *last - *first + 1);
    found.found = fmt::format("{} ({} to {})", count, *first, *last);
    found.grade = count >= wanted ? Grade::good : Grade::minor;
    if (found.grade == Grade::good) return found;
    found.cost = fmt::format("no more than {} connections to one server at a time", count);
    found.source = "ip(7)";
    found.command = "sudo sysctl net.ipv4.ip_local_port_range='1024 65535'";
    return found;
}

} // namespace

Findings limit_findings(const Look& look) {
    return {cpu_quota(look), cores(look), network(look), open_files(look), ports(look)};
}

} // namespace tare::doctor
