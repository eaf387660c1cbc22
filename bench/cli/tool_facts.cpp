#include "bench/cli/tool_facts.hpp"

#include "version.hpp" // written by every build, see CMakeLists.txt and write_version.cmake

#include <fmt/format.h>

namespace tare::cli {

core::ToolFacts tool_facts() {
    return {.version = kVersion,
            .revision = kRevision,
            .dirty = kDirty,
            .compiler = TARE_COMPILER,
            .flags = TARE_COMPILE_FLAGS};
}

std::string version_line() {
    const core::ToolFacts facts = tool_facts();
    return fmt::format("tare {} ({}{}; {})", facts.version, facts.revision, facts.dirty ? ", modified" : "",
                       facts.compiler);
}

} // namespace tare::cli
