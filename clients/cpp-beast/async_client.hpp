// The asynchronous client: callbacks, one thread, one io_context, any number of connections.
#pragma once

#include "clients/cpp-beast/fleet_client.hpp"
#include "clients/cpp-beast/watch.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace tare::clients {

/// The open connections, all with TLS or all without. Dropping a fleet drops whatever is under way, for its
/// io_context goes with it and is never run again.
template <class Kind, bool secure>
class Fleet {
  public:
    Result<void> open(const contract::OpenRequest& request) {
        if constexpr (secure) {
            if (auto trusted = trust(tls_, request.ca_file); !trusted) return trusted;
        }
        Watchdog watchdog(kHandshakeDeadline);
        for (int number = 0; number < request.connections; ++number) {
            if constexpr (secure) {
                connections_.push_back(std::make_unique<One>(number, context_, tls_));
            } else {
                connections_.push_back(std::make_unique<One>(number, context_));
            }
            if (auto opened = connections_.back()->open(request, watchdog); !opened)
                return in_context(fmt::format("connection {}", number), opened.error());
        }
        return {};
    }

    Result<void> prepare(const contract::BlockRequest& request, contract::Recorder& recorder,
                         contract::WaitMode) {
        if (request.workload != "echo" && request.workload != "pipeline")
            return make_error(Trouble::usage,
                              "block: on this path the client knows echo and pipeline, asked for {}",
                              request.workload);
        block_ = Block{};
        block_.request = request;
        block_.recorder = &recorder;
        block_.single = connections_.size() == 1 && request.depth == 1;
        block_.context = &context_;
        for (auto& connection : connections_) connection->prepare(block_);
        watch_.emplace(context_, connections_, block_);
        return {};
    }

    Result<contract::BlockReport> run(contract::WaitMode wait) {
        contract::Recorder& recorder = *block_.recorder;
        block_.busy = static_cast<std::int64_t>(connections_.size());
        context_.restart();
        watch_->start();
        recorder.begin(block_.request.duration);
        if (block_.single) recorder.stamp();
        for (auto& connection : connections_) connection->begin();
        wire::beast::run_context(context_, wait);
        if (block_.failure) return *block_.failure;
        recorder.end();
        return contract::BlockReport{.operations = block_.operations,
                                     .bytes = block_.operations * block_.request.size_bytes,
                                     .started_ns = recorder.started_ns(),
                                     .ended_ns = recorder.ended_ns()};
    }

    void close() {
        Watchdog watchdog(kCloseDeadline);
        for (auto& connection : connections_) connection->close(watchdog);
    }

  private:
    using One = Connection<Kind, secure>;

    asio::io_context context_{Kind::kConcurrency};
    asio::ssl::context tls_{asio::ssl::context::tlsv13_client};
    std::vector<std::unique_ptr<One>> connections_;
    Block block_;
    std::optional<Watch<std::vector<std::unique_ptr<One>>>> watch_;
};

template <class Kind>
using AsyncClient = FleetClient<Fleet<Kind, false>, Fleet<Kind, true>>;

} // namespace tare::clients
