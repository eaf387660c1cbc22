// What the server does with messages, by the path of their connection: /echo, /stream, /transfer, /broadcast.
#pragma once

#include "contract/cpp/recorder.hpp"
#include "contract/cpp/stream_messages.hpp"
#include "contract/cpp/transfer_file.hpp"
#include "wire/peer/config.hpp"
#include "wire/ws/decoder.hpp"

#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare::servers {

class App {
  public:
    enum class Service : std::uint8_t { echo, stream, transfer, broadcast };

    struct File {
        contract::FileRequest request;
        std::vector<std::byte> bytes;
    };
    struct State {
        Service service = Service::echo;
        std::unique_ptr<contract::StreamSource> stream; ///< what is pushed when it is asked for
        std::unique_ptr<File> file;
    };

    static bool knows(std::string_view path) { return service_of(path).has_value(); }
    void asked(State& state, std::string_view path) { state.service = *service_of(path); }

    template <class Link>
    void opened(Link&) {}
    template <class Link>
    void message(Link& link, const wire::ws::Event& event) {
        const Service service = link.state().service;
        if (service == Service::echo) [[likely]]
            return link.reply(event);
        if (service == Service::stream) return stream(link, event);
        if (service == Service::transfer) return transfer(link, event);
        link.broadcast(event, [](const State& state) { return state.service == Service::broadcast; });
    }
    template <class Link>
    void drained(Link& link) {
        if (is_pushing(link.state())) push(link);
    }
    void ended(State& state, const wire::peer::Farewell&) {
        if (is_paced(state)) --paced_;
    }

    /// How long a loop may wait until a message of some stream is due.
    template <class Loop>
    [[nodiscard]] Nanoseconds patience(Loop& loop) const {
        if (paced_ == 0) [[likely]]
            return Nanoseconds{-1};
        StampNs due = contract::now_ns() + kLongest;
        loop.each([&](const auto& c) {
            if (is_paced(c.state.app)) due = std::min(due, c.state.app.stream->due_ns());
        });
        return Nanoseconds{std::max<StampNs>(due - contract::now_ns(), 0)};
    }
    /// Sends what is due by now.
    template <class Peer, class Loop>
    void push_due(Peer& peer, Loop& loop) {
        if (paced_ == 0) [[likely]]
            return;
        loop.each([&](auto& c) {
            if (!is_paced(c.state.app) || c.state.app.stream->due_ns() > contract::now_ns() ||
                loop.has_unsent(c))
                return;
            peer.with_link(loop, c, [&](auto& link) { push(link); });
        });
    }

  private:
    static constexpr StampNs kLongest = 100'000'000;
    /// So many messages are handed over before it is looked whether they leave.
    static constexpr int kInARow = 64;

    static std::optional<Service> service_of(std::string_view path) {
        if (path == "/echo") return Service::echo;
        if (path == "/stream") return Service::stream;
        if (path == "/transfer") return Service::transfer;
        if (path == "/broadcast") return Service::broadcast;
        return std::nullopt;
    }
    static std::string_view text_of(const wire::ws::Event& event) {
        return {reinterpret_cast<const char*>(event.payload.data()), event.payload.size()};
    }
    template <class Link>
    static void say(Link& link, std::string_view text) {
        link.send(wire::ws::Opcode::text, std::as_bytes(std::span(text)));
    }

    static bool is_pushing(const State& state) { return state.stream && !state.stream->over(); }
    static bool is_paced(const State& state) {
        return is_pushing(state) && state.stream->request().rate_per_s > 0;
    }

    template <class Link>
    void stream(Link& link, const wire::ws::Event& event) {
        State& state = link.state();
        const std::string_view text = text_of(event);
        if (is_pushing(state)) return link.close(wire::ws::CloseCode::policy_violation);
        if (text == contract::kPush && state.stream) {
            state.stream->begin();
            if (is_paced(state)) ++paced_;
            return push(link);
        }
        const auto request = contract::parse_stream_request(text);
        if (!request) return link.close(wire::ws::CloseCode::policy_violation);
        state.stream = std::make_unique<contract::StreamSource>(*request);
        say(link, contract::kReadyToPush);
    }

    /// As much as leaves at once.
    template <class Link>
    void push(Link& link) {
        contract::StreamSource& stream = *link.state().stream;
        const bool paced = stream.request().rate_per_s > 0;
        const auto opcode = stream.request().kind == contract::MessageKind::text ? wire::ws::Opcode::text
                                                                                 : wire::ws::Opcode::binary;
        while (!stream.over()) {
            if (paced && stream.due_ns() > contract::now_ns()) return; // push_due() goes on
            for (int i = 0; i < kInARow && !stream.over(); ++i) {
                if (paced && stream.due_ns() > contract::now_ns()) break;
                link.send(opcode, stream.next());
            }
            if (!link.open()) return;
            if (!stream.over() && link.has_unsent()) return link.tell_when_sent();
        }
        if (paced) --paced_;
    }

    template <class Link>
    static void transfer(Link& link, const wire::ws::Event& event) {
        State& state = link.state();
        if (event.opcode == wire::ws::Opcode::binary) return take_upload(link, event);
        if (text_of(event) == contract::kGetFile && state.file)
            return link.send_large(wire::ws::Opcode::binary, state.file->bytes,
                                   static_cast<std::size_t>(state.file->request.fragment_bytes));
        const auto request = contract::parse_file_request(text_of(event));
        if (!request) return link.close(wire::ws::CloseCode::policy_violation);
        state.file = std::make_unique<File>(File{*request, contract::make_file(*request)});
        say(link, contract::file_answer_line(contract::sha256_hex(state.file->bytes)));
    }

    template <class Link>
    static void take_upload(Link& link, const wire::ws::Event& event) {
        const auto& file = link.state().file;
        const bool same = file && event.payload.size() == file->bytes.size() &&
                          std::memcmp(event.payload.data(), file->bytes.data(), file->bytes.size()) == 0;
        if (!same) return link.close(wire::ws::CloseCode::policy_violation);
        say(link, contract::got_line(file->request.size_bytes));
    }

    int paced_ = 0; ///< streams that have a rate
};

} // namespace tare::servers
