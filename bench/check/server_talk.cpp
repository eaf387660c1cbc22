#include "bench/check/server_talk.hpp"

#include "bench/check/http.hpp"
#include "bench/check/reach.hpp"

#include <algorithm>

namespace tare::check {
namespace {

bool holds(const std::vector<int>& codes, int code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

std::string show_codes(const std::vector<int>& codes) {
    std::vector<std::string> words;
    for (const int code : codes) words.push_back(code < 0 ? "none" : std::to_string(code));
    return fmt::format("{}", fmt::join(words, " or "));
}

/// Whether a field has this value, or lists it among others: a server may speak several versions.
bool lists(std::string_view field, std::string_view value) {
    return field == value || has_token(field, value);
}

int code_of(const CloseSeen& close) { return close.code.value_or(-1); }

class Talk {
  public:
    Talk(Stream stream, std::string host, Nanoseconds patience)
        : stream_(std::move(stream)), host_(std::move(host)), patience_(patience) {}

    Verdict open(const ServerVector& vector) {
        Bytes offers;
        for (const std::string& offer : vector.offer)
            offers += fmt::format("Sec-WebSocket-Extensions: {}\r\n", offer);
        stream_.send(expand_host(opening_request(offers), host_));
        Verdict verdict = step(HttpStep{{101}, {}, {}, {}});
        return verdict.status == Status::pass ? agreement(vector) : verdict;
    }

    Verdict step(const SendStep& send) {
        const Bytes bytes = expand_host(send.bytes, host_);
        if (send.by == 0) {
            stream_.send(bytes);
            return Verdict::pass();
        }
        for (std::size_t at = 0; at < bytes.size(); at += send.by) {
            stream_.send(bytes.substr(at, send.by));
            // Long enough for a server that waits to wake up and find this piece alone.
            stream_.wait([] { return false; }, Nanoseconds(100'000));
        }
        return Verdict::pass();
    }

    Verdict step(const HttpStep& expected) {
        std::optional<Head> head;
        stream_.wait([&] { return (head = take_head(stream_.inbox())).has_value(); }, patience_);
        const std::string wanted = fmt::format("expected status {}", show_codes(expected.status));
        if (!head) return Verdict::fail(fmt::format("{}, got {}", wanted, silence()));
        const int status = head->status();
        extensions_ = head->field("sec-websocket-extensions");
        const bool tolerated = holds(expected.tolerated, status);
        if (!holds(expected.status, status) && !tolerated) {
            return Verdict::fail(fmt::format("{}, got \"{}\"", wanted, head->first_line));
        }
        for (const auto& [name, value] : expected.fields) {
            if (!lists(head->field(name), value)) {
                return Verdict::fail(
                    fmt::format("expected \"{}: {}\", got \"{}\"", name, value, head->field(name)));
            }
        }
        for (const std::string& name : expected.absent) {
            if (head->fields.contains(name)) {
                return Verdict::fail(
                    fmt::format("sent \"{}: {}\", which nobody offered", name, head->field(name)));
            }
        }
        if (tolerated) return Verdict::note(fmt::format("{}, got \"{}\"", wanted, head->first_line));
        return status == 101 ? switched(*head) : Verdict::pass();
    }

    Verdict step(const MessageStep& expected) {
        const std::string wanted = fmt::format("{} message", to_string(expected.message.opcode));
        receive([&] { return !inbound_.messages.empty() || inbound_.close; });
        if (inbound_.messages.empty()) {
            return Verdict::fail(fmt::format("expected a {} with {}, got {}", wanted,
                                             show(expected.message.payload), silence()));
        }
        const Message got = std::move(inbound_.messages.front());
        inbound_.messages.pop_front();
        if (got.opcode != expected.message.opcode) {
            return Verdict::fail(fmt::format("expected a {}, got a {} one", wanted, to_string(got.opcode)));
        }
        if (expected.message.compressed && !got.compressed)
            return Verdict::fail(
                fmt::format("sends a {} of {} bytes without compression", wanted, got.payload.size()));
        if (got.payload != expected.message.payload) {
            return Verdict::fail(
                fmt::format("{}: {}", wanted, show_difference(expected.message.payload, got.payload)));
        }
        return Verdict::pass();
    }

    Verdict step(const PongStep& expected) {
        receive([&] { return !inbound_.pongs.empty() || inbound_.close; });
        if (inbound_.pongs.empty()) {
            return Verdict::fail(
                fmt::format("expected a pong with {}, got {}", show(expected.payload), silence()));
        }
        const Bytes got = std::move(inbound_.pongs.front());
        inbound_.pongs.pop_front();
        if (got != expected.payload) return Verdict::fail("pong: " + show_difference(expected.payload, got));
        return Verdict::pass();
    }

    Verdict step(const CloseStep& expected) {
        receive([&] { return inbound_.close.has_value(); });
        const std::string wanted =
            fmt::format("expected a Close frame with code {}", show_codes(expected.codes));
        if (!inbound_.close) return Verdict::fail(fmt::format("{}, got {}", wanted, silence()));
        if (holds(expected.codes, code_of(*inbound_.close))) return Verdict::pass();
        return Verdict::fail(fmt::format("{}, got {}", wanted, show_codes({code_of(*inbound_.close)})));
    }

    Verdict step(const FailsStep& expected) {
        receive([&] { return !inbound_.messages.empty() || inbound_.close; });
        const std::string wanted = show_codes(expected.codes);
        if (!inbound_.messages.empty()) {
            const Message& got = inbound_.messages.front();
            return Verdict::fail(
                fmt::format("expected the connection to be failed with {}, got a {} message with {}", wanted,
                            to_string(got.opcode), show(got.payload)));
        }
        if (inbound_.close) {
            if (holds(expected.codes, code_of(*inbound_.close))) return Verdict::pass();
            return Verdict::note(fmt::format("closes with {}; recommended is {}",
                                             show_codes({code_of(*inbound_.close)}), wanted));
        }
        if (stream_.ended()) {
            return Verdict::note(
                fmt::format("ends the connection without a word; recommended is a Close frame "
                            "with {}",
                            wanted));
        }
        return Verdict::fail(
            fmt::format("expected the connection to be failed with {}, got {}", wanted, silence()));
    }

    Verdict step(const EndStep&) {
        if (receive([&] { return stream_.ended(); }) || stream_.ended()) return Verdict::pass();
        return Verdict::fail("keeps the TCP connection after both Close frames");
    }

    /// Whatever was right so far: nothing that came may have broken a rule.
    [[nodiscard]] Verdict conduct() const {
        return inbound_.violation.empty() ? Verdict::pass() : Verdict::fail("sent " + inbound_.violation);
    }

  private:
    bool receive(const std::function<bool()>& done) {
        return stream_.wait(
            [&] {
                inbound_.take(stream_.inbox());
                return done() || !inbound_.violation.empty();
            },
            patience_);
    }

    /// Whether what the server answered to the offers is what the vector wants.
    Verdict agreement(const ServerVector& vector) {
        if (!vector.agreed) {
            if (extensions_.empty()) return Verdict::pass();
            return Verdict::fail(fmt::format("agrees to \"{}\", which is {}", extensions_,
                                             vector.offer.empty() ? "not offered" : "not to be accepted"));
        }
        if (extensions_.empty()) return Verdict::fail("declines the offer of permessage-deflate");
        const auto agreed = read_deflate(extensions_, false);
        if (!agreed) return Verdict::fail(agreed.error().message);
        if (const auto trouble = trouble_in_agreement(*vector.agreed, *agreed); !trouble.empty())
            return Verdict::fail(trouble);
        inbound_.inflate = inflate_for(*agreed, true);
        return Verdict::pass();
    }

    Verdict switched(const Head& head) {
        if (!has_token(head.field("upgrade"), "websocket")) {
            return Verdict::fail(fmt::format("answers 101 with \"Upgrade: {}\"", head.field("upgrade")));
        }
        if (!has_token(head.field("connection"), "upgrade")) {
            return Verdict::fail(
                fmt::format("answers 101 with \"Connection: {}\"", head.field("connection")));
        }
        if (head.field("sec-websocket-accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") {
            return Verdict::fail(fmt::format("answers 101 with \"Sec-WebSocket-Accept: {}\"",
                                             head.field("sec-websocket-accept")));
        }
        return Verdict::pass();
    }

    /// What there is instead of an answer.
    [[nodiscard]] std::string silence() const {
        if (inbound_.close)
            return fmt::format("a Close frame with {}", show_codes({code_of(*inbound_.close)}));
        if (stream_.ended()) {
            return stream_.trouble().empty()
                       ? "the end of the connection"
                       : fmt::format("the end of the connection ({})", stream_.trouble());
        }
        return fmt::format("no answer within {} ms", patience_ / Milliseconds(1));
    }

    Stream stream_;
    std::string host_;
    Nanoseconds patience_;
    std::string extensions_; ///< of the last answer
    Inbound inbound_{Sender::server};
};

} // namespace

Verdict talk_to_server(const ServerVector& vector, const ServerAddress& address, Nanoseconds patience) {
    auto stream = Stream::connect(address.port, address.tls);
    if (!stream) return Verdict::fail(stream.error().message);
    Talk talk(std::move(*stream), fmt::format("127.0.0.1:{}", address.port), patience);
    Verdict worst = vector.open ? talk.open(vector) : Verdict::pass();
    for (const Step& step : vector.steps) {
        if (worst.status == Status::fail) break;
        Verdict verdict = std::visit([&](const auto& each) { return talk.step(each); }, step);
        if (Verdict conduct = talk.conduct(); conduct.status == Status::fail) verdict = std::move(conduct);
        if (verdict.status != Status::pass) worst = std::move(verdict);
    }
    return worst;
}

} // namespace tare::check
