#include "bench/run/child_process.hpp"

#include "bench/run/interrupt.hpp"
#include "bench/run/spawn.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace tare::run {
namespace {

using Clock = std::chrono::steady_clock;

void close_fd(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
}

std::string describe_ending(int status) {
    if (WIFEXITED(status)) return fmt::format("exited with code {}", WEXITSTATUS(status));
    const int number = WTERMSIG(status);
    const char* name = ::sigabbrev_np(number);
    return fmt::format("was killed by SIG{} ({})", name ? name : std::to_string(number), ::strsignal(number));
}

} // namespace

struct ChildProcess::State {
    int pid = -1;
    int in = -1, out = -1, err = -1;
    const Interrupt* interrupt = nullptr;
    std::string pending; // of stdout, not yet a whole line
    std::string tail;    // of stderr
    std::size_t err_bytes = 0;
    std::optional<int> status;
    bool asked_to_end = false;
    bool frozen = false;

    ~State() {
        if (pid > 0 && !status) {
            kill_group();
            take();
        }
        close_fd(in);
        close_fd(out);
        close_fd(err);
    }

    /// The child and what it started, as far as that stayed in its process group. Only before take(): until
    /// then the number is the child's.
    void kill_group() const { ::kill(-pid, SIGKILL); }

    /// Waits for its end.
    void take() {
        int ended = 0;
        while (::waitpid(pid, &ended, 0) < 0 && errno == EINTR) {
        }
        status = ended;
    }

    /// Whether it has ended; what it left running is killed then.
    bool reap() {
        if (status) return true;
        siginfo_t ended{};
        if (::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOHANG | WNOWAIT) != 0 ||
            ended.si_pid != pid)
            return false;
        kill_group();
        take();
        return true;
    }

    /// Takes what is there without waiting. False at the end of stderr.
    bool drain_stderr() {
        std::array<char, 8192> chunk;
        for (;;) {
            const auto got = ::read(err, chunk.data(), chunk.size());
            if (got == 0) return false;
            if (got < 0) return errno == EAGAIN || errno == EINTR;
            err_bytes += static_cast<std::size_t>(got);
            tail.append(chunk.data(), static_cast<std::size_t>(got));
            if (tail.size() > 2 * kTailBytes) tail.erase(0, tail.size() - kTailBytes);
            if (err_bytes > kMostStderrBytes) return true;
        }
    }

    [[nodiscard]] bool floods() const { return err_bytes > kMostStderrBytes; }
};

ChildProcess::ChildProcess(std::unique_ptr<State> state) : state_(std::move(state)) {}
ChildProcess::ChildProcess(ChildProcess&&) noexcept = default;
ChildProcess& ChildProcess::operator=(ChildProcess&&) noexcept = default;
ChildProcess::~ChildProcess() = default;

int ChildProcess::pid() const { return state_->pid; }

Result<ChildProcess> ChildProcess::start(const Start& start) {
    auto spawned = spawn(start.argv, start.cores);
    if (!spawned) return spawned.error();
    auto state = std::make_unique<State>();
    state->pid = spawned->pid;
    state->in = spawned->in;
    state->out = spawned->out;
    state->err = spawned->err;
    state->interrupt = start.interrupt;
    // A child that does not read must not block us, nor one that does not write.
    for (const int fd : {state->in, state->out, state->err}) ::fcntl(fd, F_SETFL, O_NONBLOCK);
    return ChildProcess(std::move(state));
}

Result<std::string> ChildProcess::read_line(Nanoseconds timeout, ChildProcess* beside) {
    State& me = *state_;
    const auto until = Clock::now() + timeout;
    bool err_open = true, beside_open = beside != nullptr;
    for (;;) {
        if (const auto end = me.pending.find('\n'); end != std::string::npos) {
            std::string line = me.pending.substr(0, end);
            me.pending.erase(0, end + 1);
            return line;
        }
        if (me.pending.size() > kLongestLineBytes)
            return make_error(Trouble::contender,
                              "wrote {} bytes to stdout without a line end, expected one "
                              "JSON object a line",
                              me.pending.size());
        const auto left = std::chrono::ceil<Milliseconds>(until - Clock::now()).count();
        if (left <= 0)
            return make_error(Trouble::contender, "did not answer within {:.1f} s", Seconds(timeout).count());

        std::array<pollfd, 4> fds{{{me.out, POLLIN, 0},
                                   {err_open ? me.err : -1, POLLIN, 0},
                                   {beside_open ? beside->state_->err : -1, POLLIN, 0},
                                   {me.interrupt ? me.interrupt->wake_fd() : -1, POLLIN, 0}}};
        ::poll(fds.data(), fds.size(), static_cast<int>(std::min<long long>(left, 1000)));
        if (me.interrupt && me.interrupt->raised()) return interrupted();
        if (fds[1].revents) err_open = me.drain_stderr();
        if (fds[2].revents) beside_open = beside->state_->drain_stderr();
        if (me.floods() || (beside && beside->state_->floods()))
            return make_error(Trouble::contender, "flooded stderr: more than {} KiB", kMostStderrBytes >> 10);
        if (!fds[0].revents) continue;
        std::array<char, 4096> chunk;
        const auto got = ::read(me.out, chunk.data(), chunk.size());
        if (got > 0) me.pending.append(chunk.data(), static_cast<std::size_t>(got));
        if (got == 0) {
            const auto how = ending(Milliseconds{500});
            return Error{Trouble::contender, how ? *how : "closed its stdout"};
        }
    }
}

Result<void> ChildProcess::write_line(std::string_view text) {
    std::string line(text);
    line += '\n';
    std::size_t done = 0;
    const auto until = Clock::now() + Milliseconds{2000};
    while (done < line.size()) {
        const auto wrote = ::write(state_->in, line.data() + done, line.size() - done);
        if (wrote > 0) {
            done += static_cast<std::size_t>(wrote);
        } else if (errno == EAGAIN && Clock::now() < until) {
            pollfd fd{state_->in, POLLOUT, 0};
            ::poll(&fd, 1, 100);
        } else if (errno == EAGAIN) {
            return make_error(Trouble::contender, "does not read its stdin");
        } else if (errno != EINTR) {
            const auto how = ending(Milliseconds{500});
            return Error{Trouble::contender, how ? *how : "closed its stdin"};
        }
    }
    return {};
}

std::optional<std::string> ChildProcess::ending(Nanoseconds grace) {
    const auto until = Clock::now() + grace;
    while (!state_->reap()) {
        if (Clock::now() >= until) return std::nullopt;
        std::this_thread::sleep_for(Milliseconds{1});
    }
    return describe_ending(*state_->status);
}

std::optional<int> ChildProcess::exit_code() const {
    if (!state_->status || !WIFEXITED(*state_->status)) return std::nullopt;
    return WEXITSTATUS(*state_->status);
}

bool ChildProcess::flooded() const { return state_->floods(); }

void ChildProcess::freeze() {
    // A stopped process does not stop again: there would be nothing to wait for.
    if (state_->frozen) return;
    state_->frozen = true;
    ::kill(state_->pid, SIGSTOP);
    // It stops when its core hears of it. waitid() forgets the stop that it reports, so the next freeze waits
    // for its own.
    const auto until = Clock::now() + Milliseconds{100};
    for (siginfo_t stopped{}; stopped.si_pid == 0 && Clock::now() < until; ::sched_yield())
        if (::waitid(P_PID, static_cast<id_t>(state_->pid), &stopped, WSTOPPED | WNOHANG) != 0) return;
}

void ChildProcess::thaw() {
    if (!state_->frozen) return;
    state_->frozen = false;
    ::kill(state_->pid, SIGCONT);
}

void ChildProcess::ask_to_end() {
    State& me = *state_;
    // A second SIGTERM means "at once" to some.
    if (me.asked_to_end) return;
    me.asked_to_end = true;
    close_fd(me.in);
    if (me.reap()) return;
    ::kill(me.pid, SIGTERM);
    ::kill(me.pid, SIGCONT);
}

bool ChildProcess::stop(Nanoseconds grace) {
    State& me = *state_;
    ask_to_end();
    if (ending(grace)) return true;
    me.kill_group();
    me.take();
    return false;
}

std::string ChildProcess::stderr_tail() {
    if (!state_->floods()) state_->drain_stderr();
    std::string text = state_->tail;
    if (text.size() > kTailBytes) text.erase(0, text.size() - kTailBytes);
    for (char& c : text)
        if (c != '\n' && c != '\t' && (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)) c = '?';
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

} // namespace tare::run
