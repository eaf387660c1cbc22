// The floor's client of broadcast: one request at a time, which comes back on every connection.
#pragma once

#include "contract/cpp/client.hpp"
#include "contract/cpp/echo_payload.hpp"
#include "wire/floor/epoll.hpp"
#include "wire/floor/exchange.hpp"
#include "wire/floor/sockets.hpp"
#include "wire/io/socket.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace tare::clients {

class BroadcastClient final : public contract::Client {
  public:
    explicit BroadcastClient(contract::WaitMode wait)
        : wait_(wait), shared_(wire::floor::Pieces::kSharedBytes) {}

    Result<void> open(const contract::OpenRequest& request) override {
        if (request.tls) return make_error(Trouble::usage, "open: this variant of the floor has no TLS");
        wire::io::raise_descriptor_limit();
        request_ = request;
        return {}; // a block makes its connections: they say the sizes first
    }

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        if (block.workload != "broadcast")
            return make_error(Trouble::usage, "block: {} has a path of its own, and {} was opened",
                              block.workload, request_.path);
        auto exchange = wire::floor::exchange_of(static_cast<std::uint64_t>(block.size_bytes));
        exchange.kind = wire::floor::Kind::broadcast;
        block_ = block;
        if (peers_.empty() || exchange != exchange_)
            if (auto connected = connect(exchange); !connected) return connected;
        recorder_ = &recorder;
        payload_ = contract::EchoPayload(block.size_bytes, on_wire(block.kind), block.seed);
        request_bytes_.assign(exchange.request_bytes, std::byte{0});
        return {};
    }

    Result<contract::BlockReport> run() override {
        recorder_->begin(block_.duration);
        std::int64_t number = 0;
        Result<void> fine;
        for (bool more = true; more && fine; ++number) {
            const std::int64_t sent = recorder_->tick();
            fine = send(number);
            pending_ = peers_.size();
            while (fine && pending_ > 0) fine = turn(number);
            more = recorder_->pair(sent, recorder_->tick());
        }
        recorder_->end();
        if (!fine) {
            close();
            return fine.error();
        }
        return contract::BlockReport{number, number * block_.size_bytes, recorder_->started_ns(),
                                     recorder_->ended_ns()};
    }

    void close() override {
        peers_.clear();
        epoll_.reset();
    }

  private:
    static constexpr std::uint64_t kPulse = ~std::uint64_t{0};

    struct Peer {
        wire::floor::Socket socket;
        wire::floor::Sender requests;
        wire::floor::Pieces replies;
    };

    Result<void> connect(const wire::floor::Exchange& exchange) {
        close();
        auto epoll = wire::floor::Epoll::create(wait_);
        if (!epoll) return epoll.error();
        epoll_.emplace(std::move(*epoll));
        peers_.resize(static_cast<std::size_t>(request_.connections));
        const auto preface = encode(exchange);
        for (std::size_t i = 0; i < peers_.size(); ++i) {
            auto socket = wire::floor::connect_tcp(request_.host, request_.port, block_.deadline);
            if (!socket) return in_context(fmt::format("connection {}", i), socket.error());
            wire::floor::set_non_blocking(*socket);
            peers_[i].socket = std::move(*socket);
            peers_[i].replies.set_size(exchange.reply_bytes);
            if (!epoll_->watch(peers_[i].socket.descriptor(), i))
                return make_error(Trouble::environment, "epoll: cannot watch connection {}", i);
            if (!peers_[i].requests.send(peers_[i].socket.descriptor(), preface)) return lost(i);
        }
        exchange_ = exchange;
        if (!epoll_->pulse(block_.deadline / 4, kPulse))
            return make_error(Trouble::environment, "epoll: cannot watch a timer");
        // The server answers a preface with an empty message, so that all are known before the first is sent.
        pending_ = peers_.size();
        greeting_ = true;
        Result<void> fine;
        while (fine && pending_ > 0) fine = turn(0);
        greeting_ = false;
        return fine;
    }

    Result<void> send(std::int64_t number) {
        payload_.number(0, number);
        std::ranges::copy(payload_.bytes(), request_bytes_.end() - block_.size_bytes);
        silent_pulses_ = 0;
        if (!peers_[0].requests.send(peers_[0].socket.descriptor(), request_bytes_)) return lost(0);
        return {};
    }

    Result<void> turn(std::int64_t number) {
        for (const epoll_event& event : epoll_->wait()) {
            if (event.data.u64 == kPulse) {
                epoll_->take_pulse();
                if (++silent_pulses_ > kSilentPulses) return silence(number);
                continue;
            }
            if (auto taken = take(event.data.u64, number); !taken) return taken;
        }
        return {};
    }

    Result<void> take(std::size_t index, std::int64_t number) {
        Peer& peer = peers_[index];
        const auto size = static_cast<std::size_t>(block_.size_bytes);
        if (!peer.requests.flush(peer.socket.descriptor())) return lost(index);
        std::optional<Error> wrong;
        const auto flow =
            peer.replies.receive(peer.socket.descriptor(), shared_, [&](std::span<std::byte> replies) {
                const auto reply = std::span<const std::byte>(replies).last(size);
                const auto kind = on_wire(block_.kind);
                if (replies.size() != exchange_.reply_bytes || pending_ == 0)
                    wrong =
                        make_error(Trouble::contender, "connection {}: a message that nobody sent", index);
                else if (!greeting_ && !payload_.verify(reply, kind, 0, number))
                    wrong = payload_.mismatch(reply, kind, 0, number);
                else
                    --pending_;
                return !wrong;
            });
        if (wrong) return *wrong;
        if (flow == wire::floor::Flow::ended) return lost(index);
        silent_pulses_ = 0;
        return {};
    }

    [[nodiscard]] Error silence(std::int64_t number) const {
        return make_error(Trouble::contender, "no message for {} ms, after {} of them",
                          block_.deadline / Milliseconds{1}, number);
    }
    static Error lost(std::size_t index) {
        return make_error(Trouble::contender, "connection {}: the server closed it", index);
    }

    static constexpr int kSilentPulses = 4; ///< a pulse is a quarter of the deadline

    contract::WaitMode wait_;
    contract::OpenRequest request_;
    std::optional<wire::floor::Epoll> epoll_;
    std::vector<Peer> peers_;
    wire::floor::Exchange exchange_;
    contract::BlockRequest block_;
    contract::Recorder* recorder_ = nullptr;
    contract::EchoPayload payload_;
    std::vector<std::byte> shared_, request_bytes_;
    std::size_t pending_ = 0;
    int silent_pulses_ = 0;
    bool greeting_ = false;
};

} // namespace tare::clients
