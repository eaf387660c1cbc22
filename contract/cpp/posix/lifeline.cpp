// A server's lifeline: SIGIO on stdin. No thread, nothing in the contender's event loop, so that watching
// for the end costs a measured process nothing.
#include "contract/cpp/platform.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tare::contract::platform {
namespace {

/// Reading a terminal from its background would stop the process (SIGTTIN).
bool may_read_stdin() { return ::isatty(STDIN_FILENO) == 0 || ::tcgetpgrp(STDIN_FILENO) == ::getpgrp(); }

/// Reads away what is there; ends the process at the end of stdin. Async-signal-safe.
void look_at_stdin(int) {
    const int kept_errno = errno;
    pollfd watched{STDIN_FILENO, POLLIN, 0};
    while (::poll(&watched, 1, 0) > 0 && may_read_stdin()) {
        char ignored[512];
        const ssize_t n = ::read(STDIN_FILENO, ignored, sizeof ignored);
        if (n == 0) ::_exit(0);
        if (n < 0 && errno != EINTR) break;
    }
    errno = kept_errno;
}

void end_now(int) { ::_exit(0); }

void handle(int signal_number, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal_number, &action, nullptr);
}

bool somebody_can_hang_up() {
    struct stat about {};
    if (::fstat(STDIN_FILENO, &about) != 0) {
        // Closed: keep the number 0 from becoming a socket that someone takes for stdin.
        const int null = ::open("/dev/null", O_RDONLY);
        if (null > STDIN_FILENO) ::close(null);
        return false;
    }
    return S_ISFIFO(about.st_mode) || S_ISSOCK(about.st_mode) || ::isatty(STDIN_FILENO) != 0;
}

} // namespace

void end_with_stdin() {
    handle(SIGTERM, end_now);
    if (!somebody_can_hang_up()) return;
    handle(SIGIO, look_at_stdin);
    ::fcntl(STDIN_FILENO, F_SETOWN, ::getpid());
    ::fcntl(STDIN_FILENO, F_SETFL, ::fcntl(STDIN_FILENO, F_GETFL) | O_ASYNC);
    ::raise(SIGIO); // what ended before we listened
}

} // namespace tare::contract::platform
