#include "bench/run/probe.hpp"

#include "bench/run/child_process.hpp"

#include <boost/json.hpp>

namespace tare::run {
namespace {

constexpr auto kProbeDeadline = Milliseconds{10'000};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

core::Availability unavailable(std::string reason) {
    core::Availability answer;
    answer.reason = std::move(reason);
    return answer;
}

} // namespace

core::Availability probe(const core::Contender& contender, const core::Variant& variant,
                         const Interrupt* interrupt) {
    ChildProcess::Start start;
    start.argv = variant.command;
    start.interrupt = interrupt;
    for (const char* word : {"--variant", variant.name.c_str(), "--probe"}) start.argv.emplace_back(word);
    auto child = ChildProcess::start(start);
    if (!child) return unavailable(child.error().message + " (not built? `make build`)");

    const auto line = child->read_line(kProbeDeadline);
    const auto how = child->ending(Milliseconds{2000});
    const std::string tail = child->stderr_tail();
    if (how == "exited with code 77")
        return unavailable(tail.empty() ? "says 77 but not why" : first_line(tail));
    if (!line)
        return unavailable(
            fmt::format("the probe {}{}", line.error().message, tail.empty() ? "" : ": " + first_line(tail)));
    if (how != "exited with code 0")
        return unavailable(fmt::format("the probe {}{}", how.value_or("did not end"),
                                       tail.empty() ? "" : ": " + first_line(tail)));

    boost::system::error_code code;
    const auto json = boost::json::parse(*line, code);
    const auto* answer = code ? nullptr : json.if_object();
    const auto* versions =
        answer && answer->if_contains("versions") ? answer->at("versions").if_object() : nullptr;
    if (!versions)
        return unavailable(fmt::format("the probe of {} printed \"{}\", expected {{\"versions\": {{…}}}}",
                                       contender.name, line->substr(0, 60)));
    core::Availability found;
    found.available = true;
    for (const auto& [name, version] : *versions)
        if (const auto* text = version.if_string()) found.versions.emplace(name, std::string(*text));
    if (const auto* features = answer->if_contains("features"); features && features->if_string())
        found.features = std::string(features->as_string());
    return found;
}

} // namespace tare::run
