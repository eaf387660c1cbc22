// `tare run`: measures a suite or some cases, shows the table, and keeps the result.
#pragma once

#include "bench/cli/verb.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>

namespace tare::cli {

struct RunOptions {
    std::vector<std::string> cases;      ///< ids; empty: the suite's
    std::string suite;                   ///< empty: quick
    std::vector<std::string> contenders; ///< globs over NAME or NAME:VARIANT; empty: all
    std::vector<std::string> roles;      ///< empty: the suite's
    std::string placement;               ///< instead of the cases' own
    std::string budget;                  ///< "90s", "3m"; empty: the suite's
    int sessions = 0;                    ///< 0: the suite's
    std::optional<std::uint64_t> seed;   ///< absent: drawn
    std::filesystem::path out;           ///< folder; empty: <build>/results/<utc>-<key>
    bool json = false;
    bool explain = false;            ///< look at what an operation is made of
    bool ctest = false;              ///< called by CTest: take its cores, print its tags
    bool host_network = false;       ///< stay on the host's loopback
    bool judge = false;              ///< end with a verdict against this hardware's baseline
    std::filesystem::path baselines; ///< --baselines
};

CLI::App& add_run(CLI::App& app, RunOptions& options);
Result<int> run_verb(const RunOptions& options, const World& world);

} // namespace tare::cli
