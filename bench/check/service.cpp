#include "bench/check/service.hpp"

#include "contract/cpp/echo_payload.hpp"
#include "contract/cpp/recorder.hpp"
#include "contract/cpp/stream_messages.hpp"
#include "contract/cpp/transfer_file.hpp"

#include <map>
#include <optional>

namespace tare::check {
namespace {

using contract::MessageKind;

constexpr std::uint64_t kSeed = 7; // of every block that is asked here

Bytes bytes_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string_view shown(const Bytes& words) { return std::string_view(words).substr(0, 80); }

/// A Close frame with 1008, policy violation: a server's answer to what it was not to be asked.
void refuse(Peer& peer) {
    peer.stream->send(Bytes("\x88\x02\x03\xf0", 4));
    peer.stream->finish();
}

void complain(Peer& peer, std::string what) {
    if (!peer.trouble.empty()) return;
    peer.trouble = std::move(what);
    refuse(peer); // a client that gets no answer would wait until its deadline
}

class StreamService : public Service {
  public:
    explicit StreamService(const ClientVector& vector) : vector_(vector) {}

    void take(Peer& from, const Message& message, const Peers&) override {
        auto& stream = streams_[&from];
        if (message.opcode != Opcode::text)
            return complain(from, "says something binary on /stream, expected text");
        if (message.payload == contract::kPush && stream) {
            stream->source.begin();
            stream->next = 0;
            return push(from, *stream);
        }
        const auto asked = contract::parse_stream_request(message.payload);
        if (!asked)
            return complain(from, fmt::format("asks for a stream by \"{}\": {}", shown(message.payload),
                                              asked.error().message));
        const BlockSpec& block = *vector_.block;
        contract::BlockRequest wanted;
        wanted.size_bytes = block.size_bytes;
        wanted.kind = block.opcode() == Opcode::text ? MessageKind::text : MessageKind::binary;
        wanted.seed = kSeed;
        wanted.rate_per_s = block.rate_per_s;
        wanted.duration = Nanoseconds(block.duration_ms * 1'000'000);
        const auto expected = contract::stream_request(wanted);
        if (*asked != expected)
            return complain(from, fmt::format("asks for {}, expected {}", shown(message.payload),
                                              contract::stream_request_line(expected)));
        stream.emplace(*asked);
        from.stream->send(frame_of(Sender::server, Opcode::text, std::string(contract::kReadyToPush)));
    }

    void tick() override {
        for (auto& [peer, stream] : streams_)
            if (stream) push(*peer, *stream);
    }

  private:
    struct Pushed {
        explicit Pushed(const contract::StreamRequest& request) : source(request) {}
        contract::StreamSource source;
        std::int64_t next = 0;
    };

    void push(Peer& to, Pushed& stream) {
        const auto& request = stream.source.request();
        while (!stream.source.over() && stream.source.due_ns() <= contract::now_ns()) {
            const std::int64_t number = stream.next++;
            const bool last = number + 1 == request.messages;
            Bytes payload = bytes_of(stream.source.next());
            Opcode opcode = request.kind == MessageKind::text ? Opcode::text : Opcode::binary;
            const auto here = [&](Fault fault, bool at) { return vector_.fault == fault && at; };
            if (here(Fault::wrong_number, number == kFaultyMessage)) payload[0] ^= 3;
            if (here(Fault::wrong_length, number == kFaultyMessage)) payload += 'x';
            if (here(Fault::wrong_kind, number == kFaultyMessage)) opcode = Opcode::binary;
            if (here(Fault::wrong_byte_of_256, number == contract::EchoPayload::kWholeEvery))
                payload.back() ^= 1;
            if (here(Fault::wrong_byte_of_last, last)) payload.back() ^= 1;
            if (here(Fault::lacks_last, last)) return;
            to.stream->send(frame_of(Sender::server, opcode, payload));
            ++operations_;
        }
    }

    const ClientVector& vector_;
    std::map<Peer*, std::optional<Pushed>> streams_;
};

class TransferService : public Service {
  public:
    explicit TransferService(const ClientVector& vector)
        : vector_(vector),
          expected_{vector.block->size_bytes, kSeed, vector.block->fragment_bytes},
          file_(contract::make_file(expected_)) {}

    void take(Peer& from, const Message& message, const Peers&) override {
        if (message.opcode == Opcode::binary) return take_file(from, message.payload);
        if (message.payload == contract::kGetFile) {
            if (vector_.block->direction != "down")
                return complain(from, "asks for the file although it is to send it");
            ++operations_;
            return send_file(from);
        }
        const auto asked = contract::parse_file_request(message.payload);
        if (!asked || *asked != expected_)
            return complain(from,
                            fmt::format("asks for a file by \"{}\", expected \"{}\"", shown(message.payload),
                                        contract::file_request_line(expected_)));
        std::string digest = contract::sha256_hex(file_);
        if (vector_.fault == Fault::other_digest) digest.back() = digest.back() == '0' ? '1' : '0';
        from.stream->send(frame_of(Sender::server, Opcode::text, contract::file_answer_line(digest)));
    }

  private:
    void take_file(Peer& from, const Bytes& payload) {
        if (vector_.block->direction != "up") return complain(from, "sends a file although it is to get it");
        if (payload != bytes_of(file_))
            return complain(from, "sends another file: " + show_difference(bytes_of(file_), payload));
        const auto fragment = static_cast<std::size_t>(expected_.fragment_bytes);
        if (fragment > 0 && from.inbound.largest_frame != fragment)
            return complain(from, fmt::format("sends fragments of {} bytes, expected {}",
                                              from.inbound.largest_frame, fragment));
        if (vector_.fault == Fault::refuses) return refuse(from);
        ++operations_;
        const std::int64_t said = expected_.size_bytes - (vector_.fault == Fault::wrong_count ? 1 : 0);
        from.stream->send(frame_of(Sender::server, Opcode::text, contract::got_line(said)));
    }

    void send_file(Peer& to) const {
        Bytes bytes = bytes_of(file_);
        if (vector_.fault == Fault::wrong_byte) bytes[bytes.size() * 3 / 4] ^= 1;
        if (vector_.fault == Fault::too_short) bytes.pop_back();
        const std::size_t by =
            expected_.fragment_bytes > 0 ? static_cast<std::size_t>(expected_.fragment_bytes) : bytes.size();
        for (std::size_t at = 0; at < bytes.size(); at += by)
            to.stream->send(frame_of(Sender::server, at == 0 ? Opcode::binary : Opcode::continuation,
                                     bytes.substr(at, by), at + by >= bytes.size()));
    }

    const ClientVector& vector_;
    contract::FileRequest expected_;
    std::vector<std::byte> file_;
};

class BroadcastService : public Service {
  public:
    explicit BroadcastService(const ClientVector& vector)
        : vector_(vector), expected_(vector.block->size_bytes, MessageKind::binary, kSeed) {}

    void take(Peer& from, const Message& message, const Peers& all) override {
        if (!speaker_) speaker_ = &from;
        if (speaker_ != &from)
            return complain(from, "says something on /broadcast, expected all on connection 0");
        const std::int64_t number = operations_++;
        expected_.number(0, number);
        if (message.payload != bytes_of(expected_.bytes()))
            complain(from, fmt::format("message {}: {}", number,
                                       show_difference(bytes_of(expected_.bytes()), message.payload)));
        // Not to the speaker, so that what is wrong is wrong on another connection than the one it looks at
        // first.
        const Peer* const other = all.front().get() == speaker_ ? all.back().get() : all.front().get();
        for (const auto& peer : all) {
            const bool here = peer.get() == other && number == kFaultyMessage;
            Bytes payload = message.payload;
            if (here && vector_.fault == Fault::wrong_number) payload[8] ^= 1;
            if (peer.get() == other && number == 0 && vector_.fault == Fault::wrong_byte) payload.back() ^= 1;
            if (here && vector_.fault == Fault::lacks_last) continue;
            peer->stream->send(frame_of(Sender::server, message.opcode, payload));
            if (here && vector_.fault == Fault::twice)
                peer->stream->send(frame_of(Sender::server, message.opcode, payload));
        }
    }

  private:
    const ClientVector& vector_;
    contract::EchoPayload expected_;
    const Peer* speaker_ = nullptr; ///< connection 0, as the client numbers them
};

} // namespace

std::unique_ptr<Service> make_service(const ClientVector& vector) {
    if (vector.path == "/stream") return std::make_unique<StreamService>(vector);
    if (vector.path == "/transfer") return std::make_unique<TransferService>(vector);
    if (vector.path == "/broadcast") return std::make_unique<BroadcastService>(vector);
    return nullptr;
}

} // namespace tare::check
