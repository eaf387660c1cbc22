#include "bench/cli/process_facts.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace tare::cli {

report::StreamFacts stream_facts(std::FILE* stream) {
    report::StreamFacts facts;
    const int descriptor = fileno(stream);
    facts.is_terminal = isatty(descriptor) == 1;
    winsize size{};
    if (facts.is_terminal && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        facts.columns = size.ws_col;
    return facts;
}

std::filesystem::path executable_path() {
    std::error_code failed;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", failed); // Linux: proc(5)
    return failed ? std::filesystem::path() : path;
}

std::optional<double> load_average() {
    double minute = 0;
    return getloadavg(&minute, 1) == 1 ? std::optional(minute) : std::nullopt;
}

} // namespace tare::cli
