// A blocking client for the echo workload, small enough to be understood at once, with an injection.
#pragma once

#include "bench/selftest/contenders/clients/cpp-injected/injection.hpp"
#include "contract/cpp/client.hpp"
#include "contract/cpp/echo_payload.hpp"
#include "wire/floor/plain_channel.hpp"
#include "wire/floor/sockets.hpp"
#include "wire/http/handshake.hpp"
#include "wire/ws/cpu.hpp"
#include "wire/ws/frame_writer.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tare::selftest {

class InjectedClient final : public contract::Client {
  public:
    explicit InjectedClient(const Injection& injection)
        : repeater_(injection.twice_every),
          spinner_(injection.spin_ns),
          writer_(wire::ws::Role::client, wire::ws::best_mask(wire::ws::detect_cpu_features()).run) {}

    Result<void> open(const contract::OpenRequest& request) override {
        if (request.tls || request.connections != 1)
            return make_error(Trouble::usage, "open: this client has one connection, and no TLS");
        close();
        constexpr Nanoseconds deadline{5'000'000'000};
        auto socket = wire::floor::connect_tcp(request.host, request.port, deadline);
        if (!socket) return socket.error();
        socket_ = std::move(*socket);
        channel_.emplace(socket_->descriptor(), contract::WaitMode::block, deadline);
        return upgrade(request);
    }

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        if (!channel_) return make_error(Trouble::usage, "block: no connection is open");
        if (block.workload != "echo")
            return make_error(Trouble::usage, "block: this client knows echo, asked for {}", block.workload);
        block_ = block;
        recorder_ = &recorder;
        wire::floor::set_deadline(*socket_, block.deadline);
        payload_ = contract::EchoPayload(block.size_bytes, block.kind, block.seed);
        writer_.reserve(payload_.bytes().size());
        header_ = reply_header(payload_.bytes().size());
        reply_.assign(header_.size() + payload_.bytes().size(), std::byte{0});
        return {};
    }

    Result<contract::BlockReport> run() override {
        std::int64_t number = 0;
        recorder_->begin(block_.duration);
        recorder_->stamp();
        for (bool more = true; more; ++number) {
            const int times = repeater_.again() ? 2 : 1;
            for (int i = 0; i < times; ++i)
                if (auto done = round_trip(number); !done) return done.error();
            spinner_.spin();
            more = recorder_->stamp();
        }
        if (!payload_.verify_whole(body(), block_.kind, 0, number - 1)) return mismatch(number - 1);
        recorder_->end();
        return contract::BlockReport{number, number * block_.size_bytes, recorder_->started_ns(),
                                     recorder_->ended_ns()};
    }

    void close() override {
        if (channel_) {
            // The server answers with its own close frame: two bytes of header and the code.
            std::array<std::byte, 4> farewell{};
            (void)channel_->exchange(writer_.close(wire::ws::CloseCode::normal), farewell);
        }
        channel_.reset();
        socket_.reset();
    }

  private:
    using Outcome = wire::floor::Outcome;

    Result<void> upgrade(const contract::OpenRequest& request) {
        const std::string key = wire::http::new_key();
        std::string out =
            wire::http::make_request(fmt::format("{}:{}", request.host, request.port), request.path, key);
        std::string answer;
        for (;;) {
            std::array<std::byte, 1024> chunk{};
            std::size_t received = 0;
            const auto outcome = channel_->exchange_some(std::as_bytes(std::span(out)), chunk, received);
            if (outcome != Outcome::done) return fail("handshake", outcome);
            out.clear();
            answer.append(reinterpret_cast<const char*>(chunk.data()), received);
            const auto verdict = wire::http::judge_response(answer, key);
            if (verdict.verdict == wire::http::Verdict::refused)
                return make_error(Trouble::contender, "handshake: {}", verdict.why);
            if (verdict.verdict == wire::http::Verdict::more) continue;
            if (verdict.head_bytes != answer.size())
                return make_error(Trouble::contender, "handshake: a message that answers nothing");
            return {};
        }
    }

    /// RFC 6455, section 5.2: FIN, the opcode, and the shortest length; the server does not mask.
    [[nodiscard]] std::vector<std::byte> reply_header(std::size_t size) const {
        std::vector<std::byte> header{std::byte{0x80} | static_cast<std::byte>(opcode())};
        const auto append = [&](int bytes) {
            for (int i = bytes - 1; i >= 0; --i)
                header.push_back(static_cast<std::byte>(size >> (8 * i) & 0xFF));
        };
        if (size < 126) {
            append(1);
        } else if (size < 65'536) {
            header.push_back(std::byte{126});
            append(2);
        } else {
            header.push_back(std::byte{127});
            append(8);
        }
        return header;
    }

    Result<void> round_trip(std::int64_t number) {
        payload_.number(0, number);
        const auto outcome = channel_->exchange(writer_.write(opcode(), payload_.bytes()), reply_);
        if (outcome != Outcome::done) return fail(fmt::format("message {}", number), outcome);
        if (!std::equal(header_.begin(), header_.end(), reply_.begin()))
            return make_error(Trouble::contender,
                              "message {}: the reply's frame header is not the expected one", number);
        if (!payload_.verify(body(), block_.kind, 0, number)) return mismatch(number);
        return {};
    }

    [[nodiscard]] wire::ws::Opcode opcode() const {
        return block_.kind == contract::MessageKind::text ? wire::ws::Opcode::text : wire::ws::Opcode::binary;
    }
    [[nodiscard]] std::span<const std::byte> body() const {
        return std::span(reply_).subspan(header_.size());
    }

    Error mismatch(std::int64_t number) const { return payload_.mismatch(body(), block_.kind, 0, number); }
    Error fail(const std::string& what, Outcome outcome) const {
        return make_error(Trouble::contender, "{}: {}", what,
                          wire::floor::describe(outcome, channel_->failure()));
    }

    Repeater repeater_;
    Spinner spinner_;
    wire::ws::FrameWriter writer_;
    std::optional<wire::floor::Socket> socket_;
    std::optional<wire::floor::PlainChannel> channel_;
    contract::BlockRequest block_;
    contract::Recorder* recorder_ = nullptr;
    contract::EchoPayload payload_;
    std::vector<std::byte> header_, reply_;
};

} // namespace tare::selftest
