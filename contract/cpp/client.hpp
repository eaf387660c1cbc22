// The client's side of the contract for C++ contenders: everything but the work.
//
//     int main(int argc, char** argv) {
//         return tare::contract::run_client(argc, argv, {
//             {"epoll", {.probe = probe, .make = [](WaitMode wait) { return std::make_unique<MyClient>(wait);
//             }}},
//         });
//     }
#pragma once

#include "base/error.hpp"
#include "contract/cpp/messages.hpp"
#include "contract/cpp/recorder.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace tare::contract {

/// One client under test. Virtual calls happen once a command, never once a message.
/// An Error is the command's answer; the client must then be ready for the next command.
class Client {
  public:
    virtual ~Client() = default;

    /// Connects and finishes the handshakes of all connections.
    virtual Result<void> open(const OpenRequest&) = 0;
    /// Everything for the next block that is not the work. `recorder` stays valid until run() has returned;
    /// it has been prepared for the block's likely number of stamps.
    virtual Result<void> prepare(const BlockRequest&, Recorder& recorder) = 0;
    /// The work, between recorder.begin() and recorder.end(), both called here.
    virtual Result<BlockReport> run() = 0;
    /// Back to before open(). Must not fail.
    virtual void close() = 0;
};

struct ClientVariant {
    /// Really tries; an Error of Trouble::environment is "unavailable: why and how to mend it".
    std::function<Result<Probe>()> probe;
    std::function<std::unique_ptr<Client>(WaitMode)> make;
};

/// main() of a client contender: parses --variant, --wait and --probe, then serves commands until stdin
/// ends. Returns the process's exit code.
int run_client(int argc, char** argv, const std::map<std::string, ClientVariant>& variants);

} // namespace tare::contract
