#include "bench/features/vessel.hpp"

#include "hw/process_counters.hpp"

namespace tare::features {

std::optional<std::int64_t> resident_bytes(int pid) { return hw::read_memory(pid).rss_bytes; }

Started look_at_start(int pid, Nanoseconds wall) {
    Started start{wall.count(), {}, {}};
    auto reader = hw::ProcessReader::open(pid);
    if (!reader) return start;
    if (const auto counters = reader->read()) {
        start.cpu_ns = counters->cpu_ns;
        start.waited_ns = counters->run_delay_ns;
    }
    return start;
}

std::vector<FeatureCell> idle_memory(int pid) {
    const hw::MemoryReading memory = hw::read_memory(pid);
    const auto cell = [](Feature feature, const std::optional<std::int64_t>& bytes) {
        return bytes ? amount(feature, static_cast<double>(*bytes)) : absent(feature, "could not be read");
    };
    return {cell(Feature::idle_rss, memory.rss_bytes), cell(Feature::idle_pss, memory.pss_bytes)};
}

FeatureCell watch_idle(int pid) {
    constexpr auto kWatched = Milliseconds{200};
    auto reader = hw::ProcessReader::open(pid);
    if (!reader) return absent(Feature::spin, reader.error().message);
    std::this_thread::sleep_for(kSettle);
    const auto began = check::Clock::now();
    const auto before = reader->read();
    std::this_thread::sleep_for(kWatched);
    const auto after = reader->read();
    const Nanoseconds wall = check::Clock::now() - began;
    if (!before || !after) return absent(Feature::spin, "its CPU time could not be read");
    return judge_spin({wall.count(), after->cpu_ns - before->cpu_ns,
                       after->run_delay_ns.value_or(0) - before->run_delay_ns.value_or(0)});
}

} // namespace tare::features
