#include "bench/run/quiet_network.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace tare::run {
namespace {

struct Step {
    const char* what = nullptr; ///< nullptr: all is well
    int why = 0;
};

bool write_file(const char* path, const std::string& text) {
    const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool ok = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(fd);
    return ok;
}

Step unshare_network() {
    if (::unshare(CLONE_NEWNET) == 0) return {};
    const auto uid = ::getuid(), gid = ::getgid();
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return {"unshare", errno};
    // We stay who we are, so that files keep their owner (user_namespaces(7)).
    if (!write_file("/proc/self/setgroups", "deny")) return {"/proc/self/setgroups", errno};
    if (!write_file("/proc/self/uid_map", fmt::format("{0} {0} 1", uid)))
        return {"/proc/self/uid_map", errno};
    if (!write_file("/proc/self/gid_map", fmt::format("{0} {0} 1", gid)))
        return {"/proc/self/gid_map", errno};
    return {};
}

Step raise_loopback() {
    const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return {"socket", errno};
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    Step step;
    if (::ioctl(fd, SIOCGIFFLAGS, &request) != 0) {
        step = {"reading the flags of lo", errno};
    } else {
        request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP | IFF_RUNNING);
        if (::ioctl(fd, SIOCSIFFLAGS, &request) != 0) step = {"bringing lo up", errno};
    }
    ::close(fd);
    return step;
}

Step can_listen() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return {"socket", errno};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Step step;
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || ::listen(fd, 1) != 0)
        step = {"listening on 127.0.0.1", errno};
    ::close(fd);
    return step;
}

/// For cases with many connections. Nobody else is here whose ports could be taken; where it is refused, the
/// usual 28 232 remain (limits.hpp).
void widen_port_range() { write_file("/proc/sys/net/ipv4/ip_local_port_range", "1024 65535"); }

Step enter() {
    for (const auto step : {unshare_network, raise_loopback, can_listen})
        if (const Step done = step(); done.what) return done;
    widen_port_range();
    return {};
}

} // namespace

// The trial child's sentence comes through a pipe: a step's number and errno do not fit into an exit code.
Result<void> try_quiet_network() {
    std::array<int, 2> fds{};
    if (::pipe2(fds.data(), O_CLOEXEC) != 0)
        return make_error(Trouble::environment, "pipe: {}", std::strerror(errno));
    const int pid = ::fork();
    if (pid == 0) {
        const Step step = enter();
        if (step.what) {
            const std::string why = fmt::format("{}: {}", step.what, std::strerror(step.why));
            [[maybe_unused]] const auto n = ::write(fds[1], why.data(), why.size());
        }
        ::_exit(step.what ? 1 : 0);
    }
    ::close(fds[1]);
    std::array<char, 256> why{};
    const auto got = ::read(fds[0], why.data(), why.size());
    ::close(fds[0]);
    int status = 0;
    if (pid < 0 || ::waitpid(pid, &status, 0) != pid) return make_error(Trouble::environment, "fork failed");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return Error{Trouble::environment,
                 std::string(why.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)))};
}

Result<void> enter_quiet_network() {
    if (auto tried = try_quiet_network(); !tried) return tried.error();
    if (const Step step = enter(); step.what)
        return make_error(Trouble::internal, "{}: {}", step.what, std::strerror(step.why));
    return {};
}

} // namespace tare::run
