// `tare selftest`: measures the measurer and its verdicts against what is known to be true.
#pragma once

#include "bench/cli/verb.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tare::cli {

struct SelftestOptions {
    bool quick = false, full = false, summary = false;
    std::vector<std::filesystem::path> folders; ///< --full: one, --summary: some, where experiments are kept
    double minutes = 0;    ///< --full: begin no experiment after this; 0: until --experiments are there
    int experiments = 299; ///< --full: of each case, in all
    std::string suite;     ///< --full: the A/A of this suite in the place of cases; empty: of none
    std::vector<std::string> contenders; ///< of --suite: globs; empty: the suite's
    std::string budget;                  ///< of a screen: "90s", "3m"; empty: the suite's, or what it needs
    std::vector<std::string> cases;      ///< --full
    std::vector<std::string> injections; ///< --injection; empty: the usual ones
    std::optional<std::uint64_t> seed;
    bool host_network = false;
};

CLI::App& add_selftest(CLI::App& app, SelftestOptions& options);
Result<int> selftest_verb(const SelftestOptions& options, const World& world);

} // namespace tare::cli
