// The workloads as CONTRACT.md says them, on messages alone: what is sent next, whether
// what came back is right, and when it is over.
#pragma once

#include "contract/cpp/echo_payload.hpp"
#include "contract/cpp/messages.hpp"
#include "contract/cpp/recorder.hpp"
#include "wire/peer/config.hpp"
#include "wire/ws/decoder.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace tare::clients {

class EchoWork {
  public:
    struct State {
        std::optional<std::int64_t> begun_ticks{}; ///< of the connect workload: when it was begun
        bool resumes_tls = false;                  ///< likewise: by a ticket, or it is of no use
        bool was_opened = false;                   ///< likewise: its close is what comes next
        std::int64_t connection = -1;
        std::int64_t message = 0;                 ///< the next to be answered
        std::int64_t sent = 0;                    ///< how many were sent: all from `message` on are under way
        std::vector<std::int64_t> sent_ticks;     ///< when; of a message at its number modulo their number
        std::vector<std::int64_t> intended_ticks; ///< of the rate workload: when it was to be sent, likewise
    };

    // What the peer calls.

    template <class Link>
    void opened(Link& link) {
        ++opened_;
        State& state = link.state();
        if (!state.begun_ticks) return;
        state.was_opened = true;
        if (state.resumes_tls && !link.tls_resumed()) {
            fail(make_error(Trouble::contender,
                            "connection {}: a full TLS handshake where the session was to be resumed",
                            operations_));
        } else {
            recorder_->pair(*state.begun_ticks, recorder_->tick());
            ++operations_;
        }
        link.close(wire::ws::CloseCode::normal);
    }

    template <class Link>
    void message(Link& link, const wire::ws::Event& event) {
        State& state = link.state();
        const contract::MessageKind kind = event.opcode == wire::ws::Opcode::text
                                               ? contract::MessageKind::text
                                               : contract::MessageKind::binary;
        if (state.message == state.sent) [[unlikely]]
            return fail(make_error(Trouble::contender, "connection {}: a message that answers nothing",
                                   state.connection));
        if (!payload_.verify(event.payload, kind, state.connection, state.message)) [[unlikely]]
            return fail(payload_.mismatch(event.payload, kind, state.connection, state.message));
        ++operations_;
        if (planned_) return answered_planned(state);
        const bool more = single_ ? recorder_->stamp()
                                  : recorder_->pair(sent_ticks(state, state.message), recorder_->tick());
        if (more) [[likely]] {
            ++state.message;
            const std::span<const std::byte> next = next_message(state);
            link.send(opcode_, next);
            return;
        }
        --outstanding_;
        const bool last = state.message + 1 == state.sent;
        if (last && !payload_.verify_whole(event.payload, kind, state.connection, state.message))
            return fail(payload_.mismatch(event.payload, kind, state.connection, state.message));
        ++state.message;
    }

    void ended(State& state, const wire::peer::Farewell& farewell) {
        ++ended_;
        if (closing_ || state.was_opened) return;
        const auto code = static_cast<unsigned>(farewell.code);
        fail(make_error(Trouble::contender, "connection {}: {}", state.connection,
                        !farewell.why.empty() ? farewell.why
                                              : fmt::format("closed by the server with code {}", code)));
    }

    // What the client calls.

    void prepare(const contract::BlockRequest& block, contract::Recorder& recorder, int connections) {
        payload_ = contract::EchoPayload(block.size_bytes, block.kind, block.seed);
        opcode_ = payload_.kind() == contract::MessageKind::text ? wire::ws::Opcode::text
                                                                 : wire::ws::Opcode::binary;
        recorder_ = &recorder;
        depth_ = block.depth;
        planned_ = block.rate_per_s > 0;
        single_ = connections == 1 && depth_ == 1 && !planned_;
        operations_ = 0;
    }
    /// Once for each connection after prepare().
    void prepare(State& state) const {
        state.message = state.sent = 0;
        state.sent_ticks.resize(static_cast<std::size_t>(planned_ ? kFirstRoom : depth_));
        state.intended_ticks.resize(planned_ ? kFirstRoom : 0);
    }

    /// The next of a connection's first messages, of which there are depth(); the caller sends them.
    [[nodiscard]] std::span<const std::byte> first_message(State& state) {
        ++outstanding_;
        return next_message(state);
    }

    /// The rate workload: the next message of a connection, which was to be sent at this tick.
    [[nodiscard]] std::span<const std::byte> planned_message(State& state, std::int64_t intended_ticks) {
        ++outstanding_;
        if (state.sent - state.message == std::ssize(state.sent_ticks)) [[unlikely]]
            make_room(state);
        const auto at = static_cast<std::size_t>(state.sent % std::ssize(state.sent_ticks));
        payload_.number(state.connection, state.sent);
        state.intended_ticks[at] = intended_ticks;
        state.sent_ticks[at] = recorder_->tick();
        ++state.sent;
        return payload_.bytes();
    }

    /// From here on it is no error that connections end.
    void begin_closing() { closing_ = true; }

    [[nodiscard]] wire::ws::Opcode opcode() const { return opcode_; }
    /// One message at a time in all: its stamps form a chain.
    [[nodiscard]] bool single() const { return single_; }
    [[nodiscard]] int depth() const { return depth_; }
    [[nodiscard]] std::size_t payload_bytes() const { return payload_.bytes().size(); }
    [[nodiscard]] int opened_connections() const { return opened_; }
    [[nodiscard]] int ended_connections() const { return ended_; }
    [[nodiscard]] std::int64_t operations() const { return operations_; }
    [[nodiscard]] bool busy() const { return outstanding_ > 0; }
    /// The first thing that went wrong since the connections were opened.
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  private:
    static constexpr int kFirstRoom = 64; ///< messages under way on one connection, to begin with

    void answered_planned(State& state) {
        const auto at = static_cast<std::size_t>(state.message % std::ssize(state.sent_ticks));
        recorder_->triple(state.intended_ticks[at], state.sent_ticks[at], recorder_->tick());
        ++state.message;
        --outstanding_;
    }
    /// Nothing bounds how many messages are under way: a server that stops must not stop the plan.
    static void make_room(State& state) {
        const auto before = std::ssize(state.sent_ticks);
        for (auto* ticks : {&state.sent_ticks, &state.intended_ticks}) {
            std::vector<std::int64_t> larger(ticks->size() * 2);
            for (std::int64_t i = state.message; i < state.sent; ++i)
                larger[static_cast<std::size_t>(i % (2 * before))] =
                    (*ticks)[static_cast<std::size_t>(i % before)];
            *ticks = std::move(larger);
        }
    }

    std::span<const std::byte> next_message(State& state) {
        payload_.number(state.connection, state.sent);
        if (!single_) sent_ticks(state, state.sent) = recorder_->tick();
        ++state.sent;
        return payload_.bytes();
    }
    [[nodiscard]] std::int64_t& sent_ticks(State& state, std::int64_t message) const {
        return state.sent_ticks[depth_ == 1 ? 0 : static_cast<std::size_t>(message % depth_)];
    }

    void fail(Error error) {
        if (!error_) error_ = std::move(error);
    }

    contract::EchoPayload payload_;
    contract::Recorder* recorder_ = nullptr;
    std::optional<Error> error_;
    std::int64_t operations_ = 0;
    int opened_ = 0, ended_ = 0, outstanding_ = 0, depth_ = 1;
    wire::ws::Opcode opcode_ = wire::ws::Opcode::binary;
    bool single_ = true;
    bool planned_ = false; ///< the rate workload
    bool closing_ = false;
};

} // namespace tare::clients
