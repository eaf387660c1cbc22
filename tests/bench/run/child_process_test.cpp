// Real children (the shell), no sockets. Deadlines here only decide between "soon" and "never".
#include "bench/run/child_process.hpp"
#include "bench/run/interrupt.hpp"
#include "bench/run/temporary_folder.hpp"
#include "tests/catch.hpp"

#include <signal.h>
#include <time.h>

#include <fstream>
#include <thread>

using namespace tare;
using run::ChildProcess;

namespace {

Result<ChildProcess> shell(const std::string& script, const run::Interrupt* interrupt = nullptr) {
    return ChildProcess::start({{"sh", "-c", script}, {}, interrupt});
}

constexpr auto kSoon = Milliseconds{5000};
constexpr auto kNever = Milliseconds{50};

template <class T>
std::string why(const Result<T>& result) {
    return result ? "no error" : result.error().message;
}

bool exists(int pid) { return ::kill(pid, 0) == 0; }

} // namespace

TEST_CASE("lines go in and come out") {
    auto child = shell("while read line; do echo \"got $line\"; done");
    REQUIRE(child);
    REQUIRE(child->write_line("one"));
    CHECK(child->read_line(kSoon).value() == "got one");
    REQUIRE(child->write_line("two"));
    CHECK(child->read_line(kSoon).value() == "got two");
    CHECK(child->stop());
}

TEST_CASE("several lines in one write are several answers") {
    auto child = shell("printf 'a\\nb\\n\\n'; read wait");
    REQUIRE(child);
    CHECK(child->read_line(kSoon).value() == "a");
    CHECK(child->read_line(kSoon).value() == "b");
    CHECK(child->read_line(kSoon).value() == "");
}

TEST_CASE("a silent child meets its deadline") {
    auto child = shell("read wait");
    REQUIRE(child);
    CHECK(why(child->read_line(kNever)) == "did not answer within 0.1 s");
}

TEST_CASE("an ending is described by its code or its signal") {
    auto three = shell("echo last words >&2; exit 3");
    REQUIRE(three);
    CHECK(why(three->read_line(kSoon)) == "exited with code 3");
    CHECK(three->stderr_tail() == "last words");
    auto segv = shell("kill -SEGV $$");
    REQUIRE(segv);
    CHECK(why(segv->read_line(kSoon)) == "was killed by SIGSEGV (Segmentation fault)");
    auto gone = shell("exit 0");
    REQUIRE(gone);
    CHECK(gone->ending(kSoon) == "exited with code 0");
    CHECK(why(gone->write_line("hello")) == "exited with code 0");
}

TEST_CASE("a program that does not exist is named") {
    const auto child = ChildProcess::start({{"/no/such/program"}, {}, nullptr});
    CHECK(why(child) == "cannot start /no/such/program: No such file or directory");
    CHECK(why(ChildProcess::start({})) == "an empty command cannot be started");
}

TEST_CASE("an endless line and a flood are errors, not loads") {
    auto line = shell("head -c 200000 /dev/zero | tr '\\0' x; read wait");
    REQUIRE(line);
    CHECK(why(line->read_line(kSoon)).find("to stdout without a line end") != std::string::npos);
    auto flood = shell("yes >&2; true");
    REQUIRE(flood);
    CHECK(why(flood->read_line(kSoon)) == "flooded stderr: more than 1024 KiB");
    CHECK(flood->flooded());
    CHECK(flood->stderr_tail().size() <= ChildProcess::kTailBytes);
}

TEST_CASE("the other end's stderr is drained during a wait") {
    // 200 000 bytes do not fit into a pipe: the child can only finish if somebody reads them.
    auto talker = shell("head -c 200000 /dev/zero | tr '\\0' y >&2; exit 0");
    auto quiet = shell("read wait; echo done");
    REQUIRE(talker);
    REQUIRE(quiet);
    CHECK_FALSE(quiet->read_line(Milliseconds{500}, &*talker));
    CHECK(talker->ending(kSoon) == "exited with code 0");
    CHECK_FALSE(talker->flooded());
}

TEST_CASE("a child that ignores SIGTERM is killed") {
    auto child = shell("trap '' TERM; echo ready; while true; do sleep 0.05; done");
    REQUIRE(child);
    REQUIRE(child->read_line(kSoon));
    CHECK_FALSE(child->stop(Milliseconds{100}));
    CHECK_FALSE(exists(child->pid()));
}

TEST_CASE("a frozen child does nothing until it is thawed, and can be stopped while frozen") {
    auto child = shell("while read line; do echo $line; done");
    REQUIRE(child);
    child->freeze();
    REQUIRE(child->write_line("hello"));
    CHECK_FALSE(child->read_line(kNever));
    child->thaw();
    CHECK(child->read_line(kSoon).value() == "hello");
    child->freeze();
    CHECK(child->stop(kSoon));
}

TEST_CASE("what a child has started ends with it") {
    // The grandchild says its number and sleeps; the child ends by itself, or is stopped.
    for (const char* then : {"exit 0", "sleep 60"}) {
        auto child =
            ChildProcess::start({{"sh", "-c", std::string("sleep 60 & echo $!; ") + then}, {}, nullptr});
        REQUIRE(child);
        const auto line = child->read_line(Milliseconds{2000});
        REQUIRE(line);
        const int grandchild = std::stoi(*line);
        child->stop(Milliseconds{2000});
        // Whoever adopts it may take a moment to bury it: a zombie has ended too.
        bool there = true;
        for (int i = 0; i < 200 && there; ++i) {
            std::ifstream stat("/proc/" + *line + "/stat");
            std::string text;
            there = std::getline(stat, text) && text.find(") Z") == std::string::npos;
            if (there) std::this_thread::sleep_for(Milliseconds{5});
        }
        CHECK_FALSE(there);
        if (there) ::kill(grandchild, SIGKILL);
    }
}

TEST_CASE("a child that cannot be pinned is not started elsewhere") {
    const auto child = ChildProcess::start({{"true"}, {1023}, nullptr});
    REQUIRE_FALSE(child);
    CHECK(child.error().message == "cannot pin true to CPU 1023: Invalid argument");
}

TEST_CASE("the CPU time of a frozen child stands still") {
    auto child = ChildProcess::start({{"sh", "-c", "while :; do :; done"}, {}, nullptr});
    REQUIRE(child);
    clockid_t clock{};
    REQUIRE(::clock_getcpuclockid(child->pid(), &clock) == 0);
    const auto read = [clock] {
        timespec now{};
        ::clock_gettime(clock, &now);
        return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
    };
    std::this_thread::sleep_for(Milliseconds{20});
    child->freeze();
    const auto frozen = read();
    std::this_thread::sleep_for(Milliseconds{20}); // several ticks of any kernel
    CHECK(read() == frozen);
    child->thaw();
}

TEST_CASE("leaving the scope kills") {
    int pid = 0;
    {
        auto child = shell("read wait");
        REQUIRE(child);
        pid = child->pid();
        CHECK(exists(pid));
    }
    CHECK_FALSE(exists(pid));
}

TEST_CASE("an interrupt ends a wait") {
    const run::Interrupt interrupt;
    auto child = shell("read wait", &interrupt);
    REQUIRE(child);
    ::raise(SIGINT);
    const auto line = child->read_line(kSoon);
    REQUIRE_FALSE(line);
    CHECK(run::is_interrupted(line.error()));
    CHECK(interrupt.raised());
}

TEST_CASE("a temporary folder is gone with its owner") {
    std::filesystem::path path;
    {
        auto folder = run::TemporaryFolder::make();
        REQUIRE(folder);
        path = folder->path();
        CHECK(std::filesystem::is_directory(path));
        const auto mode = std::filesystem::status(path).permissions();
        CHECK((mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
              std::filesystem::perms::none);
    }
    CHECK_FALSE(std::filesystem::exists(path));
}
