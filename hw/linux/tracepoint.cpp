#include "hw/linux/tracepoint.hpp"

#include "hw/linux/descriptor.hpp"
#include "hw/scan.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <array>

namespace tare::hw::platform {
namespace {

constexpr std::array kMountPoints = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};

std::string id_file(const char* mount_point, const std::string& event) {
    return std::string(mount_point) + "/events/" + event + "/id";
}

/// The child's whole life. Only system calls: other threads of ours may have held locks when it was forked.
[[noreturn]] void mount_and_read(const char* mount_point, const char* file, int answer) {
    if (::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
        ::mount("tracefs", mount_point, "tracefs", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0) {
        const int fd = ::open(file, O_RDONLY | O_CLOEXEC);
        std::array<char, 32> text{};
        const auto got = fd < 0 ? -1 : ::read(fd, text.data(), text.size());
        if (got > 0 && ::write(answer, text.data(), static_cast<std::size_t>(got)) == got) ::_exit(0);
    }
    ::_exit(1);
}

std::optional<std::int64_t> id_from_private_mount(const std::string& event) {
    const auto file = id_file(kMountPoints[0], event);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
    const Descriptor reading(ends[0]);
    Descriptor writing(ends[1]);
    const pid_t child = ::fork();
    if (child == 0) mount_and_read(kMountPoints[0], file.c_str(), ends[1]);
    { const Descriptor closed = std::move(writing); }
    if (child < 0) return std::nullopt;
    std::array<char, 32> text{};
    ssize_t got = 0;
    do got = ::read(reading.get(), text.data(), text.size());
    while (got < 0 && errno == EINTR);
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
    if (got <= 0) return std::nullopt;
    return scan::number(scan::trimmed({text.data(), static_cast<std::size_t>(got)}));
}

} // namespace

Result<std::uint64_t> tracepoint_id(const std::string& event) {
    std::string buffer;
    for (const auto* mount_point : kMountPoints)
        if (const auto text = Descriptor::open(id_file(mount_point, event)).text(buffer))
            if (const auto id = scan::number(scan::trimmed(*text)); id && *id > 0)
                return static_cast<std::uint64_t>(*id);
    if (::geteuid() != 0)
        return make_error(Trouble::environment,
                          "the tracepoint {} cannot be read from {}: it needs root, or tracefs made readable",
                          event, kMountPoints[0]);
    if (const auto id = id_from_private_mount(event); id && *id > 0) return static_cast<std::uint64_t>(*id);
    return make_error(
        Trouble::environment,
        "tracefs is not mounted on {} and cannot be mounted (CAP_SYS_ADMIN is missing, or the kernel "
        "has no tracepoint {})",
        kMountPoints[0], event);
}

} // namespace tare::hw::platform
