#include "bench/run/spawn.hpp"

#include "bench/run/limits.hpp"

#include <fmt/ranges.h>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tare::run {
namespace {

/// Both ends of a pipe, closed with their owner unless taken.
class Pipe {
  public:
    Pipe() {
        if (::pipe2(fds_.data(), O_CLOEXEC) != 0) fds_ = {-1, -1};
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        close_read();
        close_write();
    }

    [[nodiscard]] bool is_open() const { return fds_[0] >= 0; }
    [[nodiscard]] int read() const { return fds_[0]; }
    [[nodiscard]] int write() const { return fds_[1]; }
    int take_read() { return std::exchange(fds_[0], -1); }
    int take_write() { return std::exchange(fds_[1], -1); }
    void close_read() { close(fds_[0]); }
    void close_write() { close(fds_[1]); }

  private:
    static void close(int& fd) {
        if (fd >= 0) ::close(fd);
        fd = -1;
    }
    std::array<int, 2> fds_{-1, -1};
};

/// Which step between fork and exec failed, as the child reports it through a pipe.
struct Failure {
    enum Step { none, pin, execute };
    Step step = none;
    int error_number = 0;
};

[[noreturn]] void give_up(int report, Failure::Step step) {
    const Failure failure{step, errno};
    [[maybe_unused]] const auto written = ::write(report, &failure, sizeof failure);
    ::_exit(127);
}

/// In the child, between fork and exec: only async-signal-safe calls.
[[noreturn]] void become(const std::vector<char*>& argv, const cpu_set_t* cores, std::uint64_t open_files,
                         int in, int out, int err, int report) {
    ::setpgid(0, 0);
    if (rlimit files{}; ::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = open_files;
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (cores && ::sched_setaffinity(0, sizeof *cores, cores) != 0) give_up(report, Failure::pin);
    ::dup2(in, 0);
    ::dup2(out, 1);
    ::dup2(err, 2);
    struct sigaction usual {};
    usual.sa_handler = SIG_DFL;
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::sigaction(number, &usual, nullptr);
    ::execvp(argv[0], argv.data());
    give_up(report, Failure::execute);
}

/// Waits until the child has become the program, or has said why it could not.
Failure await_exec(const Pipe& report) {
    Failure failure;
    const auto got = ::read(report.read(), &failure, sizeof failure);
    return got == sizeof failure ? failure : Failure{};
}

} // namespace

Result<Spawned> spawn(const std::vector<std::string>& argv, const std::vector<int>& cores) {
    if (argv.empty()) return make_error(Trouble::usage, "an empty command cannot be started");
    Pipe in, out, err, report;
    if (!in.is_open() || !out.is_open() || !err.is_open() || !report.is_open())
        return make_error(Trouble::environment, "cannot make a pipe: {}", std::strerror(errno));

    std::vector<char*> words;
    for (const auto& word : argv) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const int id : cores) CPU_SET(static_cast<std::size_t>(id), &set);

    const auto open_files = open_files_of_a_child();
    ::signal(SIGPIPE, SIG_IGN);
    const int pid = ::fork();
    if (pid < 0)
        return make_error(Trouble::environment, "cannot start {}: {}", argv[0], std::strerror(errno));
    if (pid == 0)
        become(words, cores.empty() ? nullptr : &set, open_files, in.read(), out.write(), err.write(),
               report.write());
    report.close_write();
    const Failure failure = await_exec(report);
    if (failure.step == Failure::none) return Spawned{pid, in.take_write(), out.take_read(), err.take_read()};

    ::waitpid(pid, nullptr, 0);
    const char* why = std::strerror(failure.error_number);
    if (failure.step == Failure::pin)
        return make_error(Trouble::environment, "cannot pin {} to CPU {}: {}", argv[0], fmt::join(cores, ","),
                          why);
    return make_error(Trouble::contender, "cannot start {}: {}", argv[0], why);
}

} // namespace tare::run
