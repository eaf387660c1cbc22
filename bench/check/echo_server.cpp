#include "bench/check/echo_server.hpp"

#include "bench/check/service.hpp"

#include <poll.h>

#include <algorithm>

namespace tare::check {
namespace {

Bytes close_frame(const CloseSeen& close) {
    if (!close.code) return Bytes("\x88\x00", 2);
    const int code = *close.code;
    return Bytes("\x88\x02", 2) + static_cast<char>(code >> 8) + static_cast<char>(code & 0xff);
}

const std::vector<std::string> kUsualHead{"HTTP/1.1 101 Switching Protocols", "Upgrade: websocket",
                                          "Connection: Upgrade", "Sec-WebSocket-Accept: {accept}"};

/// The header of CONTRACT.md, "The echo workload", for this message; `connection` as the client numbers it.
Bytes header_of(Opcode kind, std::int64_t connection, std::int64_t message) {
    if (kind == Opcode::text) return fmt::format("{:04x}{:012x}", connection, message);
    Bytes header;
    for (const std::int64_t number : {connection, message}) {
        for (int i = 0; i < 8; ++i) header += static_cast<char>(number >> (8 * i) & 0xff);
    }
    return header;
}

} // namespace

EchoServer::EchoServer(Listener& listener, const ClientVector& vector)
    : listener_(listener), vector_(vector), service_(make_service(vector)) {}

EchoServer::~EchoServer() = default;

std::string trouble_in_request(const Head& head, std::string_view host, std::string_view path,
                               bool offers_deflate) {
    if (const auto expected = fmt::format("GET {} HTTP/1.1", path); head.first_line != expected) {
        return fmt::format("asks for \"{}\", expected \"{}\"", head.first_line, expected);
    }
    if (head.field("host") != host) {
        return fmt::format("sends \"Host: {}\", expected \"{}\"", head.field("host"), host);
    }
    if (!has_token(head.field("upgrade"), "websocket")) {
        return fmt::format("sends \"Upgrade: {}\", expected websocket", head.field("upgrade"));
    }
    if (!has_token(head.field("connection"), "upgrade")) {
        return fmt::format("sends \"Connection: {}\", expected Upgrade in it", head.field("connection"));
    }
    if (head.field("sec-websocket-version") != "13") {
        return fmt::format("sends \"Sec-WebSocket-Version: {}\", expected 13",
                           head.field("sec-websocket-version"));
    }
    if (!is_key(head.field("sec-websocket-key"))) {
        return fmt::format("sends \"Sec-WebSocket-Key: {}\", expected 16 bytes in base64",
                           head.field("sec-websocket-key"));
    }
    if (offers_deflate) {
        const auto offer = read_deflate(head.field("sec-websocket-extensions"), true);
        return offer ? std::string() : offer.error().message;
    }
    if (head.fields.contains("sec-websocket-extensions")) {
        return fmt::format("offers \"Sec-WebSocket-Extensions: {}\" without being asked to",
                           head.field("sec-websocket-extensions"));
    }
    return {};
}

void EchoServer::pump() {
    std::vector<pollfd> watched{{listener_.fd(), POLLIN, 0}};
    for (const auto& peer : peers_) {
        if (peer->stream->ended()) continue;
        watched.push_back({peer->stream->fd(),
                           static_cast<short>(POLLIN | (peer->stream->wants_write() ? POLLOUT : 0)), 0});
    }
    ::poll(watched.data(), watched.size(), 1);
    while (auto stream = listener_.accept()) {
        peers_.push_back(std::make_unique<Peer>());
        peers_.back()->stream = std::move(stream);
    }
    for (const auto& peer : peers_) serve(*peer);
    if (service_) service_->tick();
}

void EchoServer::serve(Peer& peer) {
    Stream& stream = *peer.stream;
    stream.progress();
    if (!peer.request) {
        peer.request = take_head(stream.inbox());
        if (!peer.request) return;
        answer_request(peer);
    }
    peer.inbound.take(stream.inbox());
    while (!peer.inbound.messages.empty() && !stream.ended()) {
        Message message = std::move(peer.inbound.messages.front());
        peer.inbound.messages.pop_front();
        peer.waiting.push_back(std::move(message));
        if (!is_deep_enough(peer)) continue;
        for (; !peer.waiting.empty(); peer.waiting.pop_front())
            answer_message(peer, std::move(peer.waiting.front()));
    }
    for (; !peer.inbound.pings.empty(); peer.inbound.pings.pop_front()) {
        const Bytes& ping = peer.inbound.pings.front();
        Bytes pong{'\x8a', static_cast<char>(ping.size())};
        pong += ping;
        stream.send(pong);
    }
    if (peer.inbound.close && !peer.close_answered) {
        peer.close_answered = true;
        stream.send(close_frame(*peer.inbound.close));
        stream.finish();
    }
}

void EchoServer::answer_request(Peer& peer) {
    peer.trouble = trouble_in_request(*peer.request, fmt::format("127.0.0.1:{}", listener_.port()),
                                      vector_.path, vector_.deflate);
    Bytes head;
    std::vector<std::string> lines = vector_.head.empty() ? kUsualHead : vector_.head;
    if (vector_.deflate && vector_.head.empty())
        lines.emplace_back("Sec-WebSocket-Extensions: permessage-deflate");
    for (std::string line : lines) {
        if (constexpr std::string_view kField = "Sec-WebSocket-Extensions: "; line.starts_with(kField)) {
            if (const auto agreed = read_deflate(line.substr(kField.size()), false))
                peer.inbound.inflate = inflate_for(*agreed, false);
        }
        if (const auto at = line.find("{accept}"); at != std::string::npos) {
            line.replace(at, 8, accept_for(peer.request->field("sec-websocket-key")));
        }
        head += line + "\r\n";
    }
    head += "\r\n";
    const std::size_t by = vector_.head_by == 0 ? head.size() : vector_.head_by;
    for (std::size_t at = 0; at < head.size(); at += by) {
        const bool last = at + by >= head.size();
        peer.stream->send(head.substr(at, by) + (last ? vector_.after_head : Bytes{}));
        if (!last) peer.stream->wait([] { return false; }, Nanoseconds(100'000));
    }
    if (!vector_.opens) peer.stream->finish();
}

bool EchoServer::is_deep_enough(const Peer& peer) const {
    const int depth = vector_.block ? vector_.block->depth : 1;
    return peer.messages > 0 || std::ssize(peer.waiting) >= depth;
}

void EchoServer::answer_message(Peer& peer, Message message) {
    if (service_) {
        ++peer.messages;
        return service_->take(peer, message, peers_);
    }
    if (peer.trouble.empty()) look_at(peer, message);
    const auto reply = vector_.replies.find(peer.messages);
    ++peer.messages;
    if (reply == vector_.replies.end()) {
        peer.stream->send(frame_of(Sender::server, message.opcode, message.payload));
    } else {
        // The template was tried when the vector was read.
        peer.stream->send(render_reply(reply->second.bytes, message.payload, peer.previous).value());
        if (reply->second.then == Reply::Then::end) peer.stream->finish();
        if (reply->second.then == Reply::Then::reset) peer.stream->reset();
    }
    peer.previous = std::move(message.payload);
}

void EchoServer::look_at(Peer& peer, const Message& message) const {
    const BlockSpec& block = *vector_.block;
    const auto complain = [&](std::string what) {
        peer.trouble = fmt::format("message {}: {}", peer.messages, std::move(what));
    };
    if (message.opcode != block.opcode()) {
        return complain(
            fmt::format("is {}, expected {}", to_string(message.opcode), to_string(block.opcode())));
    }
    if (vector_.compressed && !message.compressed) return complain("is not compressed");
    if (static_cast<std::int64_t>(message.payload.size()) != block.size_bytes) {
        return complain(fmt::format("has {} bytes, expected {}", message.payload.size(), block.size_bytes));
    }
    // Connections may arrive in any order, so with several of them the first number is the client's word.
    const std::size_t from = block.connections == 1 ? 0 : block.opcode() == Opcode::text ? 4 : 8;
    const Bytes header = header_of(block.opcode(), 0, peer.messages);
    const std::size_t headed = std::min<std::size_t>(16, message.payload.size());
    if (from < headed && message.payload.substr(from, headed - from) != header.substr(from, headed - from)) {
        return complain("its number: " +
                        show_difference(header.substr(0, headed), message.payload.substr(0, headed)));
    }
    if (message.payload.size() <= 16) return;
    const auto number = static_cast<std::size_t>(peer.messages);
    const Bytes& known = number < vector_.pieces.size() ? vector_.pieces[number] : vector_.payload;
    const Bytes given = known.substr(0, message.payload.size() - 16);
    if (message.payload.substr(16, given.size()) != given) {
        complain("from byte 16 on: " + show_difference(given, message.payload.substr(16, given.size())));
    }
}

bool EchoServer::came_far_enough() const {
    return vector_.needs_messages == 0 || std::any_of(peers_.begin(), peers_.end(), [&](const auto& peer) {
               return peer->messages >= vector_.needs_messages;
           });
}

std::int64_t EchoServer::operations() const {
    if (service_) return service_->operations();
    if (vector_.block && vector_.block->connects) return lives();
    std::int64_t echoed = 0;
    for (const auto& peer : peers_) echoed += peer->messages;
    return echoed;
}

std::int64_t EchoServer::lives() const {
    return std::count_if(peers_.begin(), peers_.end(), [](const auto& peer) {
        return peer->request && peer->trouble.empty() && peer->close_answered &&
               peer->inbound.close->code == 1000;
    });
}

bool EchoServer::all_ended() const {
    return std::all_of(peers_.begin(), peers_.end(), [](const auto& peer) { return peer->stream->ended(); });
}

} // namespace tare::check
