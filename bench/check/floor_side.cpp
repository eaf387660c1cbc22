// The floor's exchange (CONTRACT.md, "The floor"): two lengths, then requests of the one length and replies
// of the other.
#include "bench/check/ask.hpp"
#include "bench/check/block_talk.hpp"
#include "bench/check/sides.hpp"
#include "contract/cpp/url.hpp"

#include <poll.h>

#include <array>

namespace tare::check {
namespace {

namespace json = boost::json;

constexpr std::array<std::int64_t, 6> kSizes{0, 125, 126, 65535, 65536, std::int64_t{1} << 20};

/// Bytes of a frame header: 2, or 4 from 126 bytes on, or 10 from 65 536 on (RFC 6455, 5.2).
std::int64_t header_bytes(std::int64_t size) { return size < 126 ? 2 : size < 65536 ? 4 : 10; }
std::int64_t request_bytes(std::int64_t size) { return header_bytes(size) + 4 + size; } // 4: the masking key
std::int64_t reply_bytes(std::int64_t size) { return header_bytes(size) + size; }

Bytes little_endian(std::int64_t number) {
    Bytes bytes;
    for (int i = 0; i < 8; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xff);
    return bytes;
}

std::int64_t from_little_endian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = 8; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[i]);
    return static_cast<std::int64_t>(number);
}

About about_size(std::int64_t size, bool tls) {
    return question(fmt::format("floor-length-{}{}", size, tls ? " over TLS" : ""), "contract, The floor",
                    tls ? std::vector<std::string>{"tls"} : std::vector<std::string>{});
}

Verdict exchange_with_server(std::uint16_t port, const TlsContext& tls, std::int64_t size,
                             Nanoseconds patience) {
    auto stream = Stream::connect(port, tls);
    if (!stream) return Verdict::fail(stream.error().message);
    const auto reply_size = static_cast<std::size_t>(reply_bytes(size));
    stream->send(little_endian(request_bytes(size)) + little_endian(reply_bytes(size)));
    for (const int round : {1, 2, 3}) {
        Bytes request;
        for (std::int64_t i = 0; i < request_bytes(size); ++i) request += static_cast<char>(i * 7 + round);
        // In two pieces: a request is its length of bytes, not what one read returns.
        stream->send(request.substr(0, request.size() / 2));
        stream->wait([] { return false; }, Nanoseconds(100'000));
        stream->send(request.substr(request.size() / 2));
        stream->wait([&] { return stream->inbox().size() >= reply_size; }, patience);
        const Bytes expected = request.substr(request.size() - reply_size);
        if (stream->inbox() != expected) {
            return Verdict::fail(
                fmt::format("request {}: {}", round, show_difference(expected, stream->inbox())));
        }
        stream->inbox().clear();
    }
    return Verdict::pass();
}

/// The checker as a floor server. `wrong_byte` of the payload of message `wrong_at` is inverted; or it gets
/// no answer at all.
class FloorServer {
  public:
    struct Trouble {
        std::int64_t message = -1;
        std::optional<std::int64_t> wrong_byte;
    };
    FloorServer(Listener& listener, std::int64_t size, Trouble trouble)
        : listener_(listener), size_(size), trouble_(trouble) {}

    void pump() {
        std::vector<pollfd> watched{{listener_.fd(), POLLIN, 0}};
        for (const auto& peer : peers_) {
            if (peer.stream->ended()) continue;
            watched.push_back({peer.stream->fd(),
                               static_cast<short>(POLLIN | (peer.stream->wants_write() ? POLLOUT : 0)), 0});
        }
        ::poll(watched.data(), watched.size(), 1);
        while (auto stream = listener_.accept()) peers_.push_back({std::move(stream), 0, 0});
        for (Peer& peer : peers_) serve(peer);
    }

    [[nodiscard]] std::int64_t messages() const { return messages_; }
    [[nodiscard]] const std::string& complaint() const { return complaint_; }

  private:
    struct Peer {
        std::unique_ptr<Stream> stream;
        std::int64_t request = 0, reply = 0; ///< the announced lengths, 0 before
    };

    void serve(Peer& peer) {
        peer.stream->progress();
        Bytes& inbox = peer.stream->inbox();
        if (peer.request == 0) {
            if (inbox.size() < 16) return;
            peer.request = from_little_endian(std::string_view(inbox).substr(0, 8));
            peer.reply = from_little_endian(std::string_view(inbox).substr(8, 8));
            inbox.erase(0, 16);
            if (peer.request != request_bytes(size_) || peer.reply != reply_bytes(size_)) {
                complaint_ = fmt::format("announces {} and {} bytes, expected {} and {}", peer.request,
                                         peer.reply, request_bytes(size_), reply_bytes(size_));
            }
        }
        while (complaint_.empty() && static_cast<std::int64_t>(inbox.size()) >= peer.request) {
            answer(peer, inbox.substr(0, static_cast<std::size_t>(peer.request)));
            inbox.erase(0, static_cast<std::size_t>(peer.request));
        }
    }

    void answer(Peer& peer, const Bytes& request) {
        Bytes reply = request.substr(request.size() - static_cast<std::size_t>(peer.reply));
        const std::int64_t message = messages_++;
        if (message == trouble_.message) {
            if (!trouble_.wrong_byte) return;
            char& wrong = reply[static_cast<std::size_t>(header_bytes(size_) + *trouble_.wrong_byte)];
            wrong = static_cast<char>(~wrong);
        }
        peer.stream->send(reply);
    }

    Listener& listener_;
    std::int64_t size_;
    Trouble trouble_;
    std::vector<Peer> peers_;
    std::int64_t messages_ = 0;
    std::string complaint_;
};

struct FloorBlock {
    std::int64_t size = 0;
    FloorServer::Trouble trouble;
    bool tls = false;
};

/// `shown`: the message that is to be answered wrongly has come.
Verdict exchange_once(run::ClientEnd& client, const FloorBlock& block, const Setup& setup, int duration_ms,
                      bool& shown) {
    const auto context = server_context(setup.tls);
    auto listener = Listener::open(block.tls && context ? *context : nullptr);
    if (!listener) return Verdict::fail(listener.error().message);
    FloorServer server(*listener, block.size, block.trouble);
    const Command command = [&](const json::object& asked, Nanoseconds more) {
        return ask(
            client.process(), asked, [&] { server.pump(); }, setup.patience + more);
    };
    json::object open{
        {"do", "open"},
        {"url", fmt::format("{}://127.0.0.1:{}/echo", block.tls ? "wss" : "ws", listener->port())},
        {"connections", 1}};
    if (block.tls) open["ca_file"] = setup.tls.certificate.string();
    const auto opened = command(open, Nanoseconds{0});
    if (!opened) return Verdict::fail(opened.error().message);
    if (const std::string error = error_in(*opened); !error.empty()) return Verdict::fail(error);
    BlockTask task;
    task.spec.size_bytes = block.size;
    task.spec.duration_ms = duration_ms;
    task.spec.deadline_ms = 300;
    task.runs = block.trouble.message < 0;
    task.times_file = setup.folder / "check-times";
    Verdict verdict = talk_through_block(task, command, [&] { return server.messages(); });
    const auto closed = command({{"do", "close"}}, Nanoseconds{0});
    shown = server.messages() > block.trouble.message;
    if (!server.complaint().empty()) return Verdict::fail(server.complaint());
    if (verdict.status == Status::pass && !closed) return Verdict::fail(closed.error().message);
    return verdict;
}

/// A block that was too short for a fault to show, on a machine that is busy with others, is done again,
/// longer.
Verdict exchange_with_client(run::ClientEnd& client, const FloorBlock& block, const Setup& setup) {
    constexpr int kUsualMs = 5, kLongMs = 250;
    bool shown = false;
    const Verdict verdict = exchange_once(client, block, setup, kUsualMs, shown);
    return shown ? verdict : exchange_once(client, block, setup, kLongMs, shown);
}

} // namespace

void check_floor_server(const run::EndStart& start, const Setup& setup, Sheet& sheet) {
    auto server =
        run::ServerEnd::start(start, start.variant->can.tls ? std::optional(setup.tls) : std::nullopt);
    sheet.put(question("start", "contract, Server"),
              server ? Verdict::pass() : Verdict::fail(server.error().message));
    if (!server) return;
    for (const bool tls : {false, true}) {
        for (const std::int64_t size : kSizes) {
            sheet.ask(about_size(size, tls), "", [&] {
                const auto url = server->url({.transport = tls ? core::Transport::wss : core::Transport::ws});
                if (!url) return Verdict::fail(url.error().message);
                const auto context =
                    tls ? client_context(setup.tls.certificate, TlsVersion::v1_3, TlsVersion::v1_3)
                        : Result<TlsContext>(TlsContext{});
                if (!context) return Verdict::fail(context.error().message);
                const auto parts = contract::parse_url(*url);
                return exchange_with_server(parts ? parts->port : std::uint16_t{0}, *context, size,
                                            setup.patience);
            });
        }
    }
    sheet.ask(question("end", "contract, Server"), "", [&] {
        return server->process().stop()
                   ? Verdict::pass()
                   : Verdict::fail("does not end within 5 s of SIGTERM and the end of stdin");
    });
}

void check_floor_client(const run::EndStart& start, const Setup& setup, Sheet& sheet) {
    auto client = run::ClientEnd::start(start);
    sheet.put(question("start", "contract, Client"),
              client ? Verdict::pass() : Verdict::fail(client.error().message));
    if (!client) return;
    for (const bool tls : {false, true}) {
        for (const std::int64_t size : kSizes) {
            sheet.ask(about_size(size, tls), "", [&] {
                return exchange_with_client(*client, {size, {}, tls}, setup);
            });
        }
    }
    const auto ask_wrong = [&](const char* id, FloorServer::Trouble trouble) {
        sheet.ask(question(id, "contract, Verify"), "", [&] {
            return exchange_with_client(*client, {32, trouble, false}, setup);
        });
    };
    ask_wrong("floor-wrong-payload-of-message-0", {0, 31});
    ask_wrong("floor-wrong-number", {3, 8});
    ask_wrong("floor-dropped", {3, std::nullopt});
    sheet.ask(question("end", "contract, Client"), "", [&] {
        return client->process().stop()
                   ? Verdict::pass()
                   : Verdict::fail("does not end within 5 s of SIGTERM and the end of stdin");
    });
}

} // namespace tare::check
