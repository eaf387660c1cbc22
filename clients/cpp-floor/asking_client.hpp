// The floor's client of stream and transfer: one connection, and what is asked over it.
#pragma once

#include "contract/cpp/client.hpp"
#include "contract/cpp/stream_messages.hpp"
#include "contract/cpp/transfer_file.hpp"
#include "wire/floor/asks.hpp"
#include "wire/floor/sockets.hpp"
#include "wire/floor/tls_channel.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tare::clients {

template <class Engine>
class AskingClient final : public contract::Client {
  public:
    explicit AskingClient(contract::WaitMode wait) : wait_(wait) {}

    Result<void> open(const contract::OpenRequest& request) override {
        if (request.connections != 1)
            return make_error(Trouble::usage, "open: the floor has one connection, asked for {}",
                              request.connections);
        auto engine = Engine::create(wait_);
        if (!engine) return engine.error();
        engine_ = std::move(*engine);
        if (request.tls) {
            auto context = wire::tls::Context::client(request.ca_file);
            if (!context) return context.error();
            context_ = std::move(*context);
        }
        request_ = request;
        return {};
    }

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        block_ = block;
        recorder_ = &recorder;
        if (!connection_)
            if (auto connected = connect(); !connected) return connected;
        buffer_.resize(wire::floor::kPieceBytes);
        if (block.workload == "transfer") return prepare_file();
        if (block.workload != "stream")
            return make_error(Trouble::usage, "block: {} has a path of its own, and {} was opened",
                              block.workload, request_.path);
        check_ = contract::StreamCheck(contract::stream_request(block));
        std::string answer(contract::kReadyToPush.size(), '\0');
        const Outcome outcome = exchange(wire::floor::ask_of(contract::stream_request_line(check_.request())),
                                         std::as_writable_bytes(std::span(answer)));
        if (outcome != Outcome::done) return lost("stream", outcome);
        if (answer != contract::kReadyToPush)
            return make_error(Trouble::contender, "a stream was asked for, and the answer is \"{}\"", answer);
        ask_ = wire::floor::ask_of(contract::kPush);
        return {};
    }

    Result<contract::BlockReport> run() override {
        recorder_->begin(block_.duration);
        auto operations = block_.workload == "stream" ? take_streams() : transfer_files();
        recorder_->end();
        if (!operations) {
            connection_.reset();
            return operations.error();
        }
        return contract::BlockReport{*operations, *operations * block_.size_bytes, recorder_->started_ns(),
                                     recorder_->ended_ns()};
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
    };

    template <class Work>
    auto with_channel(Work&& work) {
        return connection_->secure ? work(*connection_->secure) : work(*connection_->plain);
    }
    Outcome exchange(std::span<const std::byte> out, std::span<std::byte> in) {
        return with_channel([&](auto& channel) { return channel.exchange(out, in); });
    }
    Outcome exchange_some(std::span<const std::byte> out, std::span<std::byte> in, std::size_t& received) {
        return with_channel([&](auto& channel) { return channel.exchange_some(out, in, received); });
    }

    Result<void> connect() {
        auto socket = wire::floor::connect_tcp(request_.host, request_.port, block_.deadline);
        if (!socket) return socket.error();
        auto channel = engine_->channel(socket->descriptor(), block_.deadline);
        connection_.emplace(Connection{std::move(*socket), std::move(channel), nullptr});
        if (context_) {
            auto session = wire::tls::Session::connect(*context_, request_.host);
            if (!session) return session.error();
            connection_->secure = std::make_unique<Secure>(*connection_->plain, std::move(*session));
            if (const Outcome outcome = connection_->secure->handshake(); outcome != Outcome::done)
                return lost("TLS handshake", outcome);
        }
        const auto preface =
            wire::floor::encode({.request_bytes = 1, .reply_bytes = 1, .kind = wire::floor::Kind::asks});
        if (const Outcome outcome = exchange(preface, {}); outcome != Outcome::done)
            return lost("preface", outcome);
        return {};
    }

    Result<void> prepare_file() {
        const contract::FileRequest file{block_.size_bytes, block_.seed, block_.fragment_bytes};
        file_ = contract::make_file(file);
        const std::string sha256 = contract::sha256_hex(file_);
        std::string answer(contract::file_answer_line(sha256).size(), '\0');
        const auto asked = wire::floor::ask_of(contract::file_request_line(file));
        const Outcome outcome = exchange(asked, std::as_writable_bytes(std::span(answer)));
        if (outcome != Outcome::done) return lost("file", outcome);
        if (auto same = contract::check_file_answer(answer, sha256); !same) return same;
        if (block_.upwards) {
            ask_.assign(wire::floor::kAskHeadBytes + file_.size(), std::byte{0});
            contract::put_little_endian(ask_.data(), file_.size());
            std::ranges::copy(file_, ask_.begin() + wire::floor::kAskHeadBytes);
        } else {
            ask_ = wire::floor::ask_of(contract::kGetFile);
        }
        return {};
    }

    Result<std::int64_t> take_streams() {
        const auto size = static_cast<std::size_t>(block_.size_bytes);
        const std::size_t frame = wire::floor::frame_header_bytes(size) + size;
        std::vector<std::byte>& room = buffer_;
        if (room.size() < 2 * frame) room.resize(2 * frame);
        std::int64_t operations = 0;
        for (bool more = true; more;) {
            std::span<const std::byte> out = ask_;
            std::size_t kept = 0;
            for (std::int64_t number = 0; number < check_.request().messages;) {
                std::size_t got = 0;
                const Outcome outcome = exchange_some(out, std::span(room).subspan(kept), got);
                if (outcome != Outcome::done) return lost(fmt::format("message {}", number), outcome);
                out = {};
                std::size_t at = 0;
                for (kept += got; kept - at >= frame; at += frame, ++number) {
                    const auto message = std::span<const std::byte>(room).subspan(at + frame - size, size);
                    StampNs handed_ns = 0;
                    if (!check_.verify(message, check_.request().kind, number, handed_ns))
                        return check_.mismatch(message, check_.request().kind, number);
                    more = recorder_->pair_sent_at(handed_ns);
                    ++operations;
                }
                kept -= at;
                if (kept > 0 && at > 0) std::memmove(room.data(), room.data() + at, kept);
            }
            more = more && check_.request().rate_per_s == 0;
        }
        return operations;
    }

    Result<std::int64_t> transfer_files() {
        const std::string got_it = contract::got_line(block_.size_bytes);
        std::string answer(got_it.size(), '\0');
        recorder_->stamp();
        std::int64_t operations = 0;
        for (bool more = true; more; ++operations) {
            if (block_.upwards) {
                const Outcome outcome = exchange(ask_, std::as_writable_bytes(std::span(answer)));
                if (outcome != Outcome::done) return lost(fmt::format("upload {}", operations), outcome);
                if (answer != got_it)
                    return make_error(Trouble::contender, "an upload was answered with \"{}\"", answer);
            } else if (auto taken = take_file(); !taken) {
                return taken.error();
            }
            more = recorder_->stamp();
        }
        return operations;
    }

    /// Compared piece by piece, while it is in the cache.
    Result<void> take_file() {
        const std::uint64_t frames =
            wire::floor::file_frames_bytes(file_.size(), static_cast<std::uint64_t>(block_.fragment_bytes));
        const std::size_t headers = frames - file_.size();
        std::span<const std::byte> out = ask_;
        for (std::size_t at = 0; at < frames;) {
            std::size_t got = 0;
            const auto room = std::span(buffer_).first(std::min(buffer_.size(), frames - at));
            const Outcome outcome = exchange_some(out, room, got);
            if (outcome != Outcome::done) return lost("a file", outcome);
            out = {};
            const std::size_t skipped = std::min(headers > at ? headers - at : 0, got);
            const auto here = std::span<const std::byte>(buffer_).subspan(skipped, got - skipped);
            const auto expected =
                std::span<const std::byte>(file_).subspan(at + skipped - headers, here.size());
            if (!here.empty() && std::memcmp(here.data(), expected.data(), here.size()) != 0)
                return contract::file_mismatch(here, expected);
            at += got;
        }
        return {};
    }

    Error lost(const std::string& what, Outcome outcome) {
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
    contract::StreamCheck check_;
    std::vector<std::byte> ask_, file_, buffer_;
};

} // namespace tare::clients
