// Counters of a child that does exactly what it is told.
#include "hw/hardware_counter.hpp"
#include "hw/pinning.hpp"
#include "hw/process_counters.hpp"
#include "hw/syscall_counter.hpp"
#include "tests/catch.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <thread>

using namespace tare;
using namespace tare::hw;

namespace {

/// A child that does the work with that number each time it is asked, and nothing between.
class Child {
  public:
    explicit Child(std::vector<std::function<void()>> works) {
        REQUIRE(::pipe(orders_) == 0);
        REQUIRE(::pipe(answers_) == 0);
        pid_ = ::fork();
        REQUIRE(pid_ >= 0);
        if (pid_ != 0) return;
        ::close(orders_[1]);
        unsigned char order = 0;
        while (::read(orders_[0], &order, 1) == 1) {
            works[order]();
            if (::write(answers_[1], &order, 1) != 1) break;
        }
        ::_exit(0);
    }
    ~Child() {
        ::close(orders_[1]);
        ::waitpid(pid_, nullptr, 0);
        for (const int fd : {orders_[0], answers_[0], answers_[1]}) ::close(fd);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] int pid() const { return pid_; }
    void work(unsigned char order) const {
        unsigned char answer = 0;
        REQUIRE(::write(orders_[1], &order, 1) == 1);
        REQUIRE(::read(answers_[0], &answer, 1) == 1);
    }

  private:
    int orders_[2]{}, answers_[2]{};
    int pid_ = 0;
};

void burn_20_ms() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    const auto end = now.tv_sec * 1'000'000'000 + now.tv_nsec + 20'000'000;
    do ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    while (now.tv_sec * 1'000'000'000 + now.tv_nsec < end);
}

constexpr int kPages = 100;
void touch_pages() {
    const auto bytes = static_cast<std::size_t>(kPages) * 4096;
    auto* const memory = static_cast<volatile char*>(
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    ::madvise(const_cast<char*>(memory), bytes, MADV_NOHUGEPAGE);
    for (std::size_t page = 0; page < bytes; page += 4096) memory[page] = 1;
}

void sleep_10_times() {
    for (int i = 0; i < 10; ++i) {
        const timespec moment{0, 100'000};
        ::nanosleep(&moment, nullptr);
    }
}

void sleep_in_a_thread() { std::thread(sleep_10_times).join(); }

constexpr int kCalls = 1000;
void call_getppid() {
    for (int i = 0; i < kCalls; ++i) ::syscall(SYS_getppid);
}

std::int64_t or_zero(const std::optional<std::int64_t>& value) { return value.value_or(0); }

} // namespace

TEST_CASE("another process's counters") {
    const Child child({burn_20_ms, touch_pages, sleep_10_times, sleep_in_a_thread});
    auto reader = ProcessReader::open(child.pid());
    REQUIRE(reader);
    const auto start = *reader->read();
    child.work(0);
    const auto burnt = *reader->read();
    CHECK(burnt.cpu_ns - start.cpu_ns >= 20'000'000); // by the child's own CPU clock
    child.work(1);
    const auto touched = *reader->read();
    REQUIRE(touched.minor_faults);
    CHECK(*touched.minor_faults - *burnt.minor_faults >= kPages);
    child.work(2);
    const auto slept = *reader->read();
    REQUIRE(slept.voluntary_switches);
    CHECK(*slept.voluntary_switches - *touched.voluntary_switches >= 10);
    // A thread that came and went between two readings was never seen; what was seen must not get lost.
    child.work(3);
    const auto threaded = *reader->read();
    CHECK(or_zero(threaded.voluntary_switches) >= or_zero(slept.voluntary_switches));
    CHECK(threaded.cpu_ns >= slept.cpu_ns);
}

TEST_CASE("counts of threads that have ended are kept") {
    int started[2], finish[2];
    REQUIRE(::pipe(started) == 0);
    REQUIRE(::pipe(finish) == 0);
    {
        const Child child({[&] {
                               std::thread([&] {
                                   sleep_10_times();
                                   char byte = 0;
                                   static_cast<void>(!::write(started[1], &byte, 1));
                                   static_cast<void>(!::read(finish[0], &byte, 1));
                               }).detach();
                           },
                           [] {}});
        auto reader = ProcessReader::open(child.pid());
        const auto before = *reader->read();
        child.work(0);
        char byte = 0;
        REQUIRE(::read(started[0], &byte, 1) == 1);
        const auto alive = *reader->read();
        CHECK(*alive.voluntary_switches - *before.voluntary_switches >= 10);
        const auto threads = [task = "/proc/" + std::to_string(child.pid()) + "/task"] {
            return std::distance(std::filesystem::directory_iterator(task),
                                 std::filesystem::directory_iterator());
        };
        const auto with_ours = threads(); // ThreadSanitizer has one of its own, which stays
        REQUIRE(::write(finish[1], &byte, 1) == 1);
        while (threads() >= with_ours) sleep_10_times();
        child.work(1);
        const auto gone = *reader->read();
        CHECK(*gone.voluntary_switches >= *alive.voluntary_switches);
    }
    for (const int fd : {started[0], started[1], finish[0], finish[1]}) ::close(fd);
}

TEST_CASE("a process that has ended") {
    auto child = std::make_unique<Child>(std::vector<std::function<void()>>{});
    const int pid = child->pid();
    auto reader = ProcessReader::open(pid);
    REQUIRE(reader);
    child.reset();
    const auto reading = reader->read();
    REQUIRE_FALSE(reading);
    CHECK(reading.error().trouble == Trouble::contender);
    CHECK(reading.error().message == "process " + std::to_string(pid) + " has ended");
    const auto memory = read_memory(pid);
    CHECK_FALSE(memory.rss_bytes);
    CHECK_FALSE(memory.pss_bytes);
    const auto pinned = pin_process(pid, {0});
    REQUIRE_FALSE(pinned);
    CHECK(pinned.error().message == "cannot pin process " + std::to_string(pid) + ": it has ended");
}

TEST_CASE("memory") {
    const auto memory = read_memory(::getpid());
    REQUIRE(memory.rss_bytes);
    REQUIRE(memory.rss_peak_bytes);
    CHECK(*memory.rss_bytes > 0);
    CHECK(*memory.rss_peak_bytes >=
          *memory.rss_bytes - (std::int64_t{1} << 20)); // the kernel counts in batches
    if (memory.pss_bytes) CHECK(*memory.pss_bytes > 0);
}

TEST_CASE("system calls, where they can be counted") {
    const Child child({call_getppid, [] { std::thread(call_getppid).join(); }});
    auto counter = SyscallCounter::open(child.pid());
    if (!counter) {
        CHECK(counter.error().trouble == Trouble::environment);
        CHECK(counter.error().message.starts_with("cannot count system calls: "));
        CHECK_FALSE(can_count_syscalls());
        return;
    }
    CHECK(can_count_syscalls());
    // kCalls and the write of the answer; the child may or may not have come to the reads of the orders
    // before and after it when we look.
    const auto calls = [&](unsigned char order) {
        const auto before = *counter->read();
        child.work(order);
        return *counter->read() - before;
    };
    for (int time = 0; time < 3; ++time) {
        const auto counted = calls(0);
        CHECK(counted >= kCalls + 1);
        CHECK(counted <= kCalls + 3);
    }
    CHECK(calls(1) > kCalls + 3); // those of the new thread and those that start it
}

TEST_CASE("system calls of threads that were there before") {
    int go[2], done[2];
    REQUIRE(::pipe(go) == 0);
    REQUIRE(::pipe(done) == 0);
    {
        const Child child({[&] {
            for (int i = 0; i < 3; ++i)
                std::thread([&] {
                    char byte = 0;
                    while (::read(go[0], &byte, 1) == 1) {
                        call_getppid();
                        static_cast<void>(!::write(done[1], &byte, 1));
                    }
                }).detach();
        }});
        child.work(0);
        if (auto counter = SyscallCounter::open(child.pid())) {
            const auto before = *counter->read();
            char byte = 0;
            for (int i = 0; i < 3; ++i) REQUIRE(::write(go[1], &byte, 1) == 1);
            for (int i = 0; i < 3; ++i) REQUIRE(::read(done[0], &byte, 1) == 1);
            CHECK(*counter->read() - before >= 3 * kCalls);
        } else {
            CHECK(counter.error().trouble == Trouble::environment);
        }
    }
    for (const int fd : {go[0], go[1], done[0], done[1]}) ::close(fd);
}

TEST_CASE("instructions and cycles, where there is a PMU") {
    const Child child({burn_20_ms});
    auto counter = HardwareCounter::open(child.pid());
    if (!counter) {
        CHECK(counter.error().trouble == Trouble::environment);
        CHECK(counter.error().message.starts_with("cannot count instructions and cycles: "));
        return;
    }
    child.work(0);
    if (const auto counts = counter->read()) {
        CHECK(counts->instructions > 0);
        CHECK(counts->cycles > 0);
    } else {
        CHECK(counts.error().trouble == Trouble::environment);
    }
}

TEST_CASE("pinning") {
    const auto all = allowed_cpus();
    REQUIRE(all);
    REQUIRE_FALSE(all->empty());
    CHECK(std::is_sorted(all->begin(), all->end()));
    const int last = all->back();
    REQUIRE(pin_this_thread({last}));
    CHECK(*allowed_cpus() == std::vector<int>{last});
    REQUIRE(pin_this_thread(*all));
    CHECK(*allowed_cpus() == *all);
    REQUIRE(pin_process(::getpid(), {last}));
    CHECK(*allowed_cpus() == std::vector<int>{last});
    REQUIRE(pin_process(::getpid(), *all));

    const auto nowhere = pin_this_thread({16383});
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().trouble == Trouble::environment);
    CHECK(nowhere.error().message ==
          "cannot pin this thread to CPU 16383: it is offline, or outside of our cpuset");
    CHECK(pin_this_thread({-1}).error().message == "cannot pin this thread to CPU -1: no such CPU");
}
