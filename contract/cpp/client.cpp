#include "contract/cpp/client.hpp"

#include "contract/cpp/arguments.hpp"
#include "contract/cpp/conversation.hpp"
#include "contract/cpp/platform.hpp"

namespace tare::contract {
namespace {

Result<void> converse(Client& client) {
    Conversation conversation(client);
    platform::LineReader commands;
    bool heard = platform::write_line(ready_answer());
    while (heard) {
        const auto line = commands.next();
        if (!line) break;
        heard = platform::write_line(conversation.answer(*line));
    }
    if (commands.overflowed()) {
        return make_error(Trouble::usage, "a command line is longer than {} bytes",
                          platform::LineReader::kLongestLine);
    }
    return {};
}

} // namespace

int run_client(int argc, char** argv, const std::map<std::string, ClientVariant>& variants) {
    std::vector<std::string> names;
    for (const auto& [name, variant] : variants) names.push_back(name);
    return run_contender(
        argc, argv, ArgumentsOf::client, names,
        [&](const std::string& name) { return variants.at(name).probe(); },
        [&](const ServerOptions& options) {
            const auto client = variants.at(options.variant).make(options.wait);
            return converse(*client);
        });
}

} // namespace tare::contract
