// The floor's client: one connection, and the bytes of the WebSocket exchange over it.
#pragma once

#include "contract/cpp/client.hpp"
#include "contract/cpp/echo_payload.hpp"
#include "wire/floor/exchange.hpp"
#include "wire/floor/sockets.hpp"
#include "wire/floor/tls_channel.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

namespace tare::clients {

template <class Engine>
class FloorClient final : public contract::Client {
  public:
    explicit FloorClient(contract::WaitMode wait) : wait_(wait) {}

    Result<void> open(const contract::OpenRequest& request) override {
        if (request.connections != 1)
            return make_error(Trouble::usage, "open: the floor has one connection, asked for {}",
                              request.connections);
        if (!engine_) {
            auto engine = Engine::create(wait_);
            if (!engine) return engine.error();
            engine_ = std::move(*engine);
        }
        request_ = request;
        if (request.tls) {
            using wire::tls::Resumption;
            auto context = wire::tls::Context::client(request.ca_file,
                                                      request.resume ? Resumption::on : Resumption::off);
            if (!context) return context.error();
            context_ = std::move(*context);
        }
        // A block makes its own connection (it says the sizes first); this one shows that there is a server.
        return connect(kHandshakeDeadline);
    }

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        if (block.workload == "connect") return prepare_to_connect(block, recorder);
        if (block.workload != "echo" || block.size_bytes < 0)
            return make_error(Trouble::usage,
                              "block: this variant of the floor knows echo and connect, asked for {} "
                              "of {} bytes",
                              block.workload, block.size_bytes);
        const auto exchange = wire::floor::exchange_of(static_cast<std::uint64_t>(block.size_bytes));
        if (!connection_ || connection_->exchange != exchange || block.deadline != block_.deadline) {
            if (auto connected = connect(block.deadline); !connected) return connected;
            const auto preface = encode(exchange);
            const Outcome sent = with_channel([&](auto& channel) { return channel.exchange(preface, {}); });
            if (sent != Outcome::done) return fail("sizes", sent);
            connection_->exchange = exchange;
        }
        block_ = block;
        block_.kind = on_wire(block.kind); // the same bytes each time: what they say is nothing to a socket
        recorder_ = &recorder;
        payload_ = contract::EchoPayload(block.size_bytes, block_.kind, block.seed);
        request_bytes_.assign(exchange.request_bytes, std::byte{0});
        reply_bytes_.assign(exchange.reply_bytes, std::byte{0});
        std::ranges::copy(payload_.bytes(), request_bytes_.end() - block.size_bytes);
        return {};
    }

    Result<contract::BlockReport> run() override {
        if (block_.workload == "connect") return connect_and_close();
        return with_channel([this](auto& channel) { return run_on(channel); });
    }

    void close() override {
        connection_.reset();
        context_.reset();
    }

  private:
    using Outcome = wire::floor::Outcome;
    using Plain = typename Engine::Channel;
    using Secure = wire::floor::TlsChannel<Plain>;

    /// Destroyed from the last to the first: a channel may still need its socket then.
    struct Connection {
        wire::floor::Socket socket;
        std::unique_ptr<Plain> plain;
        std::unique_ptr<Secure> secure;
        wire::floor::Exchange exchange; ///< what the server was told; 0 bytes: nothing yet
    };
    static constexpr Nanoseconds kHandshakeDeadline{5'000'000'000};

    template <class Work>
    auto with_channel(Work&& work) {
        return connection_->secure ? work(*connection_->secure) : work(*connection_->plain);
    }

    Result<void> connect(Nanoseconds deadline) {
        connection_.reset();
        auto socket = wire::floor::connect_tcp(request_.host, request_.port, deadline);
        if (!socket) return socket.error();
        auto channel = engine_->channel(socket->descriptor(), deadline);
        connection_.emplace(Connection{std::move(*socket), std::move(channel), nullptr, {}});
        if (!context_) return {};
        auto session = wire::tls::Session::connect(*context_, request_.host);
        if (!session) return session.error();
        connection_->secure = std::make_unique<Secure>(*connection_->plain, std::move(*session));
        const Outcome outcome = connection_->secure->handshake();
        if (outcome != Outcome::done) return fail("TLS handshake", outcome);
        return {};
    }

    Result<void> prepare_to_connect(const contract::BlockRequest& block, contract::Recorder& recorder) {
        connection_.reset(); // the server serves one after the other
        block_ = block;
        recorder_ = &recorder;
        const auto preface = encode(wire::floor::kOpeningHandshake);
        request_bytes_.assign(preface.size() + wire::floor::kOpeningHandshake.request_bytes, std::byte{0});
        std::ranges::copy(preface, request_bytes_.begin());
        reply_bytes_.assign(wire::floor::kOpeningHandshake.reply_bytes, std::byte{0});
        // A ticket comes with the first bytes from the server, so it takes a whole life to have one.
        if (!request_.resume) return {};
        auto lived = live_once(0);
        connection_.reset();
        return lived;
    }

    /// From the connecting to the last byte of the answer.
    Result<void> live_once(std::int64_t number) {
        if (auto connected = connect(block_.deadline); !connected) return connected;
        const Outcome outcome =
            with_channel([&](auto& channel) { return channel.exchange(request_bytes_, reply_bytes_); });
        if (outcome != Outcome::done) return fail(fmt::format("connection {}", number), outcome);
        return {};
    }

    /// The connect workload: as many bytes as an opening handshake has, there and back, on a fresh
    /// connection.
    Result<contract::BlockReport> connect_and_close() {
        std::int64_t number = 0;
        recorder_->begin(block_.duration);
        for (bool more = true; more; ++number) {
            const std::int64_t begun = recorder_->tick();
            if (auto lived = live_once(number); !lived) return lived.error();
            if (request_.resume && !connection_->secure->resumed())
                return make_error(Trouble::contender,
                                  "connection {}: a full TLS handshake where the session was to be resumed",
                                  number);
            more = recorder_->pair(begun, recorder_->tick());
            connection_.reset();
        }
        recorder_->end();
        return contract::BlockReport{.operations = number,
                                     .bytes = 0,
                                     .started_ns = recorder_->started_ns(),
                                     .ended_ns = recorder_->ended_ns()};
    }

    template <class Channel>
    Result<contract::BlockReport> run_on(Channel& channel) {
        const auto size = static_cast<std::size_t>(block_.size_bytes);
        const std::size_t header_bytes = std::min(size, contract::EchoPayload::kHeaderBytes);
        const std::span<const std::byte> header = payload_.bytes().first(header_bytes);
        std::byte* const place = request_bytes_.data() + (request_bytes_.size() - size);
        const std::span<const std::byte> reply = std::span(reply_bytes_).last(size);

        std::int64_t number = 0;
        bool more = true;
        recorder_->begin(block_.duration);
        recorder_->stamp();
        for (; more; ++number) {
            payload_.number(0, number);
            std::memcpy(place, header.data(), header_bytes);
            const Outcome outcome = channel.exchange(request_bytes_, reply_bytes_);
            if (outcome != Outcome::done) return fail(fmt::format("message {}", number), outcome);
            if (!payload_.verify(reply, block_.kind, 0, number)) return refuse(reply, number);
            more = recorder_->stamp();
        }
        if (!payload_.verify_whole(reply, block_.kind, 0, number - 1)) return refuse(reply, number - 1);
        recorder_->end();
        return contract::BlockReport{.operations = number,
                                     .bytes = number * block_.size_bytes,
                                     .started_ns = recorder_->started_ns(),
                                     .ended_ns = recorder_->ended_ns()};
    }

    Error refuse(std::span<const std::byte> reply, std::int64_t number) {
        connection_.reset();
        return payload_.mismatch(reply, block_.kind, 0, number);
    }

    Error fail(const std::string& what, Outcome outcome) {
        const auto failure = with_channel([](auto& channel) { return channel.failure(); });
        connection_.reset();
        return make_error(Trouble::contender, "{}: {}", what, describe(outcome, failure));
    }

    contract::WaitMode wait_;
    std::optional<Engine> engine_;
    std::optional<wire::tls::Context> context_;
    contract::OpenRequest request_;
    std::optional<Connection> connection_;
    contract::BlockRequest block_;
    contract::Recorder* recorder_ = nullptr;
    contract::EchoPayload payload_;
    std::vector<std::byte> request_bytes_, reply_bytes_;
};

} // namespace tare::clients
