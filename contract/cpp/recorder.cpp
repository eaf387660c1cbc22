#include "contract/cpp/recorder.hpp"

#include "contract/cpp/platform.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <thread>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace tare::contract {

#if defined(__x86_64__)
namespace {

/// CPUID 8000_0007h, EDX bit 8: the counter runs at one rate in every power state (Intel SDM vol. 3, 18.17.1;
/// AMD APM vol. 3, appendix E).
bool tsc_is_invariant() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(0x80000007U, &a, &b, &c, &d) != 0 && (d & (1U << 8)) != 0;
}

} // namespace

const bool detail::kUseTsc = tsc_is_invariant() && platform::kernel_clock_is_tsc();
#endif

namespace {

/// The same moment on both clocks.
struct Anchor {
    std::int64_t ticks = 0;
    StampNs ns = 0;
};

/// Reads the one clock between two readings of the other and keeps the tightest of three tries: an
/// interruption in between would move every stamp of the block.
Anchor take_anchor() {
    Anchor best;
    std::int64_t narrowest = std::numeric_limits<std::int64_t>::max();
    for (int i = 0; i < 3; ++i) {
        const std::int64_t before = read_ticks();
        const StampNs ns = now_ns();
        const std::int64_t gap = read_ticks() - before;
        if (gap < narrowest) {
            narrowest = gap;
            best = {before + gap / 2, ns};
        }
    }
    return best;
}

double rate_between(const Anchor& first, const Anchor& second) {
    return static_cast<double>(second.ns - first.ns) / static_cast<double>(second.ticks - first.ticks);
}

TickClock calibrate() {
#if defined(__x86_64__)
    if (detail::kUseTsc) {
        // Two anchors are each right to some 30 ns, so 2 ms give the rate to 0.003 %.
        const Anchor first = take_anchor();
        std::this_thread::sleep_for(Milliseconds(2));
        return {.is_tsc = true, .ns_per_tick = rate_between(first, take_anchor())};
    }
#endif
    return {};
}

} // namespace

const TickClock& tick_clock() {
    static const TickClock clock = calibrate();
    return clock;
}

void Recorder::prepare(std::size_t capacity) {
    tick_clock();
    // resize() writes zeros: that touches the pages.
    stamps_.resize(std::max(capacity, stamps_.capacity()));
    used_ = 0;
    in_ticks_ = false;
}

void Recorder::grow() { stamps_.resize(std::max<std::size_t>(1024, stamps_.size() * 2)); }

void Recorder::begin(Nanoseconds duration) {
    const double ticks = static_cast<double>(duration.count()) / tick_clock().ns_per_tick;
    used_ = 0;
    firsts_in_ns_ = false;
    in_ticks_ = true;
    const Anchor anchor = take_anchor();
    anchor_ticks_ = anchor.ticks;
    started_ns_ = anchor.ns;
    constexpr double kForever = 4e18; // below the largest int64
    end_ticks_ = ticks < kForever - static_cast<double>(anchor.ticks)
                     ? anchor.ticks + static_cast<std::int64_t>(ticks)
                     : std::numeric_limits<std::int64_t>::max();
}

void Recorder::end() {
    const Anchor anchor = take_anchor();
    // The block's own anchors follow the kernel's steering of its clock; over less than a millisecond
    // their own error of some 30 ns would weigh more than that.
    constexpr StampNs kLongEnough = 1'000'000;
    if (anchor.ns - started_ns_ >= kLongEnough) {
        ns_per_tick_ = rate_between({anchor_ticks_, started_ns_}, anchor);
        ended_ns_ = anchor.ns;
    } else {
        ns_per_tick_ = tick_clock().ns_per_tick;
        ended_ns_ = to_ns(anchor.ticks);
    }
}

StampNs Recorder::to_ns(std::int64_t ticks) const {
    return started_ns_ + static_cast<StampNs>(static_cast<double>(ticks - anchor_ticks_) * ns_per_tick_);
}

const std::vector<StampNs>& Recorder::stamps() const {
    if (in_ticks_) {
        stamps_.resize(used_);
        if (tick_clock().is_tsc) {
            const std::size_t step = firsts_in_ns_ ? 2 : 1;
            for (std::size_t i = step - 1; i < stamps_.size(); i += step) stamps_[i] = to_ns(stamps_[i]);
        }
        in_ticks_ = false;
    }
    return stamps_;
}

Result<std::size_t> Recorder::save(const std::string& path) const {
    std::vector<StampNs> swapped;
    const std::vector<StampNs>* out = &stamps();
    if constexpr (std::endian::native == std::endian::big) {
        swapped.reserve(out->size());
        for (const StampNs stamp : *out) {
            swapped.push_back(static_cast<StampNs>(__builtin_bswap64(static_cast<std::uint64_t>(stamp))));
        }
        out = &swapped;
    }
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) {
        return make_error(Trouble::usage, "times_file \"{}\": cannot be written: {}", path,
                          std::strerror(errno));
    }
    const bool written = std::fwrite(out->data(), sizeof(StampNs), out->size(), file) == out->size();
    const int write_error = errno;
    const bool closed = std::fclose(file) == 0;
    if (!written || !closed) {
        return make_error(Trouble::environment, "times_file \"{}\": cannot be written whole: {}", path,
                          std::strerror(written ? errno : write_error));
    }
    return out->size();
}

} // namespace tare::contract
