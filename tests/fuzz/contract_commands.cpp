// The contract's lines as a contender gets them. Any line has one answer: one line, one JSON object, in the
// words of CONTRACT.md; and what a command says lies in the ranges that it promises.
#include "contract/cpp/conversation.hpp"
#include "contract/cpp/url.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/json_mutator.hpp"
#include "tests/fuzz/require.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <string>

using namespace tare;
using namespace tare::fuzz;
using namespace tare::contract;

TARE_FUZZ_JSON_MUTATOR

namespace {

class Listener : public Client {
  public:
    Result<void> open(const OpenRequest& request) override {
        require(request.connections >= 1 && request.connections <= 100'000, "1 to 100 000 connections");
        require(request.port != 0 && !request.host.empty() && request.path.starts_with('/'), "a whole URL");
        require(request.tls == false || !request.ca_file.empty(), "wss is verified");
        return {};
    }
    Result<void> prepare(const BlockRequest& request, Recorder&) override {
        require(request.size_bytes >= 0 && request.size_bytes <= 64 << 20, "0 to 64 MiB");
        require(request.duration.count() > 0 && request.deadline.count() > 0, "durations above 0");
        return {};
    }
    Result<BlockReport> run() override { return BlockReport{}; }
    void close() override {}
};

/// A recorder for a long block takes megabytes, and a save writes where the input says: not here.
bool is_harmless(std::string_view line) {
    const auto command = parse_command(line);
    if (!command) return true;
    if (const auto* block = std::get_if<BlockRequest>(&*command)) return block->duration < Milliseconds(1);
    return !std::holds_alternative<SaveCommand>(*command);
}

void check_answer(const std::string& answer) {
    require(answer.find('\n') == std::string::npos, "an answer is one line");
    boost::system::error_code code;
    const auto value = boost::json::parse(answer, code);
    const auto* object = code ? nullptr : value.if_object();
    require(object != nullptr && object->size() == 1, "an answer is a JSON object with one member");
    const auto words = {"opened", "armed", "ran", "saved", "closed", "error"};
    const auto& key = object->begin()->key();
    require(std::ranges::any_of(words, [&](const char* word) { return key == word; }),
            "a word of the contract");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Listener client;
    Conversation conversation(client);
    std::string_view rest = Input(data, size).text();
    for (int lines = 0; !rest.empty() && lines < 16; ++lines) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (is_harmless(line)) check_answer(conversation.answer(line));
        if (const auto url = parse_url(line))
            require(url->port != 0 && !url->host.empty(), "a host and a port");
        if (const auto end = parse_host_port(line)) require(!end->host.empty(), "a host");
    }
    return 0;
}
