// stream, transfer and broadcast on Beast's asynchronous streams: one read and one write under way on a
// connection at most, as they want it. What is said and verified is in contract/cpp/works.
#pragma once

#include "clients/cpp-beast/connect.hpp"
#include "clients/cpp-beast/fleet_client.hpp"
#include "contract/cpp/recorder.hpp"
#include "contract/cpp/works/asking_work.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tare::clients {

/// One connection. Must outlive its operations, unless the io_context is destroyed without being run again.
template <class Kind, bool secure, class Work>
class AskingConnection {
  public:
    template <class... Args>
    AskingConnection(int number, Work& work, std::function<void()> look, Args&&... stream)
        : work_(work), look_(std::move(look)), ws_(std::forward<Args>(stream)...) {
        state_.connection = number;
    }

    Result<void> open(const contract::OpenRequest& request, Watchdog& watchdog) {
        if (auto offered = offer_deflate<Kind>(ws_, request); !offered) return offered;
        return connect<secure>(ws_, request, watchdog);
    }
    void close(Watchdog& watchdog) { disconnect(ws_, watchdog); }
    void prepare(const contract::BlockRequest& block) { set_message_options<Kind>(ws_, block); }

    // The work's voice (contract/cpp/works/asking_work.hpp).
    [[nodiscard]] typename Work::State& state() { return state_; }
    void say(std::string_view text) { send(contract::MessageKind::text, std::as_bytes(std::span(text))); }
    void send(contract::MessageKind kind, std::span<const std::byte> bytes) {
        Outgoing& next = queue(kind);
        next.own.assign(bytes.begin(), bytes.end());
        if (outbox_.size() == 1) write();
    }
    void send_large(std::span<const std::byte> bytes, std::size_t fragment_bytes) {
        Outgoing& next = queue(contract::MessageKind::binary);
        next.lent = bytes;
        next.fragment_bytes = fragment_bytes;
        if (outbox_.size() == 1) write();
    }

    /// A message is to come: reads until the work wants no more here.
    void listen() {
        if (std::exchange(listening_, true)) return;
        read();
    }

  private:
    struct Outgoing {
        contract::MessageKind kind = contract::MessageKind::binary;
        std::vector<std::byte> own;
        std::span<const std::byte> lent; ///< in its place: it stays
        std::size_t fragment_bytes = 0;

        [[nodiscard]] std::span<const std::byte> bytes() const { return lent.empty() ? own : lent; }
    };

    /// The last in the outbox, with the memory of one that has left: after the first there is no allocation.
    Outgoing& queue(contract::MessageKind kind) {
        if (spare_.empty()) spare_.emplace_back();
        outbox_.splice(outbox_.end(), spare_, spare_.begin());
        Outgoing& next = outbox_.back();
        next.kind = kind, next.lent = {}, next.fragment_bytes = 0;
        return next;
    }

    void read() {
        message_.clear();
        ws_.async_read(message_, [this](ErrorCode ec, std::size_t) {
            if (ec) return broken("receiving", ec);
            const int wanted = work_.outstanding();
            work_.message(*this, {kind_of(ws_), bytes_of(message_)});
            listening_ = work_.outstanding() == wanted && !work_.error();
            if (listening_) read();
            look_();
        });
    }

    void write() {
        const Outgoing& next = outbox_.front();
        ws_.binary(next.kind == contract::MessageKind::binary);
        if (next.fragment_bytes > 0) make_fragments(ws_, next.fragment_bytes);
        ws_.async_write(asio::buffer(next.bytes().data(), next.bytes().size()),
                        [this](ErrorCode ec, std::size_t) { ec ? broken("sending", ec) : written(); });
    }

    void written() {
        spare_.splice(spare_.end(), outbox_, outbox_.begin());
        if (!outbox_.empty()) write();
    }

    void broken(const char* what, const ErrorCode& ec) {
        work_.ended(state_.connection, fmt::format("{}: {}", what, why(ws_, ec)));
        look_();
    }

    Work& work_;
    std::function<void()> look_; ///< after whatever happened
    typename Work::State state_;
    wire::beast::StreamOf<Kind, secure> ws_;
    std::list<Outgoing> outbox_; ///< the first of them is being written
    std::list<Outgoing> spare_;
    bb::flat_buffer message_;
    bool listening_ = false;
};

template <class Kind, bool secure, class Work>
class AskingFleet {
  public:
    Result<void> open(const contract::OpenRequest& request) {
        path_ = request.path;
        if constexpr (secure) {
            if (auto trusted = trust(tls_, request.ca_file); !trusted) return trusted;
        }
        Watchdog watchdog(kHandshakeDeadline);
        for (int number = 0; number < request.connections; ++number) {
            const auto look = [this] { look_after(); };
            if constexpr (secure) {
                connections_.push_back(std::make_unique<One>(number, work_, look, context_, tls_));
            } else {
                connections_.push_back(std::make_unique<One>(number, work_, look, context_));
            }
            if (auto opened = connections_.back()->open(request, watchdog); !opened)
                return in_context(fmt::format("connection {}", number), opened.error());
        }
        return {};
    }

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder,
                         contract::WaitMode wait) {
        if (block.workload != Work::kWorkload)
            return make_error(Trouble::usage, "block: {} has a path of its own, and {} was opened",
                              block.workload, path_);
        if (auto fine = can_fragment(block); !fine) return fine;
        block_ = block;
        recorder_ = &recorder;
        for (auto& connection : connections_) connection->prepare(block);
        work_.prepare(block, recorder, static_cast<int>(connections_.size()));
        if (!work_.greets()) return {};
        for (auto& connection : connections_) {
            work_.greet(*connection);
            connection->listen();
        }
        return carry_on(wait);
    }

    Result<contract::BlockReport> run(contract::WaitMode wait) {
        recorder_->begin(block_.duration);
        work_.begin();
        running_ = true;
        start();
        const auto done = carry_on(wait);
        running_ = false;
        recorder_->end();
        if (!done) return done.error();
        return contract::BlockReport{.operations = work_.operations(),
                                     .bytes = work_.operations() * block_.size_bytes,
                                     .started_ns = recorder_->started_ns(),
                                     .ended_ns = recorder_->ended_ns()};
    }

    void close() {
        context_.restart();
        context_.poll(); // what was sent may not have been told to be
        Watchdog watchdog(kCloseDeadline);
        for (auto& connection : connections_) connection->close(watchdog);
    }

  private:
    using One = AskingConnection<Kind, secure, Work>;

    /// Says what is to be said, and listens where something will come: in a broadcast everywhere.
    void start() {
        for (int i = work_.next_start(); i >= 0; i = work_.next_start()) {
            auto& connection = *connections_[static_cast<std::size_t>(i)];
            work_.start(connection);
            connection.listen();
            if constexpr (Work::kAnswersEverywhere)
                for (auto& other : connections_) other->listen();
        }
    }

    void look_after() {
        if (running_ && !work_.error()) start();
        if (work_.error() || !work_.busy()) context_.stop();
    }

    /// Until nothing is to come any more.
    Result<void> carry_on(contract::WaitMode wait) {
        context_.restart();
        seen_ = {work_.progress(), contract::now_ns()};
        watch();
        wire::beast::run_context(context_, wait);
        timer_.cancel();
        if (silent_) return *std::exchange(silent_, std::nullopt);
        if (work_.error()) return *work_.error();
        return {};
    }

    /// Looks at a coarse interval whether something came, so that a deadline costs a message nothing.
    void watch() {
        const StampNs now = contract::now_ns();
        if (work_.progress() != seen_.progress) {
            seen_ = {work_.progress(), now};
        } else if (now - seen_.since_ns >= block_.deadline.count()) {
            silent_ = make_error(Trouble::contender, "nothing came for {} ms, after {} operations",
                                 block_.deadline / Milliseconds{1}, work_.operations());
            return context_.stop();
        }
        timer_.expires_after(std::chrono::nanoseconds(
            std::max<std::int64_t>(block_.deadline.count() / 4, Nanoseconds(Milliseconds{1}).count())));
        timer_.async_wait([this](ErrorCode ec) {
            if (!ec) watch();
        });
    }

    struct Seen {
        std::int64_t progress = 0;
        StampNs since_ns = 0;
    };

    asio::io_context context_{Kind::kConcurrency};
    asio::ssl::context tls_{asio::ssl::context::tlsv13_client};
    asio::steady_timer timer_{context_};
    std::string path_;
    Work work_;
    std::vector<std::unique_ptr<One>> connections_;
    contract::BlockRequest block_;
    contract::Recorder* recorder_ = nullptr;
    Seen seen_;
    bool running_ = false; ///< and not greeting
    std::optional<Error> silent_;
};

template <class Kind, class Work>
using AskingClient = FleetClient<AskingFleet<Kind, false, Work>, AskingFleet<Kind, true, Work>>;

} // namespace tare::clients
