// The null contender: a client whose server is a function call. Everything that a client adds to the library
// under test is here (numbering, verifying, recording, the commands) and nothing else is, so its rate is
// the ceiling of what a client can measure.
//
// `cpp-null-client --recording-cost` prints what a recorded message costs.
#include "contract/cpp/client.hpp"
#include "contract/cpp/echo_payload.hpp"
#include "contract/null/cpp-null/exchange.hpp"
#include "contract/null/cpp-null/recording_cost.hpp"

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace {

using namespace tare;
using namespace tare::contract;

class NullClient : public Client {
  public:
    Result<void> open(const OpenRequest& request) override {
        if (request.connections != 1) {
            return make_error(Trouble::usage, "open: this client has one connection, got {}",
                              request.connections);
        }
        return {};
    }

    Result<void> prepare(const BlockRequest& request, Recorder& recorder) override {
        // Nothing waits here, so a block holds far more stamps than a client with a socket needs.
        constexpr std::int64_t kLeastNsAMessage = 8;
        recorder.prepare(static_cast<std::size_t>(
            std::min<std::int64_t>(request.duration.count() / kLeastNsAMessage, std::int64_t{1} << 24)));
        request_ = request;
        recorder_ = &recorder;
        payload_ = EchoPayload(request.size_bytes, request.kind, request.seed);
        return {};
    }

    Result<BlockReport> run() override {
        std::int64_t message = 0;
        recorder_->begin(request_.duration);
        recorder_->stamp();
        for (bool more = true; more; ++message) {
            payload_.number(0, message);
            const auto reply = null::echo(payload_.bytes());
            if (!payload_.verify(reply, payload_.kind(), 0, message)) {
                return payload_.mismatch(reply, payload_.kind(), 0, message);
            }
            more = recorder_->stamp();
        }
        recorder_->end();
        return BlockReport{message, message * request_.size_bytes, recorder_->started_ns(),
                           recorder_->ended_ns()};
    }

    void close() override {}

  private:
    BlockRequest request_;
    Recorder* recorder_ = nullptr;
    EchoPayload payload_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "--recording-cost") {
        std::puts(null::to_json(null::measure_recording_cost(256)).c_str());
        return 0;
    }
    return run_client(argc, argv,
                      {{"call",
                        {.probe =
                             [] {
                                 return Result<Probe>(Probe{{{"none", "0"}}, "no socket"});
                             },
                         .make = [](WaitMode) { return std::make_unique<NullClient>(); }}}});
}
