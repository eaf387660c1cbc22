#include "bench/run/interrupt.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>

namespace tare::run {
namespace {

constexpr const char* kInterrupted = "interrupted";

// Signal handlers can reach nothing but globals; the class keeps them to one owner at a time.
std::atomic<bool> raised_flag{false};
std::array<int, 2> wake_pipe{-1, -1};
struct sigaction previous_int, previous_term, previous_hup;

void on_signal(int number) {
    if (raised_flag.exchange(true) && number == SIGINT) {
        // The second Ctrl-C: the person means it. Children die with us (PR_SET_PDEATHSIG).
        ::_exit(130);
    }
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(wake_pipe[1], &byte, 1);
}

} // namespace

Interrupt::Interrupt() {
    raised_flag = false;
    if (::pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) wake_pipe = {-1, -1};
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, &previous_int);
    ::sigaction(SIGTERM, &action, &previous_term);
    ::sigaction(SIGHUP, &action, &previous_hup);
    // nohup(1): who had it ignored wants the run to outlive the terminal.
    if (previous_hup.sa_handler == SIG_IGN) ::sigaction(SIGHUP, &previous_hup, nullptr);
}

Interrupt::~Interrupt() {
    ::sigaction(SIGINT, &previous_int, nullptr);
    ::sigaction(SIGTERM, &previous_term, nullptr);
    ::sigaction(SIGHUP, &previous_hup, nullptr);
    for (int& fd : wake_pipe) {
        if (fd >= 0) ::close(fd);
        fd = -1;
    }
}

bool Interrupt::raised() const { return raised_flag; }
int Interrupt::wake_fd() const { return wake_pipe[0]; }

Error interrupted() { return Error{Trouble::environment, kInterrupted}; }
bool is_interrupted(const Error& error) { return error.message == kInterrupted; }

} // namespace tare::run
