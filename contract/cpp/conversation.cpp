#include "contract/cpp/conversation.hpp"

#include <algorithm>
#include <exception>

namespace tare::contract {
namespace {

/// Two stamps a microsecond are more than any exchange over a socket takes; a longer block than expected
/// would only allocate. Of a plan, three stamps a message and a tenth more of them than the mean.
std::size_t likely_stamps(const BlockRequest& block) {
    const double planned = static_cast<double>(block.rate_per_s) * Seconds(block.duration).count();
    const auto stamps =
        block.rate_per_s > 0 ? static_cast<std::int64_t>(3.3 * planned) : block.duration.count() / 500;
    return static_cast<std::size_t>(std::clamp<std::int64_t>(stamps, 1024, 4 << 20));
}

} // namespace

std::string Conversation::answer(std::string_view line) {
    try {
        const auto command = parse_command(line);
        if (!command) return error_answer(command.error());
        auto answer = std::visit([this](const auto& request) { return obey(request); }, *command);
        return answer ? std::move(*answer) : error_answer(answer.error());
    } catch (const std::exception& defect) {
        armed_ = false;
        return error_answer({Trouble::internal, defect.what()});
    }
}

Result<std::string> Conversation::obey(const OpenRequest& request) {
    if (open_) return make_error(Trouble::usage, "open: is open already, close first");
    if (auto opened = client_.open(request); !opened) {
        client_.close();
        return opened.error();
    }
    open_ = true;
    return opened_answer(request.connections);
}

Result<std::string> Conversation::obey(const BlockRequest& request) {
    if (!open_) return make_error(Trouble::usage, "block: nothing is open");
    armed_ = ran_ = false;
    recorder_.prepare(likely_stamps(request));
    if (auto prepared = client_.prepare(request, recorder_); !prepared) return prepared.error();
    armed_ = true;
    return armed_answer();
}

Result<std::string> Conversation::obey(GoCommand) {
    if (!armed_) return make_error(Trouble::usage, "go: no block is armed");
    armed_ = false;
    const auto report = client_.run();
    if (!report) return report.error();
    ran_ = true;
    return ran_answer(*report);
}

Result<std::string> Conversation::obey(const SaveCommand& request) {
    if (!ran_) return make_error(Trouble::usage, "save: no block has run");
    const auto saved = recorder_.save(request.times_file);
    if (!saved) return in_context("save", saved.error());
    return saved_answer(*saved);
}

Result<std::string> Conversation::obey(CloseCommand) {
    if (open_) client_.close();
    open_ = armed_ = ran_ = false;
    return closed_answer();
}

} // namespace tare::contract
