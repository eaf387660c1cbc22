// The floor's client of many connections, or of many messages outstanding on each: one thread and one epoll
// instance.
#pragma once

#include "contract/cpp/client.hpp"
#include "contract/cpp/echo_payload.hpp"
#include "contract/cpp/keep_to_schedule.hpp"
#include "wire/floor/epoll.hpp"
#include "wire/floor/exchange.hpp"
#include "wire/floor/sockets.hpp"
#include "wire/io/socket.hpp"

#include <algorithm>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace tare::clients {

class ManyClient final : public contract::Client {
  public:
    explicit ManyClient(contract::WaitMode wait) : wait_(wait), shared_(wire::floor::Pieces::kSharedBytes) {}

    Result<void> open(const contract::OpenRequest& request) override {
        if (request.tls) return make_error(Trouble::usage, "open: this variant of the floor has no TLS");
        wire::io::raise_descriptor_limit();
        request_ = request;
        // A block makes its own connections (they say the sizes first); these show that there is a server.
        return connect(kHandshakeDeadline);
    }

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        const auto exchange = wire::floor::exchange_of(static_cast<std::uint64_t>(block.size_bytes));
        if (peers_.empty() || exchange != exchange_) {
            if (auto connected = connect(block.deadline); !connected) return connected;
            const auto preface = encode(exchange);
            for (auto& peer : peers_) {
                if (!peer.requests.send(peer.socket.descriptor(), preface)) return lost(peer, "sizes");
                peer.replies.set_size(exchange.reply_bytes);
            }
            exchange_ = exchange;
        }
        if (!epoll_->pulse(block.deadline / 4, kPulse))
            return make_error(Trouble::environment, "epoll: cannot watch a timer");
        block_ = block;
        block_.kind = on_wire(block.kind); // the same bytes each time: what they say is nothing to a socket
        recorder_ = &recorder;
        payload_ = contract::EchoPayload(block.size_bytes, block_.kind, block.seed);
        planned_ = block.rate_per_s > 0;
        single_ = peers_.size() == 1 && block.depth == 1 && !planned_;
        if (!planned_) epoll_->set_wait(wait_);
        // As many requests in a row as may have to be sent at once; only their headers change.
        const auto most =
            std::max<std::uint64_t>(1, wire::floor::Pieces::kSharedBytes / exchange.request_bytes);
        const auto in_a_row = std::min(static_cast<std::uint64_t>(block.depth), most);
        requests_.assign(in_a_row * exchange.request_bytes, std::byte{0});
        for (std::uint64_t i = 1; i <= in_a_row; ++i)
            std::ranges::copy(payload_.bytes(), requests_.begin() +
                                                    static_cast<std::ptrdiff_t>(i * exchange.request_bytes) -
                                                    block.size_bytes);
        for (auto& peer : peers_) {
            peer.sent = peer.answered = 0;
            peer.sent_ticks.resize(static_cast<std::size_t>(planned_ ? 0 : block.depth));
            peer.under_way.clear();
        }
        return {};
    }

    Result<contract::BlockReport> run() override {
        operations_ = 0;
        recorder_->begin(block_.duration);
        silence_ = {contract::now_ns(), 0};
        auto begun = planned_ ? keep_to_schedule() : send_first();
        while (begun && outstanding_ > 0) begun = turn();
        if (!begun) return drop(begun.error());
        recorder_->end();
        return contract::BlockReport{.operations = operations_,
                                     .bytes = operations_ * block_.size_bytes,
                                     .started_ns = recorder_->started_ns(),
                                     .ended_ns = recorder_->ended_ns(),
                                     .per_connection = shares()};
    }

    void close() override {
        peers_.clear();
        epoll_.reset();
    }

  private:
    static constexpr Nanoseconds kHandshakeDeadline{5'000'000'000};
    static constexpr std::uint64_t kPulse = ~std::uint64_t{0};

    /// A message of the rate workload: when it was to be sent, and was.
    struct Flight {
        std::int64_t intended_ticks, sent_ticks;
    };

    struct Peer {
        std::int64_t number = 0;
        wire::floor::Socket socket;
        wire::floor::Sender requests;
        wire::floor::Pieces replies;
        std::int64_t sent = 0, answered = 0;
        std::vector<std::int64_t> sent_ticks; ///< of a message at its number modulo the depth
        std::deque<Flight> under_way;         ///< of the rate workload
    };

    /// Looked at with each pulse.
    struct Silence {
        StampNs since_ns;
        std::int64_t operations;

        bool too_long(std::int64_t now_done, Nanoseconds deadline) {
            const StampNs now = contract::now_ns();
            if (now_done != operations) {
                operations = now_done;
                since_ns = now;
            }
            return now - since_ns >= deadline.count();
        }
    };

    std::optional<contract::PerConnection> shares() {
        if (peers_.size() == 1) return std::nullopt;
        shares_.clear();
        for (const Peer& peer : peers_) shares_.push_back(peer.answered);
        return contract::per_connection(shares_);
    }

    Result<void> send_first() {
        outstanding_ = static_cast<std::int64_t>(peers_.size()) * block_.depth;
        if (single_) recorder_->stamp();
        for (auto& peer : peers_)
            if (!send(peer, block_.depth)) return lost(peer, "sending");
        return {};
    }

    /// The rate workload.
    Result<void> keep_to_schedule() {
        Result<void> kept;
        std::size_t next = 0; // the connection whose turn it is
        outstanding_ = 0;
        epoll_->set_wait(contract::WaitMode::spin);
        contract::keep_to_schedule(
            block_, *recorder_,
            [&] {
                kept = turn();
                return kept.has_value();
            },
            [&](std::int64_t due) {
                Peer& peer = peers_[next];
                if (++next == peers_.size()) next = 0;
                ++outstanding_;
                peer.under_way.push_back({due, recorder_->tick()});
                if (!send(peer, 1)) kept = lost(peer, "sending");
                return kept.has_value();
            });
        return kept;
    }

    /// Waits for something and deals with it; an error ends the block.
    Result<void> turn() {
        for (const epoll_event& event : epoll_->wait()) {
            if (event.data.u64 == kPulse) {
                epoll_->take_pulse();
                if (silence_.too_long(operations_, block_.deadline))
                    return make_error(Trouble::contender, "no message for {} ms, after {} of them",
                                      block_.deadline / Milliseconds{1}, operations_);
            } else if (auto worked = look_at(peers_[event.data.u64]); !worked) {
                return worked;
            }
        }
        return {};
    }

    Result<void> connect(Nanoseconds deadline) {
        close();
        exchange_ = {};
        auto epoll = wire::floor::Epoll::create(wait_);
        if (!epoll) return epoll.error();
        epoll_.emplace(std::move(*epoll));
        peers_.resize(static_cast<std::size_t>(request_.connections));
        for (std::size_t i = 0; i < peers_.size(); ++i) {
            auto socket = wire::floor::connect_tcp(request_.host, request_.port, deadline);
            if (!socket) return in_context(fmt::format("connection {}", i), socket.error());
            wire::floor::set_non_blocking(*socket);
            peers_[i].number = static_cast<std::int64_t>(i);
            peers_[i].socket = std::move(*socket);
            if (!epoll_->watch(peers_[i].socket.descriptor(), i))
                return make_error(Trouble::environment, "epoll: cannot watch connection {}", i);
        }
        return {};
    }

    [[nodiscard]] std::int64_t& sent_ticks(Peer& peer, std::int64_t message) const {
        return peer.sent_ticks[block_.depth == 1 ? 0 : static_cast<std::size_t>(message % block_.depth)];
    }

    /// The next `count` requests.
    bool send(Peer& peer, std::int64_t count) {
        const auto request_bytes = static_cast<std::size_t>(exchange_.request_bytes);
        const auto size = static_cast<std::size_t>(block_.size_bytes);
        const std::size_t header_bytes = std::min(size, contract::EchoPayload::kHeaderBytes);
        const auto most = static_cast<std::int64_t>(requests_.size() / request_bytes);
        while (count > 0) {
            const std::int64_t now = std::min(count, most);
            for (std::int64_t i = 0; i < now; ++i, ++peer.sent) {
                payload_.number(peer.number, peer.sent);
                std::memcpy(requests_.data() + static_cast<std::size_t>(i + 1) * request_bytes - size,
                            payload_.bytes().data(), header_bytes);
                if (!single_ && !planned_) sent_ticks(peer, peer.sent) = recorder_->tick();
            }
            const auto bytes =
                std::span<const std::byte>(requests_).first(static_cast<std::size_t>(now) * request_bytes);
            if (!peer.requests.send(peer.socket.descriptor(), bytes)) return false;
            count -= now;
        }
        return true;
    }

    Result<void> look_at(Peer& peer) {
        const int descriptor = peer.socket.descriptor();
        if (!peer.requests.flush(descriptor)) return lost(peer, "sending");
        std::optional<Error> wrong;
        const auto flow = peer.replies.receive(descriptor, shared_, [&](std::span<std::byte> replies) {
            auto taken = take(peer, replies);
            if (!taken) wrong = taken.error();
            return !wrong;
        });
        if (wrong) return *wrong;
        if (flow == wire::floor::Flow::ended) return lost(peer, "receiving");
        return {};
    }

    /// Of the message that is answered now. Whether another is to be sent for it.
    bool record(Peer& peer) {
        if (single_) return recorder_->stamp();
        if (!planned_) return recorder_->pair(sent_ticks(peer, peer.answered), recorder_->tick());
        const Flight flight = peer.under_way.front();
        peer.under_way.pop_front();
        recorder_->triple(flight.intended_ticks, flight.sent_ticks, recorder_->tick());
        return false;
    }

    /// Verifies each reply, and sends as many requests as may follow.
    Result<void> take(Peer& peer, std::span<std::byte> replies) {
        const auto size = static_cast<std::size_t>(block_.size_bytes);
        std::int64_t more = 0;
        for (; !replies.empty(); replies = replies.subspan(exchange_.reply_bytes)) {
            const auto reply = replies.first(exchange_.reply_bytes).last(size);
            if (peer.answered == peer.sent)
                return make_error(Trouble::contender, "connection {}: a message that answers nothing",
                                  peer.number);
            if (!payload_.verify(reply, block_.kind, peer.number, peer.answered))
                return payload_.mismatch(reply, block_.kind, peer.number, peer.answered);
            const bool goes_on = record(peer);
            ++operations_;
            ++peer.answered;
            if (goes_on) {
                ++more;
                continue;
            }
            --outstanding_;
            if (peer.answered == peer.sent && !planned_ &&
                !payload_.verify_whole(reply, block_.kind, peer.number, peer.answered - 1))
                return payload_.mismatch(reply, block_.kind, peer.number, peer.answered - 1);
        }
        if (more > 0 && !send(peer, more)) return lost(peer, "sending");
        return {};
    }

    static Error lost(const Peer& peer, std::string_view doing) {
        return make_error(Trouble::contender, "connection {}: {}: the server closed it", peer.number, doing);
    }

    /// After a failure nothing is left of the connections.
    Error drop(Error error) {
        close();
        return error;
    }

    contract::WaitMode wait_;
    contract::OpenRequest request_;
    std::optional<wire::floor::Epoll> epoll_;
    std::vector<Peer> peers_;
    wire::floor::Exchange exchange_; ///< what the server was told; 0 bytes: nothing yet
    contract::BlockRequest block_;
    contract::Recorder* recorder_ = nullptr;
    contract::EchoPayload payload_;
    std::vector<std::byte> shared_, requests_;
    std::int64_t operations_ = 0, outstanding_ = 0;
    std::vector<std::int64_t> shares_; ///< operations of each connection
    Silence silence_{0, 0};
    bool single_ = true;
    bool planned_ = false; ///< the rate workload
};

} // namespace tare::clients
