// A work of contract/cpp/works as the App of wire/peer; the works know nothing of wire/.
#pragma once

#include "contract/cpp/works/asking_work.hpp"
#include "wire/peer/config.hpp"
#include "wire/ws/decoder.hpp"

#include <fmt/format.h>

#include <span>
#include <string_view>

namespace tare::clients {

/// What a work says goes over a Link of wire/peer.
template <class Link>
class VoiceOver {
  public:
    explicit VoiceOver(Link& link) : link_(link) {}

    [[nodiscard]] auto& state() const { return link_.state(); }
    void say(std::string_view text) const {
        link_.send(wire::ws::Opcode::text, std::as_bytes(std::span(text)));
    }
    void send(contract::MessageKind kind, std::span<const std::byte> bytes) const {
        link_.send(kind == contract::MessageKind::text ? wire::ws::Opcode::text : wire::ws::Opcode::binary,
                   bytes);
    }
    void send_large(std::span<const std::byte> bytes, std::size_t fragment_bytes) const {
        link_.send_large(wire::ws::Opcode::binary, bytes, fragment_bytes);
    }

  private:
    Link& link_;
};

template <class Work>
class AskingApp : public Work {
  public:
    using State = typename Work::State;

    template <class Link>
    void opened(Link&) {
        ++opened_;
    }
    template <class Link>
    void message(Link& link, const wire::ws::Event& event) {
        Work::message(VoiceOver(link),
                      {event.opcode == wire::ws::Opcode::text ? contract::MessageKind::text
                                                              : contract::MessageKind::binary,
                       event.payload});
    }
    void ended(State& state, const wire::peer::Farewell& farewell) {
        ++ended_;
        if (closing_) return;
        Work::ended(state.connection, !farewell.why.empty()
                                          ? farewell.why
                                          : fmt::format("closed by the server with code {}",
                                                        static_cast<unsigned>(farewell.code)));
    }

    void begin_closing() { closing_ = true; }
    [[nodiscard]] int opened_connections() const { return opened_; }
    [[nodiscard]] int ended_connections() const { return ended_; }

  private:
    int opened_ = 0, ended_ = 0;
    bool closing_ = false;
};

} // namespace tare::clients
