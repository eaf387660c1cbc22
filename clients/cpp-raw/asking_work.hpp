// What the works of stream, transfer and broadcast have in common: how connections begin and end.
#pragma once

#include "base/error.hpp"
#include "contract/cpp/messages.hpp"
#include "wire/peer/config.hpp"
#include "wire/ws/protocol.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace tare::clients {

class AskingWork {
  public:
    template <class Link>
    void opened(Link&) {
        ++opened_;
    }
    template <class State>
    void ended(State& state, const wire::peer::Farewell& farewell) {
        ++ended_;
        if (closing_) return;
        fail(make_error(Trouble::contender, "connection {}: {}", state.connection,
                        !farewell.why.empty() ? farewell.why
                                              : fmt::format("closed by the server with code {}",
                                                            static_cast<unsigned>(farewell.code))));
    }

    void begin_closing() { closing_ = true; }
    [[nodiscard]] int opened_connections() const { return opened_; }
    [[nodiscard]] int ended_connections() const { return ended_; }
    [[nodiscard]] std::int64_t operations() const { return operations_; }
    [[nodiscard]] bool busy() const { return outstanding_ > 0; }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  protected:
    static contract::MessageKind kind_of(wire::ws::Opcode opcode) {
        return opcode == wire::ws::Opcode::text ? contract::MessageKind::text : contract::MessageKind::binary;
    }
    template <class Link>
    static void say(Link& link, std::string_view text) {
        link.send(wire::ws::Opcode::text, std::as_bytes(std::span(text)));
    }
    void fail(Error error) {
        if (!error_) error_ = std::move(error);
    }

    std::int64_t operations_ = 0;
    int outstanding_ = 0; ///< connections on which something is to come

  private:
    std::optional<Error> error_;
    int opened_ = 0, ended_ = 0;
    bool closing_ = false;
};

} // namespace tare::clients
