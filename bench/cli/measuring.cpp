#include "bench/cli/measuring.hpp"

#include "bench/cli/tool_facts.hpp"
#include "bench/run/certificate.hpp"
#include "bench/run/machine.hpp"
#include "bench/run/probe.hpp"
#include "bench/run/quiet_network.hpp"

#include <algorithm>
#include <cstdio>

namespace tare::cli {
namespace {

/// The network the ends run in, in words; why it is not the private one goes to `warnings`.
std::string choose_network(bool host, std::vector<std::string>& warnings) {
    constexpr const char* kHost = "host loopback";
    if (host) return kHost;
    const auto quiet = run::enter_quiet_network();
    if (quiet) return "private namespace";
    warnings.push_back(
        fmt::format("measured on the host's loopback: no private network namespace could be made ({})",
                    quiet.error().message));
    return kHost;
}

bool is_reference(const core::Program& program) {
    return std::find(plan::kReferenceEnds.begin(), plan::kReferenceEnds.end(), program) !=
           plan::kReferenceEnds.end();
}

} // namespace

Measuring::Measuring(const World& world, run::TemporaryFolder scratch, std::vector<int> offered_cores)
    : tare_(tool_facts()),
      offered_cores_(std::move(offered_cores)),
      bin_(world.bin),
      scratch_(std::move(scratch)),
      progress_(stderr, world.err),
      watcher_(progress_) {}

Result<std::unique_ptr<Measuring>> Measuring::set_up(const World& world, bool host_network,
                                                     std::vector<int> offered_cores) {
    // Threads would make it impossible to change the namespace: nothing may start one before this.
    std::vector<std::string> warnings;
    std::string network = choose_network(host_network, warnings);
    auto scratch = run::TemporaryFolder::make();
    if (!scratch) return scratch.error();
    std::unique_ptr<Measuring> made(new Measuring(world, std::move(*scratch), std::move(offered_cores)));
    made->network_ = std::move(network);
    made->warnings_ = std::move(warnings);
    made->machine_ = run::machine_of_a_run(made->network_, made->tare_);
    auto tls = run::make_certificate(made->scratch_.path());
    if (!tls) return tls.error();
    made->tls_ = std::move(*tls);
    return made;
}

run::SuiteRequest Measuring::request(core::Suite suite, std::vector<plan::Candidate> candidates,
                                     std::uint64_t seed) {
    run::SuiteRequest request;
    request.suite = std::move(suite);
    request.candidates = std::move(candidates);
    request.seed = seed;
    request.network = network_;
    request.tare = tare_;
    request.machine = machine_;
    request.offered_cores = offered_cores_;
    request.recording_cost = {(bin_ / "cpp-null-client").string()};
    request.warnings = warnings_;
    request.scratch = scratch_.path();
    request.tls = tls_;
    request.interrupt = &interrupt_;
    request.observer = &watcher_;
    return request;
}

std::vector<plan::Candidate>
probe_candidates(const std::vector<core::Contender>& contenders, const std::vector<core::Case>& cases,
                 const std::function<bool(const core::Case&, const core::Program&)>& wanted,
                 const run::Interrupt& interrupt) {
    std::vector<run::Probed> asked;
    for (const auto& contender : contenders)
        for (const auto& variant : contender.variants) {
            const core::Program program{contender.name, variant.name};
            const auto in_case = [&](const core::Case& measured) { return wanted(measured, program); };
            if (contender.is_floor || is_reference(program) ||
                std::any_of(cases.begin(), cases.end(), in_case))
                asked.push_back({&contender, &variant});
        }
    auto answers = run::probe(asked, &interrupt);
    std::vector<plan::Candidate> found;
    for (std::size_t i = 0; i < asked.size(); ++i)
        found.push_back({asked[i].contender, asked[i].variant, std::move(answers[i])});
    return found;
}

} // namespace tare::cli
