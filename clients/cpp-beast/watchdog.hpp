// Bounds what is done synchronously before and after the work: a thread that shuts a socket down when its
// time is over. (A receive time-out would do where there is no io_uring: the kernel ends such a receive with
// EINTR when the ring has work pending, where a plain receive is resumed.)
#pragma once

#include "base/units.hpp"

#include <sys/socket.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace tare::clients {

/// Thread safety: to be used by one thread; the other one is its own.
class Watchdog {
  public:
    explicit Watchdog(Nanoseconds deadline) : deadline_(deadline), thread_([this] { watch(); }) {}
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;
    ~Watchdog() {
        {
            const std::lock_guard lock(mutex_);
            over_ = true;
        }
        changed_.notify_one();
        thread_.join();
    }

    /// From now on this socket is watched, and none before it.
    void guard(int descriptor) { change(descriptor); }
    /// Before the socket is closed or left alone. True if the time was over: the socket is shut down.
    bool release() {
        change(kNone);
        return bitten_;
    }

    [[nodiscard]] Nanoseconds deadline() const { return deadline_; }

  private:
    static constexpr int kNone = -1;

    void change(int descriptor) {
        {
            const std::lock_guard lock(mutex_);
            descriptor_ = descriptor;
            if (descriptor != kNone) bitten_ = false;
            ++turn_;
        }
        changed_.notify_one();
    }

    void watch() {
        std::unique_lock lock(mutex_);
        while (!over_) {
            const auto seen = turn_;
            const auto something_new = [&] { return over_ || turn_ != seen; };
            if (descriptor_ == kNone) {
                changed_.wait(lock, something_new);
            } else if (!changed_.wait_for(lock, deadline_, something_new)) {
                ::shutdown(descriptor_, SHUT_RDWR);
                bitten_ = true;
                descriptor_ = kNone;
            }
        }
    }

    Nanoseconds deadline_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int descriptor_ = kNone;
    std::uint64_t turn_ = 0; ///< counts changes
    bool bitten_ = false;
    bool over_ = false;
    std::thread thread_; // last: it uses all of the above
};

} // namespace tare::clients
