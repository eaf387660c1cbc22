#include "bench/run/probe.hpp"

#include "bench/run/child_process.hpp"
#include "bench/run/footprint.hpp"
#include "bench/run/interrupt.hpp"

#include <boost/json.hpp>

#include <deque>
#include <fstream>

namespace tare::run {
namespace {

constexpr auto kProbeDeadline = Milliseconds{10'000};
constexpr std::size_t kAtOnce = 4;

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

core::Availability unavailable(std::string reason) {
    core::Availability answer;
    answer.reason = std::move(reason);
    return answer;
}

core::Availability broken(std::string reason) {
    auto answer = unavailable(std::move(reason));
    answer.broken = true;
    return answer;
}

/// Why what its prepare script builds is not there, if its command needs that. A program that was built once
/// is not taken when it could not be built lately: it would be another than its source says.
std::optional<std::string> not_prepared(const core::Contender& contender, const core::Variant& variant) {
    if (contender.out.empty()) return std::nullopt;
    const std::string out = contender.out.string() + '/';
    for (const std::string& word : variant.command) {
        if (!word.starts_with(out)) continue;
        std::string sentence;
        std::error_code none;
        if (std::getline(std::ifstream(contender.out / "unavailable"), sentence) && !sentence.empty())
            return sentence;
        if (!std::filesystem::exists(word, none)) return "not built yet: run `make contenders`";
    }
    return std::nullopt;
}

/// An error is why it is unavailable.
Result<ChildProcess> launch(const Probed& probed, const Interrupt* interrupt) {
    if (auto why = not_prepared(*probed.contender, *probed.variant))
        return Error{Trouble::environment, std::move(*why)};
    ChildProcess::Start start;
    start.argv = probed.variant->command;
    start.interrupt = interrupt;
    for (const char* word : {"--variant", probed.variant->name.c_str(), "--probe"})
        start.argv.emplace_back(word);
    auto child = ChildProcess::start(start);
    if (!child) return Error{child.error().trouble, child.error().message + " (not built? `make build`)"};
    return child;
}

core::Availability answer_of(const core::Contender& contender, Result<ChildProcess>& child) {
    if (!child) return unavailable(child.error().message);

    const auto line = child->read_line(kProbeDeadline);
    const auto how = child->ending(Milliseconds{2000});
    const std::string tail = child->stderr_tail();
    if (how == "exited with code 77")
        return tail.empty() ? broken("the probe exited with code 77 and did not say why")
                            : unavailable(first_line(tail));
    if (!line && is_interrupted(line.error())) return unavailable(line.error().message);
    if (!line)
        return broken(
            fmt::format("the probe {}{}", line.error().message, tail.empty() ? "" : ": " + first_line(tail)));
    if (how != "exited with code 0")
        return broken(fmt::format("the probe {}{}", how.value_or("did not end"),
                                  tail.empty() ? "" : ": " + first_line(tail)));

    boost::system::error_code code;
    const auto json = boost::json::parse(*line, code);
    const auto* answer = code ? nullptr : json.if_object();
    const auto* versions =
        answer && answer->if_contains("versions") ? answer->at("versions").if_object() : nullptr;
    if (!versions)
        return broken(fmt::format("the probe of {} printed \"{}\", expected {{\"versions\": {{…}}}}",
                                  contender.name, line->substr(0, 60)));
    core::Availability found;
    found.available = true;
    for (const auto& [name, version] : *versions)
        if (const auto* text = version.if_string()) found.versions.emplace(name, std::string(*text));
    if (const auto* features = answer->if_contains("features"); features && features->if_string())
        found.features = std::string(features->as_string());
    found.footprint = read_footprint(*answer);
    return found;
}

} // namespace

std::vector<core::Availability> probe(std::span<const Probed> wanted, const Interrupt* interrupt) {
    std::vector<core::Availability> answers;
    std::deque<Result<ChildProcess>> running;
    const auto take_first = [&] {
        answers.push_back(answer_of(*wanted[answers.size()].contender, running.front()));
        running.pop_front();
    };
    for (const auto& one : wanted) {
        running.push_back(launch(one, interrupt));
        if (running.size() == kAtOnce) take_first();
    }
    while (!running.empty()) take_first();
    return answers;
}

core::Availability probe(const core::Contender& contender, const core::Variant& variant,
                         const Interrupt* interrupt) {
    const Probed one{&contender, &variant};
    return std::move(probe(std::span(&one, 1), interrupt).front());
}

} // namespace tare::run
