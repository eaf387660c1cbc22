// One connection's permessage-deflate, once it is agreed on.
#pragma once

#include "wire/deflate/codec.hpp"
#include "wire/ws/decoder.hpp"

namespace tare::wire::peer {

struct DeflateLayer {
    DeflateLayer(ws::Role role, const deflate::Parameters& agreed, const deflate::Options& options)
        : inflater(direction(agreed, role == ws::Role::client)),
          deflater(direction(agreed, role == ws::Role::server), options) {}

    /// The message that a compressed one was made from, in `room`, or Step::failed. Its payload lies behind a
    /// cache line, in which there is place for a header.
    ws::Event inflate(const ws::Event& event, std::size_t longest, Buffer& room);

    deflate::Inflater inflater;
    deflate::Deflater deflater;

  private:
    static deflate::Direction direction(const deflate::Parameters& agreed, bool of_server) {
        if (of_server) return {agreed.server_max_window_bits, !agreed.server_no_context_takeover};
        return {agreed.client_max_window_bits, !agreed.client_no_context_takeover};
    }
};

} // namespace tare::wire::peer
