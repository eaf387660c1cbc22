#include "bench/check/client_talk.hpp"

#include "bench/check/ask.hpp"
#include "bench/check/block_talk.hpp"

#include <algorithm>

namespace tare::check {
namespace {

namespace json = boost::json;

class Talk {
  public:
    Talk(const ClientVector& vector, const ClientSetting& setting)
        : vector_(vector), setting_(setting), server_(setting.listener, vector) {}

    /// Whether the client sent enough for what the vector asks to show at all.
    [[nodiscard]] bool came_far_enough() const { return server_.came_far_enough(); }

    Verdict walk(int duration_factor) {
        Verdict worst = open();
        const auto then = [&](auto&& step) {
            if (worst.status == Status::fail) return;
            if (Verdict verdict = step(); verdict.status != Status::pass) worst = std::move(verdict);
        };
        if (vector_.opens && vector_.block) then([&] { return block(duration_factor); });
        // Also after a failure: what is open must not be in the way of the next vector.
        if (Verdict closed = close(); closed.status == Status::fail && worst.status != Status::fail) {
            worst = std::move(closed);
        }
        if (!vector_.opens) return worst;
        then([&] { return conduct(); });
        then([&] { return resumptions(); });
        then([&] { return pongs(); });
        then([&] { return keys(); });
        then([&] { return last_word(); });
        return worst;
    }

  private:
    Result<json::object> command(const json::object& command, Nanoseconds more = Nanoseconds{0}) {
        return ask(
            setting_.client, command, [&] { server_.pump(); }, setting_.patience + more);
    }

    Verdict open() {
        const int connections = vector_.block ? vector_.block->connections : 1;
        json::object request{
            {"do", "open"},
            {"url", fmt::format("{}://127.0.0.1:{}{}", setting_.ca_file.empty() ? "ws" : "wss",
                                setting_.listener.port(), vector_.path)},
            {"connections", connections}};
        if (!setting_.ca_file.empty()) request["ca_file"] = setting_.ca_file;
        if (vector_.deflate) request["deflate"] = true;
        if (vector_.resumes) request["resume"] = true;
        const auto answer = command(request);
        if (!answer) return Verdict::fail(answer.error().message);
        const std::string error = error_in(*answer);
        if (!vector_.opens) {
            return error.empty() ? Verdict::fail("opens the connection all the same") : Verdict::pass();
        }
        if (!error.empty()) return Verdict::fail(fmt::format("\"open\" is answered with: {}", error));
        if (number_in(*answer, "opened") != connections) {
            return Verdict::fail(
                fmt::format("expected {{\"opened\":{}}}, got {}", connections, json::serialize(*answer)));
        }
        return requests();
    }

    Verdict requests() {
        const std::size_t expected = vector_.block ? static_cast<std::size_t>(vector_.block->connections) : 1;
        if (server_.peers().size() != expected) {
            return Verdict::fail(
                fmt::format("says that it opened {} connections, {} came", expected, server_.peers().size()));
        }
        for (const auto& peer : server_.peers()) {
            if (!peer->trouble.empty()) return Verdict::fail(peer->trouble);
            if (peer->request) setting_.keys_seen.push_back(peer->request->field("sec-websocket-key"));
        }
        if (!setting_.ca_file.empty() && server_.peers().front()->stream->tls_version() != "TLSv1.3") {
            return Verdict::fail(
                fmt::format("speaks {}, expected TLSv1.3", server_.peers().front()->stream->tls_version()));
        }
        return Verdict::pass();
    }

    Verdict block(int duration_factor) {
        BlockSpec spec = *vector_.block;
        spec.duration_ms *= duration_factor;
        Verdict verdict = talk_through_block(
            {spec, vector_.runs, setting_.times_file},
            [&](const json::object& asked, Nanoseconds more) { return command(asked, more); },
            [&] { return server_.operations(); });
        // What the client did wrong explains what became of it.
        Verdict conducted = verdict.status == Status::fail ? conduct() : Verdict::pass();
        return conducted.status == Status::fail ? conducted : verdict;
    }

    Verdict close() {
        const auto closed = command({{"do", "close"}});
        if (!closed) return Verdict::fail(closed.error().message);
        if (!closed->contains("closed")) {
            return Verdict::fail(
                fmt::format("expected {{\"closed\":true}}, got {}", json::serialize(*closed)));
        }
        const auto deadline = Clock::now() + setting_.patience;
        while (!server_.all_ended() && Clock::now() < deadline) server_.pump();
        return server_.all_ended() ? Verdict::pass()
                                   : Verdict::fail("keeps the TCP connection after \"close\"");
    }

    Verdict conduct() {
        for (const auto& peer : server_.peers()) {
            if (!peer->inbound.violation.empty()) return Verdict::fail("sent " + peer->inbound.violation);
            if (!peer->trouble.empty()) return Verdict::fail(peer->trouble);
        }
        return Verdict::pass();
    }

    Verdict resumptions() {
        if (!vector_.resumes || !vector_.runs) return Verdict::pass();
        const auto opened = static_cast<std::size_t>(vector_.block->connections);
        const auto& peers = server_.peers();
        for (std::size_t i = opened; i < peers.size(); ++i)
            if (!peers[i]->stream->tls_resumed())
                return Verdict::fail(fmt::format("connection {} does not resume a TLS session", i));
        return Verdict::pass();
    }

    Verdict pongs() {
        const auto& got = server_.peers().front()->inbound.pongs;
        if (std::equal(got.begin(), got.end(), vector_.pongs.begin(), vector_.pongs.end()))
            return Verdict::pass();
        std::string shown;
        for (const Bytes& pong : got) shown += (shown.empty() ? "" : ", ") + show(pong);
        return Verdict::fail(fmt::format("expected {} pong{} with the ping's payload, got {}",
                                         vector_.pongs.size(), vector_.pongs.size() == 1 ? "" : "s",
                                         shown.empty() ? "none" : shown));
    }

    Verdict keys() {
        if (!vector_.fresh_keys) return Verdict::pass();
        const auto& keys = server_.peers().front()->inbound.keys;
        if (keys.size() < 2)
            return Verdict::fail(fmt::format("masked {} frames, too few to tell", keys.size()));
        if (std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key != keys.front(); })) {
            return Verdict::pass();
        }
        return Verdict::fail(fmt::format("masks each of {} frames with the same key {:02x}{:02x}{:02x}{:02x}",
                                         keys.size(), keys[0][0], keys[0][1], keys[0][2], keys[0][3]));
    }

    /// How the client ended the connection, where the vector asks for it.
    Verdict last_word() {
        if (vector_.fails.empty() && !vector_.closes) return Verdict::pass();
        const std::string wanted =
            vector_.closes ? "1000" : fmt::format("{}", fmt::join(vector_.fails, " or "));
        const auto& close = server_.peers().front()->inbound.close;
        if (!close) {
            const std::string what = fmt::format("ended without a Close frame, expected one with {}", wanted);
            return vector_.closes ? Verdict::fail(what) : Verdict::note(what);
        }
        const int code = close->code.value_or(-1);
        if (vector_.closes
                ? code == 1000
                : std::find(vector_.fails.begin(), vector_.fails.end(), code) != vector_.fails.end()) {
            return Verdict::pass();
        }
        return Verdict::note(fmt::format("closed with {}; recommended is {}",
                                         code < 0 ? "no code" : std::to_string(code), wanted));
    }

    const ClientVector& vector_;
    const ClientSetting& setting_;
    EchoServer server_;
};

} // namespace

Verdict talk_to_client(const ClientVector& vector, const ClientSetting& setting) {
    // A slow client, or one on a busy machine, may not come far enough in so short a block, and then neither
    // a pass nor a failure says anything.
    constexpr int kLonger = 50;
    for (const int duration_factor : {1, kLonger}) {
        Talk talk(vector, setting);
        Verdict verdict = talk.walk(duration_factor);
        if (talk.came_far_enough() || !vector.opens || !vector.block) return verdict;
        if (duration_factor == kLonger && verdict.status == Status::fail) return verdict;
    }
    return Verdict::fail(
        fmt::format("sent too few messages in a block of {} ms; {} on one connection are needed",
                    vector.block->duration_ms * kLonger, vector.needs_messages));
}

} // namespace tare::check
