// What every verb that measures needs once: the private network, the facts of this machine, a folder for
// short-lived files, a certificate, Ctrl-C, and a line of progress.
#pragma once

#include "bench/cli/catalog.hpp"
#include "bench/cli/verb.hpp"
#include "bench/report/progress.hpp"
#include "bench/run/interrupt.hpp"
#include "bench/run/observer.hpp"
#include "bench/run/run_suite.hpp"
#include "bench/run/temporary_folder.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tare::cli {

class Measuring {
  public:
    /// Moves this process into a private network namespace unless `host_network`; so nothing may have started
    /// a thread. `offered_cores`: by CTest; empty: all that are allowed.
    static Result<std::unique_ptr<Measuring>> set_up(const World&, bool host_network,
                                                     std::vector<int> offered_cores);

    [[nodiscard]] const hw::Machine& machine() const { return machine_; }
    [[nodiscard]] const core::ToolFacts& tare() const { return tare_; }
    [[nodiscard]] const run::Interrupt& interrupt() const { return interrupt_; }
    [[nodiscard]] report::Progress& progress() { return progress_; }
    void warn(std::string warning) { warnings_.push_back(std::move(warning)); }

    /// All but whose rows are wanted. Refers to this object.
    [[nodiscard]] run::SuiteRequest request(core::Suite, std::vector<plan::Candidate>, std::uint64_t seed);

  private:
    class Watcher final : public run::Observer {
      public:
        explicit Watcher(report::Progress& progress) : progress_(progress) {}
        void planned(double seconds) override { progress_.begin(seconds); }
        void progress(double done, std::string_view label) override { progress_.advance(done, label); }
        void note(std::string_view text) override { progress_.note(text); }

      private:
        report::Progress& progress_;
    };

    Measuring(const World&, run::TemporaryFolder, std::vector<int> offered_cores);

    core::ToolFacts tare_;
    hw::Machine machine_;
    std::string network_;
    std::vector<std::string> warnings_;
    std::vector<int> offered_cores_;
    std::filesystem::path bin_;
    run::TemporaryFolder scratch_;
    run::TlsFiles tls_;
    run::Interrupt interrupt_;
    report::Progress progress_;
    Watcher watcher_;
};

/// Probes the variants that a run of these cases can need: the wanted ones, the floor and the reference ends.
/// The candidates refer to the contenders.
std::vector<plan::Candidate>
probe_candidates(const std::vector<core::Contender>&, const std::vector<core::Case>& cases,
                 const std::function<bool(const core::Case&, const core::Program&)>& wanted,
                 const run::Interrupt&);

} // namespace tare::cli
