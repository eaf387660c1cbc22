#include "hw/pinning.hpp"

#include "hw/linux/threads.hpp"
#include "hw/scan.hpp"

#include <sched.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace tare::hw {
namespace {

/// A CPU set that is large enough for any kernel.
class CpuSet {
  public:
    CpuSet() : set_(CPU_ALLOC(scan::kMostCpus)) { CPU_ZERO_S(bytes(), set_.get()); }
    static std::size_t bytes() { return CPU_ALLOC_SIZE(scan::kMostCpus); }
    cpu_set_t* get() { return set_.get(); }
    void add(int cpu) { CPU_SET_S(cpu, bytes(), set_.get()); }
    bool has(int cpu) { return CPU_ISSET_S(cpu, bytes(), set_.get()); }

  private:
    struct Free {
        void operator()(cpu_set_t* set) const { CPU_FREE(set); }
    };
    std::unique_ptr<cpu_set_t, Free> set_;
};

Result<void> pin_thread(int thread, const std::vector<int>& cpus, std::string_view what) {
    CpuSet set;
    for (const int cpu : cpus) {
        if (cpu < 0 || cpu >= scan::kMostCpus)
            return make_error(Trouble::environment, "cannot pin {} to CPU {}: no such CPU", what, cpu);
        set.add(cpu);
    }
    if (::sched_setaffinity(thread, CpuSet::bytes(), set.get()) != 0) {
        const int error = errno;
        return make_error(Trouble::environment, "cannot pin {} to CPU {}: {}", what,
                          scan::cpu_list_text(cpus),
                          error == EINVAL ? "it is offline, or outside of our cpuset" : std::strerror(error));
    }
    return {};
}

} // namespace

Result<void> pin_this_thread(const std::vector<int>& cpus) { return pin_thread(0, cpus, "this thread"); }

Result<void> pin_process(int pid, const std::vector<int>& cpus) {
    const auto threads = platform::thread_ids_of(pid);
    if (threads.empty()) return make_error(Trouble::contender, "cannot pin process {}: it has ended", pid);
    const auto what = fmt::format("process {}", pid);
    for (const int thread : threads)
        if (auto pinned = pin_thread(thread, cpus, what); !pinned) return pinned;
    return {};
}

Result<std::vector<int>> allowed_cpus() {
    CpuSet set;
    if (::sched_getaffinity(0, CpuSet::bytes(), set.get()) != 0)
        return make_error(Trouble::environment, "cannot read the affinity mask: {}", std::strerror(errno));
    std::vector<int> cpus;
    for (int cpu = 0; cpu < scan::kMostCpus; ++cpu)
        if (set.has(cpu)) cpus.push_back(cpu);
    return cpus;
}

} // namespace tare::hw
