// An open file of /proc or /sys that is read again and again from its start.
//
// Thread safety: none.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tare::hw::platform {

class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int fd) : fd_(fd) {}
    static Descriptor open(const std::string& path, int flags = O_RDONLY) {
        return Descriptor(::open(path.c_str(), flags | O_CLOEXEC));
    }
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }

    [[nodiscard]] int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }

    /// The whole text, in `buffer`, which grows to what the file needs and is kept by the caller. Absent when
    /// it cannot be read (the process has ended, the cgroup is gone).
    [[nodiscard]] std::optional<std::string_view> text(std::string& buffer) const {
        if (fd_ < 0) return std::nullopt;
        if (buffer.size() < kFirstBytes) buffer.resize(kFirstBytes);
        std::size_t used = 0;
        for (;;) {
            const auto got =
                ::pread(fd_, buffer.data() + used, buffer.size() - used, static_cast<off_t>(used));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return std::nullopt;
            used += static_cast<std::size_t>(got);
            // Only an empty reading is the end: the kernel hands such files out a page at a time.
            if (got == 0) return std::string_view(buffer.data(), used);
            if (used == buffer.size()) {
                if (buffer.size() >= kMostBytes) return std::nullopt;
                buffer.resize(buffer.size() * 2);
            }
        }
    }

  private:
    static constexpr std::size_t kFirstBytes = 8192;
    static constexpr std::size_t kMostBytes = std::size_t{16} << 20;
    int fd_ = -1;
};

} // namespace tare::hw::platform
