#include "bench/run/code_apart.hpp"

namespace tare::run {

Result<void> keep_code_apart(const std::vector<hw::MappedCode>& server,
                             const std::function<std::vector<hw::MappedCode>()>& client,
                             const std::function<Result<void>()>& start_again) {
    const auto end = Clock::now() + kLongestSearch;
    for (int starts = 1; starts < kMostStarts && Clock::now() < end && hw::collide(server, client());
         ++starts)
        if (const auto started = start_again(); !started) return started.error();
    return {};
}

} // namespace tare::run
