#include "bench/check/services.hpp"

#include "bench/check/http.hpp"
#include "bench/check/reach.hpp"
#include "contract/cpp/recorder.hpp"
#include "contract/cpp/stream_messages.hpp"
#include "contract/cpp/transfer_file.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

namespace tare::check {
namespace {

using contract::MessageKind;

constexpr int kPolicyViolation = 1008;

std::span<const std::byte> bytes_of(const Bytes& bytes) { return std::as_bytes(std::span(bytes)); }

/// One connection on a path, on which the checker is the client.
class Voice {
  public:
    Voice(const ServerAddress& address, Nanoseconds patience) : address_(address), patience_(patience) {}

    /// Empty, or what went wrong.
    std::string open(const std::string& path) {
        auto stream = Stream::connect(address_.port, address_.tls);
        if (!stream) return stream.error().message;
        stream_.emplace(std::move(*stream));
        return open_websocket(*stream_, address_.port, path, patience_);
    }

    void say(Opcode opcode, const Bytes& payload) {
        stream_->send(frame_of(Sender::client, opcode, payload));
    }
    void text(const std::string& words) { say(Opcode::text, words); }

    /// The next message; nothing when none comes, and then trouble() says what came instead.
    std::optional<Message> next() {
        stream_->wait([&] { return something_came(); }, patience_);
        if (inbound_.messages.empty()) return std::nullopt;
        Message message = std::move(inbound_.messages.front());
        inbound_.messages.pop_front();
        return message;
    }
    /// Whether a message comes although none should.
    bool hears_something(Nanoseconds meanwhile) {
        stream_->wait([&] { return something_came(); }, meanwhile);
        return !inbound_.messages.empty();
    }
    [[nodiscard]] std::string trouble() const {
        if (!inbound_.violation.empty()) return inbound_.violation;
        if (inbound_.close) return fmt::format("it closed with code {}", inbound_.close->code.value_or(1005));
        return stream_->ended() ? "it ended the connection" : "nothing came";
    }

    Verdict says(const std::string& expected) {
        const auto message = next();
        if (!message) return Verdict::fail(fmt::format("expected \"{}\", but {}", expected, trouble()));
        if (message->opcode == Opcode::text && message->payload == expected) return Verdict::pass();
        return Verdict::fail(fmt::format("expected the text \"{}\", got {} of \"{}\"", expected,
                                         to_string(message->opcode), message->payload.substr(0, 80)));
    }
    Verdict closes() {
        stream_->wait([&] { return (something_came() && inbound_.messages.empty()) || stream_->ended(); },
                      patience_);
        if (inbound_.close && inbound_.close->code == kPolicyViolation) return Verdict::pass();
        return Verdict::fail(fmt::format("expected a Close frame with {}, but {}", kPolicyViolation,
                                         inbound_.messages.empty() ? trouble() : "it answered"));
    }
    [[nodiscard]] const Inbound& inbound() const { return inbound_; }

  private:
    bool something_came() {
        inbound_.take(stream_->inbox());
        return !inbound_.messages.empty() || inbound_.close || !inbound_.violation.empty() ||
               stream_->ended();
    }

    ServerAddress address_;
    Nanoseconds patience_;
    std::optional<Stream> stream_;
    Inbound inbound_{Sender::server};
};

class Services {
  public:
    Services(const ServerAddress& address, Nanoseconds patience) : address_(address), patience_(patience) {}

    Verdict stream(MessageKind kind) {
        const contract::StreamRequest request{.messages = 100, .size_bytes = 240, .kind = kind, .seed = 7};
        Voice voice(address_, patience_);
        if (auto begun = begin_stream(voice, request); begun.status != Status::pass) return begun;
        for (int again = 0; again < 2; ++again)
            if (auto came = take_stream(voice, request); came.status != Status::pass) return came;
        return Verdict::pass();
    }

    Verdict paced_stream() {
        const contract::StreamRequest request{
            .messages = 20, .size_bytes = 64, .kind = MessageKind::binary, .seed = 9, .rate_per_s = 1000};
        Voice voice(address_, patience_);
        if (auto begun = begin_stream(voice, request); begun.status != Status::pass) return begun;
        return take_stream(voice, request);
    }

    Verdict bad_request(const std::string& path, const std::string& words) {
        Voice voice(address_, patience_);
        if (const auto why = voice.open(path); !why.empty()) return Verdict::fail(why);
        voice.text(words);
        return voice.closes();
    }

    Verdict download(std::int64_t fragment_bytes) {
        const contract::FileRequest request{
            .size_bytes = 200'000, .seed = 5, .fragment_bytes = fragment_bytes};
        Voice voice(address_, patience_);
        if (auto begun = begin_transfer(voice, request); begun.status != Status::pass) return begun;
        voice.text(std::string(contract::kGetFile));
        const auto message = voice.next();
        if (!message) return Verdict::fail(fmt::format("expected the file, but {}", voice.trouble()));
        if (message->opcode != Opcode::binary) return Verdict::fail("sent the file as a text message");
        const auto file = contract::make_file(request);
        if (!std::ranges::equal(bytes_of(message->payload), file))
            return Verdict::fail(contract::file_mismatch(bytes_of(message->payload), file).message);
        // 200 000 bytes are 3 fragments of 65 536 and one of 3 392; some libraries end with an empty one.
        const bool in_fragments = (voice.inbound().most_frames == 4 || voice.inbound().most_frames == 5) &&
                                  voice.inbound().largest_frame == 65'536;
        if (fragment_bytes > 0 && !in_fragments)
            return Verdict::fail(fmt::format(
                "expected 4 fragments of {} bytes at most, or a fifth that is empty, got {} of {}",
                fragment_bytes, voice.inbound().most_frames, voice.inbound().largest_frame));
        return Verdict::pass();
    }

    Verdict upload(bool right) {
        const contract::FileRequest request{.size_bytes = 200'000, .seed = 5};
        Voice voice(address_, patience_);
        if (auto begun = begin_transfer(voice, request); begun.status != Status::pass) return begun;
        const auto file = contract::make_file(request);
        Bytes bytes(reinterpret_cast<const char*>(file.data()), file.size());
        if (!right) bytes[150'000] = static_cast<char>(bytes[150'000] ^ 1);
        voice.say(Opcode::binary, bytes);
        return right ? voice.says(contract::got_line(request.size_bytes)) : voice.closes();
    }

    Verdict broadcast() {
        std::vector<Voice> voices;
        for (int i = 0; i < 3; ++i) voices.emplace_back(address_, patience_);
        for (Voice& voice : voices)
            if (const auto why = voice.open("/broadcast"); !why.empty()) return Verdict::fail(why);
        Voice elsewhere(address_, patience_);
        if (const auto why = elsewhere.open("/echo"); !why.empty()) return Verdict::fail(why);
        // Whoever has heard its own message is known; then all three are.
        for (std::size_t i = 0; i < voices.size(); ++i) {
            voices[i].say(Opcode::binary, fmt::format("{}{}", kFrom, i));
            for (std::size_t to = 0; to <= i; ++to)
                if (auto heard = hears(voices[to], to, Opcode::binary, fmt::format("{}{}", kFrom, i));
                    heard.status != Status::pass)
                    return heard;
        }
        for (std::size_t to = 0; to < voices.size();
             ++to) // what the earlier ones said they may have heard too
            while (voices[to].hears_something(kMoment)) voices[to].next();
        voices[1].text("to all");
        for (std::size_t to = 0; to < voices.size(); ++to)
            if (auto heard = hears(voices[to], to, Opcode::text, "to all"); heard.status != Status::pass)
                return heard;
        if (elsewhere.hears_something(kMoment)) return Verdict::fail("a connection on /echo heard it too");
        return Verdict::pass();
    }

  private:
    static constexpr Nanoseconds kMoment{50'000'000};
    static constexpr std::string_view kFrom = "from ";

    static Verdict hears(Voice& voice, std::size_t number, Opcode opcode, const std::string& expected) {
        auto message = voice.next();
        // What another said before this one was known may have reached it or not.
        while (message && message->payload != expected && message->payload.starts_with(kFrom))
            message = voice.next();
        if (!message)
            return Verdict::fail(
                fmt::format("connection {}: expected \"{}\", but {}", number, expected, voice.trouble()));
        if (message->opcode == opcode && message->payload == expected) return Verdict::pass();
        return Verdict::fail(fmt::format("connection {}: expected {} of \"{}\", got {} of \"{}\"", number,
                                         to_string(opcode), expected, to_string(message->opcode),
                                         message->payload.substr(0, 80)));
    }

    static Verdict begin_stream(Voice& voice, const contract::StreamRequest& request) {
        if (const auto why = voice.open("/stream"); !why.empty()) return Verdict::fail(why);
        voice.text(contract::stream_request_line(request));
        return voice.says(std::string(contract::kReadyToPush));
    }

    static Verdict take_stream(Voice& voice, const contract::StreamRequest& request) {
        const contract::StreamCheck check(request);
        contract::SendSchedule schedule(request.seed,
                                        static_cast<double>(std::max<std::int64_t>(1, request.rate_per_s)));
        const StampNs asked = contract::now_ns();
        std::optional<StampNs> begun; // of the schedule, as the first message has it
        voice.text(std::string(contract::kPush));
        for (std::int64_t number = 0; number < request.messages; ++number) {
            const auto message = voice.next();
            const StampNs now = contract::now_ns();
            if (!message)
                return Verdict::fail(fmt::format("message {} of a stream: {}", number, voice.trouble()));
            const auto kind = message->opcode == Opcode::text ? MessageKind::text : MessageKind::binary;
            StampNs handed = 0;
            if (!check.verify(bytes_of(message->payload), kind, number, handed))
                return Verdict::fail(check.mismatch(bytes_of(message->payload), kind, number).message);
            if (handed < asked || handed > now)
                return Verdict::fail(fmt::format("message {} of a stream says {} ns, which is {} it came",
                                                 number, handed,
                                                 handed > now ? "after" : "before it was asked for and"));
            if (request.rate_per_s == 0) continue;
            const auto due = static_cast<StampNs>(schedule.next_ns());
            if (!begun) begun = handed - due;
            if (constexpr StampNs kRounding = 2; std::abs(handed - *begun - due) > kRounding)
                return Verdict::fail(
                    fmt::format("message {} of a stream says that it was due {} ns after the first, "
                                "by its schedule it was {}",
                                number, handed - *begun, due));
        }
        return Verdict::pass();
    }

    static Verdict begin_transfer(Voice& voice, const contract::FileRequest& request) {
        if (const auto why = voice.open("/transfer"); !why.empty()) return Verdict::fail(why);
        voice.text(contract::file_request_line(request));
        return voice.says(contract::file_answer_line(contract::sha256_hex(contract::make_file(request))));
    }

    ServerAddress address_;
    Nanoseconds patience_;
};

} // namespace

void check_services(const ServerAddress& address, const std::string& where, const Setup& setup,
                    Sheet& sheet) {
    Services services(address, setup.patience);
    const auto needs = [](std::string what) { return std::vector<std::string>{std::move(what)}; };
    const char* const of_stream = "contract, The stream workload";
    const char* const of_transfer = "contract, The transfer workload";
    sheet.ask(question("stream-text", of_stream, {"stream", "text"}), where,
              [&] { return services.stream(MessageKind::text); });
    sheet.ask(question("stream-binary", of_stream, needs("stream")), where,
              [&] { return services.stream(MessageKind::binary); });
    sheet.ask(question("stream-by-a-schedule", of_stream, needs("stream")), where,
              [&] { return services.paced_stream(); });
    sheet.ask(question("stream-of-nothing", of_stream, needs("stream")), where,
              [&] { return services.bad_request("/stream", R"({"stream":{"messages":1}})"); });
    sheet.ask(question("file-down", of_transfer, needs("transfer")), where,
              [&] { return services.download(0); });
    sheet.ask(question("file-down-in-fragments", of_transfer, {"transfer", "sends_fragments"}), where,
              [&] { return services.download(65'536); });
    sheet.ask(question("file-up", of_transfer, needs("transfer")), where,
              [&] { return services.upload(true); });
    sheet.ask(question("file-up-with-a-wrong-byte", of_transfer, needs("transfer")), where,
              [&] { return services.upload(false); });
    sheet.ask(question("file-of-nothing", of_transfer, needs("transfer")), where,
              [&] { return services.bad_request("/transfer", "get"); });
    sheet.ask(question("broadcast", "contract, The broadcast workload", {"broadcast", "connections"}), where,
              [&] { return services.broadcast(); });
}

} // namespace tare::check
