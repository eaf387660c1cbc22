#include "contract/cpp/platform.hpp"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include <cstring>

namespace tare::contract::platform {

void ignore_broken_pipes() { ::signal(SIGPIPE, SIG_IGN); }

bool write_line(std::string line) {
    line += '\n';
    std::size_t written = 0;
    while (written < line.size()) {
        const ssize_t n = ::write(STDOUT_FILENO, line.data() + written, line.size() - written);
        if (n >= 0) {
            written += static_cast<std::size_t>(n);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

std::optional<std::string_view> LineReader::next() {
    if (buffer_.empty()) buffer_.resize(kLongestLine);
    std::size_t searched = begin_;
    for (;;) {
        if (const void* at = std::memchr(buffer_.data() + searched, '\n', end_ - searched)) {
            const auto newline = static_cast<std::size_t>(static_cast<const char*>(at) - buffer_.data());
            const std::string_view line(buffer_.data() + begin_, newline - begin_);
            begin_ = newline + 1;
            return line;
        }
        if (begin_ > 0) {
            std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        searched = end_;
        if (end_ == buffer_.size()) {
            overflowed_ = true;
            return std::nullopt;
        }
        const ssize_t n = ::read(STDIN_FILENO, buffer_.data() + end_, buffer_.size() - end_);
        if (n > 0) {
            end_ += static_cast<std::size_t>(n);
        } else if (n == 0 || errno != EINTR) {
            return std::nullopt;
        }
    }
}

} // namespace tare::contract::platform
