#include "hw/linux/descriptor.hpp"
#include "hw/linux/threads.hpp"
#include "hw/process_counters.hpp"
#include "hw/scan.hpp"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace tare::hw {
namespace {

using platform::Descriptor;

/// What the kernel keeps by thread only. Absent: could not be read.
struct ThreadCounters {
    std::optional<std::int64_t> voluntary, involuntary, run_delay_ns;
};

struct Thread {
    int id = 0;
    Descriptor status, schedstat;
    ThreadCounters last;
    bool seen = false;
};

void add(std::optional<std::int64_t>& sum, const std::optional<std::int64_t>& value) {
    if (value) sum = scan::sum(sum.value_or(0), *value);
}

void add(ThreadCounters& sum, const ThreadCounters& value) {
    add(sum.voluntary, value.voluntary);
    add(sum.involuntary, value.involuntary);
    add(sum.run_delay_ns, value.run_delay_ns);
}

/// The fields of /proc/PID/stat behind the command, which may itself hold spaces and brackets.
std::optional<std::int64_t> stat_field(std::string_view text, int field) {
    const auto bracket = text.rfind(')');
    if (bracket == std::string_view::npos) return std::nullopt;
    text.remove_prefix(bracket + 1);
    std::optional<std::string_view> word;
    for (int at = 3; at <= field; ++at)
        if (!(word = scan::take_word(text))) return std::nullopt;
    return scan::number(*word);
}

} // namespace

struct ProcessReader::State {
    int pid = 0;
    clockid_t clock{};
    Descriptor stat, tasks;
    std::vector<Thread> threads;
    ThreadCounters ended; ///< sums of the threads that have ended: totals must never go back
    std::string buffer;

    void follow_threads() {
        for (auto& thread : threads) thread.seen = false;
        for (const int id : platform::thread_ids(tasks.get())) {
            const auto known =
                std::find_if(threads.begin(), threads.end(), [&](const Thread& t) { return t.id == id; });
            if (known != threads.end()) {
                known->seen = true;
                continue;
            }
            const auto folder = fmt::format("/proc/{}/task/{}/", pid, id);
            threads.push_back(
                {id, Descriptor::open(folder + "status"), Descriptor::open(folder + "schedstat"), {}, true});
        }
        std::erase_if(threads, [&](const Thread& thread) {
            if (!thread.seen) add(ended, thread.last);
            return !thread.seen;
        });
    }

    void read(Thread& thread) {
        if (const auto status = thread.status.text(buffer)) {
            // The two counts are the last lines; searching from the end skips the fifty before them.
            const auto at = status->rfind("\nvoluntary_ctxt_switches");
            if (at != std::string_view::npos) {
                const auto tail = status->substr(at + 1);
                thread.last.voluntary = scan::numeric_value(tail, "voluntary_ctxt_switches");
                thread.last.involuntary = scan::numeric_value(tail, "nonvoluntary_ctxt_switches");
            }
        }
        if (auto schedstat = thread.schedstat.text(buffer)) {
            // "ran_ns waited_ns slices"; all zeros where the kernel keeps no such account.
            scan::take_word(*schedstat);
            if (const auto waited = scan::take_word(*schedstat))
                thread.last.run_delay_ns = scan::number(*waited);
        }
    }
};

ProcessReader::ProcessReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ProcessReader::ProcessReader(ProcessReader&&) noexcept = default;
ProcessReader& ProcessReader::operator=(ProcessReader&&) noexcept = default;
ProcessReader::~ProcessReader() = default;

Result<ProcessReader> ProcessReader::open(int pid) {
    auto state = std::make_unique<State>();
    state->pid = pid;
    state->stat = Descriptor::open(fmt::format("/proc/{}/stat", pid));
    state->tasks = Descriptor::open(fmt::format("/proc/{}/task", pid), O_RDONLY | O_DIRECTORY);
    if (const int error = ::clock_getcpuclockid(pid, &state->clock); error != 0)
        return make_error(Trouble::contender, "cannot read the CPU time of process {}: {}", pid,
                          std::strerror(error));
    return ProcessReader(std::move(state));
}

Result<ProcessCounters> ProcessReader::read() {
    ProcessCounters found;
    state_->follow_threads();
    ThreadCounters sum = state_->ended;
    for (auto& thread : state_->threads) {
        state_->read(thread);
        add(sum, thread.last);
    }
    found.voluntary_switches = sum.voluntary;
    found.involuntary_switches = sum.involuntary;
    found.run_delay_ns = sum.run_delay_ns;
    if (const auto stat = state_->stat.text(state_->buffer)) {
        found.minor_faults = stat_field(*stat, 10);
        found.major_faults = stat_field(*stat, 12);
        const auto user = stat_field(*stat, 16), system = stat_field(*stat, 17);
        if (user && system)
            found.ended_children_cpu_ns =
                scan::product(scan::sum(*user, *system), 1'000'000'000 / ::sysconf(_SC_CLK_TCK));
    }
    timespec cpu{};
    if (::clock_gettime(state_->clock, &cpu) != 0)
        return make_error(Trouble::contender, "process {} has ended", state_->pid);
    found.cpu_ns = std::int64_t{cpu.tv_sec} * 1'000'000'000 + cpu.tv_nsec;
    return found;
}

std::optional<std::vector<int>> children_of(int pid) {
    std::optional<std::vector<int>> found;
    std::string buffer;
    for (const int thread : platform::thread_ids_of(pid)) {
        auto text = Descriptor::open(fmt::format("/proc/{}/task/{}/children", pid, thread)).text(buffer);
        if (!text) continue;
        if (!found) found.emplace();
        while (const auto word = scan::take_word(*text))
            if (const auto child = scan::number(*word)) found->push_back(static_cast<int>(*child));
    }
    return found;
}

MemoryReading read_memory(int pid) {
    const auto kilobytes = [](std::string_view text, std::string_view name) -> std::optional<std::int64_t> {
        const auto value = scan::numeric_value(text, name);
        return value ? std::optional(scan::product(*value, 1024)) : std::nullopt;
    };
    MemoryReading found;
    std::string buffer;
    if (const auto status = Descriptor::open(fmt::format("/proc/{}/status", pid)).text(buffer)) {
        found.rss_bytes = kilobytes(*status, "VmRSS");
        found.rss_peak_bytes = kilobytes(*status, "VmHWM");
    }
    if (const auto rollup = Descriptor::open(fmt::format("/proc/{}/smaps_rollup", pid)).text(buffer))
        found.pss_bytes = kilobytes(*rollup, "Pss");
    return found;
}

std::optional<CpuSplit> read_cpu_split(int pid) {
    std::string buffer;
    const auto text = Descriptor::open(fmt::format("/proc/{}/stat", pid)).text(buffer);
    if (!text) return std::nullopt;
    const auto user = stat_field(*text, 14), kernel = stat_field(*text, 15); // proc(5)
    if (!user || !kernel) return std::nullopt;
    return CpuSplit{*user, *kernel};
}

} // namespace tare::hw
