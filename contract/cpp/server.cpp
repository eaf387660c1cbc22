#include "contract/cpp/server.hpp"

#include "contract/cpp/arguments.hpp"
#include "contract/cpp/platform.hpp"

namespace tare::contract {

void announce(const Ready& ready) {
    platform::write_line(ready.wss ? fmt::format(R"({{"ready":{{"ws":{},"wss":{}}}}})", ready.ws, *ready.wss)
                                   : fmt::format(R"({{"ready":{{"ws":{}}}}})", ready.ws));
}

int run_server(int argc, char** argv, const std::map<std::string, ServerVariant>& variants) {
    std::vector<std::string> names;
    for (const auto& [name, variant] : variants) names.push_back(name);
    return run_contender(
        argc, argv, ArgumentsOf::server, names,
        [&](const std::string& name) { return variants.at(name).probe(); },
        [&](const ServerOptions& options) {
            platform::end_with_stdin();
            return variants.at(options.variant).serve(options);
        });
}

} // namespace tare::contract
