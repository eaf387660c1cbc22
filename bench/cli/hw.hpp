// `tare hw`: what machine this is, which cores would be used, and why.
#pragma once

#include "bench/cli/verb.hpp"

#include <CLI/CLI.hpp>

namespace tare::cli {

struct HwOptions {
    bool json = false;
    bool ctest_resources = false; ///< the resource spec file that CTest hands out cores from
};

CLI::App& add_hw(CLI::App& app, HwOptions& options);
Result<int> hw_verb(const HwOptions& options, const World& world);

} // namespace tare::cli
