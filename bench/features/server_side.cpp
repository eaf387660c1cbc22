#include "bench/check/reach.hpp"
#include "bench/check/server_talk.hpp"
#include "bench/features/caller.hpp"
#include "bench/features/live.hpp"
#include "bench/features/pressure.hpp"
#include "bench/features/sides.hpp"
#include "bench/features/vessel.hpp"

#include <array>

namespace tare::features {
namespace {

using core::Transport;
using run::ServerEnd;

const std::vector<std::string> kSubprotocols{"tare.one", "tare.two"};

const std::array<AskedByVectors, 6> kOfServers{
    AskedByVectors{Feature::text, {"hello-text", "text-length-126", "utf-8-every-length"}},
    AskedByVectors{Feature::fragments_in, {"empty-fragments", "fragments-byte-by-byte"}},
    AskedByVectors{Feature::ping, {"ping", "ping-empty", "ping-125"}},
    AskedByVectors{Feature::close_codes,
                   {"close-1000", "close-with-reason", "close-3000", "close-4999", "close-without-code"}},
    AskedByVectors{Feature::utf8,
                   {"not-utf-8-surrogate", "not-utf-8-overlong-2", "not-utf-8-above-10FFFF",
                    "not-utf-8-cut-off-at-the-end"}},
    AskedByVectors{Feature::masking, {"unmasked"}},
};

/// RFC 7692, 7.2.3.1: a compressed "Hello" in one frame with RSV1 set.
check::Bytes compressed_hello() {
    check::Bytes frame =
        client_frame(check::Opcode::text, std::string_view("\xf2\x48\xcd\xc9\xc9\x07\x00", 7));
    frame[0] = static_cast<char>(0xc1);
    return frame;
}

class ServerQuestions {
  public:
    ServerQuestions(const run::EndStart& start, const Setup& setup) : start_(start), setup_(setup) {}

    [[nodiscard]] Result<ServerEnd> begin() const { return ServerEnd::start(start_, std::nullopt); }

    [[nodiscard]] FeatureCell by_vectors(const AskedByVectors& asked, ServerEnd& server) const {
        const std::uint16_t port = check::port_of(server, Transport::ws);
        std::vector<Told> told;
        for (const std::string_view id : asked.ids) {
            const auto& vector = vector_called(setup_.check.server_vectors, id);
            told.push_back({std::string(id), check::talk_to_server(vector, {port, nullptr}, patience())});
            if (told.back().verdict.status == check::Status::fail) break;
        }
        return judge_told(asked.feature, told);
    }

    [[nodiscard]] FeatureCell subprotocols(ServerEnd& server) const {
        const auto caller =
            call(server, fmt::format("Sec-WebSocket-Protocol: {}\r\n", fmt::join(kSubprotocols, ", ")));
        return caller ? judge_subprotocol(caller->head(), kSubprotocols)
                      : no(Feature::subprotocols, caller.error().message);
    }

    [[nodiscard]] Result<Caller> offer_deflate(ServerEnd& server) const {
        return call(server, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
    }

    /// What a server answers that nobody asked to compress, and then one that was asked to.
    [[nodiscard]] FeatureCell deflate(ServerEnd& unasked) const {
        const auto caller = offer_deflate(unasked);
        if (!caller) return absent(Feature::deflate, caller.error().message);
        const FeatureCell answer = judge_deflate_answer(caller->head());
        if (!start_.variant->can.deflate) return judge_deflate(answer, std::nullopt);
        run::EndStart start = start_;
        start.deflate = true;
        auto asked = ServerEnd::start(start, std::nullopt);
        return judge_deflate(answer, asked
                                         ? compressed_echo(*asked)
                                         : no(Feature::deflate, "does not start: " + asked.error().message));
    }

    /// Whether it agrees, and takes a compressed message.
    [[nodiscard]] FeatureCell compressed_echo(ServerEnd& server) const {
        auto caller = offer_deflate(server);
        if (!caller) return no(Feature::deflate, caller.error().message);
        FeatureCell agreed = judge_deflate_answer(caller->head());
        if (agreed.answer != core::Answer::yes) return agreed;
        caller->stream().send(compressed_hello());
        Result<std::optional<check::Frame>> answer = std::nullopt;
        caller->stream().wait(
            [&] {
                answer = check::take_frame(caller->stream().inbox());
                return !answer || *answer;
            },
            patience());
        if (answer && *answer) return judge_compressed_echo(std::move(agreed), **answer);
        return no(Feature::deflate,
                  fmt::format("agrees on it ({}) and answers a compressed message with {}", agreed.value,
                              answer ? caller->trouble(patience()) : answer.error().message));
    }

    [[nodiscard]] FeatureCell tls() const {
        auto server = ServerEnd::start(start_, setup_.check.tls);
        if (!server) return no(Feature::tls, "does not start with a certificate: " + server.error().message);
        const std::uint16_t port = check::port_of(*server, Transport::wss);
        if (port == 0) return no(Feature::tls, "was given a certificate and announces no wss port");
        const check::Greeting got = check::greet(port, setup_.check.tls.certificate, check::TlsVersion::v1_2,
                                                 check::TlsVersion::v1_3, patience());
        if (got.version.empty()) {
            return no(Feature::tls,
                      "offered TLS 1.2 and 1.3, got " + (got.trouble.empty() ? "no answer" : got.trouble));
        }
        return yes(Feature::tls, got.version);
    }

    [[nodiscard]] FeatureCell spin() const {
        run::EndStart start = start_;
        start.wait = core::WaitMode::spin;
        auto server = ServerEnd::start(start, std::nullopt);
        if (!server) return no(Feature::spin, "does not start: " + server.error().message);
        return watch_idle(server->process().pid());
    }

    [[nodiscard]] std::string echo(ServerEnd& server, std::size_t size, Nanoseconds patience,
                                   check::Inbound* seen = nullptr) const {
        auto caller = call(server, {});
        if (!caller) return caller.error().message;
        const check::Bytes payload = pattern(size);
        caller->stream().send(client_frame(check::Opcode::binary, payload));
        const auto& messages = caller->inbound().messages;
        if (!caller->receive([&] { return !messages.empty(); }, patience)) return caller->trouble(patience);
        if (messages.front().payload != payload) return "came back altered";
        if (seen != nullptr) *seen = std::move(caller->inbound());
        return {};
    }

    [[nodiscard]] FeatureCell fragments_out(ServerEnd& server) const {
        check::Inbound seen(check::Sender::server);
        const std::string trouble = echo(server, kFragmentedBytes, setup_.largest_patience, &seen);
        if (!trouble.empty()) return absent(Feature::fragments_out, "a message of 1 MiB: " + trouble);
        return judge_fragments_out(seen.most_frames, seen.largest_frame, kFragmentedBytes);
    }

    [[nodiscard]] FeatureCell largest(ServerEnd& server) const {
        std::vector<SizeTried> tried;
        for (const std::int64_t size : sizes_to_try(setup_.largest_bytes)) {
            tried.push_back({size, echo(server, static_cast<std::size_t>(size), setup_.largest_patience)});
            if (tried.back().trouble.empty()) continue;
            if (const auto trouble = server.own_trouble())
                tried.back().trouble = "crashed: " + trouble->message;
            break;
        }
        return judge_largest(tried);
    }

    [[nodiscard]] FeatureCell pressure(ServerEnd& server) const {
        return judge_pressure(press(check::port_of(server, Transport::ws), server.process().pid(), setup_),
                              setup_.pressure);
    }

    /// As many connections at once as it shall hold, and what each of them costs. The first does not count:
    /// it makes the server do everything for the first time.
    void connections(ServerEnd& server, Sheet& sheet) const {
        const int pid = server.process().pid(), most = connections_to_try(*start_.variant, setup_);
        std::vector<Caller> open;
        std::optional<std::int64_t> before;
        std::string trouble;
        while (static_cast<int>(open.size()) < most) {
            auto caller = Caller::upgraded(check::port_of(server, Transport::ws), patience());
            if (!caller) {
                trouble = caller.error().message;
                break;
            }
            open.push_back(std::move(*caller));
            if (open.size() == 1) {
                std::this_thread::sleep_for(kSettle);
                before = resident_bytes(pid);
            }
        }
        std::this_thread::sleep_for(kSettle);
        const int further = static_cast<int>(open.size()) - 1;
        sheet.put(amount(Feature::connections, static_cast<double>(open.size()), trouble));
        sheet.put(further < 1 ? absent(Feature::connection_memory, trouble.empty() ? kOneConnection : trouble)
                              : judge_connection_memory(before, resident_bytes(pid), further));
    }

    [[nodiscard]] Result<Caller> call(ServerEnd& server, std::string_view more) const {
        const std::uint16_t port = check::port_of(server, Transport::ws);
        return more.empty() ? Caller::upgraded(port, patience()) : Caller::open(port, more, patience());
    }

  private:
    [[nodiscard]] Nanoseconds patience() const { return setup_.check.patience; }

    const run::EndStart& start_;
    const Setup& setup_;
};

} // namespace

std::string ask_server(const run::EndStart& start, const core::Availability& available, const Setup& setup,
                       Sheet& sheet) {
    const ServerQuestions questions(start, setup);
    const core::Capabilities& can = start.variant->can;
    const bool is_floor = start.contender->is_floor;
    const std::string trouble =
        weigh_vessel<ServerEnd>([&] { return questions.begin(); }, *start.variant, available, setup, sheet,
                                [&](ServerEnd& server) {
                                    if (!is_floor) questions.connections(server, sheet);
                                });
    if (!trouble.empty()) return trouble;
    if (!can.spin) {
        sheet.put(absent(Feature::spin, kNoSpin));
    } else if (!is_floor) { // which spins only while it has a connection, and one of its own kind
        sheet.ask(Feature::spin, [&] { return questions.spin(); });
    }
    if (can.tls) {
        sheet.ask(Feature::tls, [&] { return questions.tls(); });
    } else {
        sheet.put(absent(Feature::tls, kNoTls));
    }
    if (is_floor) return kFloor;

    Live<ServerEnd> live([&] { return questions.begin(); });
    const auto ask = [&](Feature feature, auto&& question) {
        sheet.ask(feature, [&] { return live.ask(feature, question); });
    };
    for (const AskedByVectors& asked : kOfServers) {
        ask(asked.feature, [&](ServerEnd& server) { return questions.by_vectors(asked, server); });
    }
    ask(Feature::subprotocols, [&](ServerEnd& server) { return questions.subprotocols(server); });
    ask(Feature::deflate, [&](ServerEnd& server) { return questions.deflate(server); });
    ask(Feature::fragments_out, [&](ServerEnd& server) { return questions.fragments_out(server); });
    ask(Feature::back_pressure, [&](ServerEnd& server) { return questions.pressure(server); });
    live.drop(); // what it has not been able to send may fill its memory
    ask(Feature::largest_message, [&](ServerEnd& server) { return questions.largest(server); });
    return {};
}

} // namespace tare::features
