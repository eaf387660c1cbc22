#include "bench/doctor/grades.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace tare::doctor {
namespace {

std::vector<std::string> titles(const Findings& findings, Grade grade) {
    std::vector<std::string> found;
    for (const auto& finding : findings)
        if (finding.grade == grade) found.push_back(finding.title);
    return found;
}

} // namespace

Finding about(std::string id, std::string title) {
    Finding finding;
    finding.id = std::move(id);
    finding.title = std::move(title);
    return finding;
}

std::string duration_text(std::int64_t ns) {
    const auto value = static_cast<double>(ns);
    if (ns < 1'000) return fmt::format("{} ns", ns);
    return ns < 1'000'000 ? fmt::format("{:.1f} us", value / 1e3) : fmt::format("{:.1f} ms", value / 1e6);
}

std::optional<std::string> fact(const std::map<std::string, std::string>& facts, const std::string& name) {
    const auto found = facts.find(name);
    if (found == facts.end() || found->second == "unknown") return std::nullopt;
    return found->second;
}

std::optional<int> measured_cpu(const Look& look) {
    if (!look.cores || look.cores->server.empty()) return std::nullopt;
    return look.cores->server.front();
}

std::vector<int> siblings_of(const hw::Machine& machine, int cpu) {
    const auto self =
        std::find_if(machine.cpus.begin(), machine.cpus.end(), [&](const auto& c) { return c.id == cpu; });
    std::vector<int> found;
    for (const auto& other : machine.cpus)
        if (self != machine.cpus.end() && other.online && other.id != cpu && other.core == self->core)
            found.push_back(other.id);
    return found;
}

std::string trust_sentence(const Findings& findings, bool measured) {
    const auto serious = titles(findings, Grade::serious), minor = titles(findings, Grade::minor);
    const auto unknown = titles(findings, Grade::unknown).size();
    std::string text;
    if (!serious.empty())
        text = fmt::format(
            "do not trust a single run: {} disturb{} measurements seriously ({}); ratios to the floor "
            "suffer least, absolute numbers and the p99 most",
            serious.size() == 1 ? "one thing" : fmt::format("{} things", serious.size()),
            serious.size() == 1 ? "s" : "", fmt::join(serious, ", "));
    else if (!minor.empty())
        text = fmt::format("trust ratios to the floor; absolute numbers and the p99 carry {} ({})",
                           minor.size() == 1 ? "one minor disturbance"
                                             : fmt::format("{} minor disturbances", minor.size()),
                           fmt::join(minor, ", "));
    else
        text = "trust it: nothing was found that disturbs measurements";
    if (unknown > 0)
        text += fmt::format("; {} could not be known",
                            unknown == 1 ? "one thing" : fmt::format("{} things", unknown));
    return (measured ? "" : "by its settings alone, ") + text;
}

core::Diagnosis diagnose(const Look& look) {
    core::Diagnosis diagnosis;
    for (const auto& topic : {company_findings, speed_findings, limit_findings, kernel_findings,
                              memory_findings, privilege_findings}) {
        auto found = topic(look);
        std::move(found.begin(), found.end(), std::back_inserter(diagnosis.findings));
    }
    std::stable_sort(diagnosis.findings.begin(), diagnosis.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.grade < b.grade; });
    if (const auto cpu = measured_cpu(look)) diagnosis.cpus = {*cpu};
    if (look.watched) diagnosis.looked_s = look.watched->rest_s + look.watched->spin_s;
    diagnosis.trust = trust_sentence(diagnosis.findings, look.watched.has_value());
    return diagnosis;
}

} // namespace tare::doctor
