// The WebSocket streams that are weighed: the stock ones, as Beast's own examples declare them, and the tuned
// ones, with the options that its documentation offers for speed.
#pragma once

#include "wire/beast/read_ahead.hpp"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>

#include <type_traits>

namespace tare::wire::beast {

namespace websocket = bb::websocket;

// Beast's TLS layer joins a header and its payload into one record; from Boost 1.86 Asio's own does.
#if BOOST_VERSION >= 108600
template <class NextLayer>
using TlsStream = asio::ssl::stream<NextLayer>;
#else
template <class NextLayer>
using TlsStream = bb::ssl_stream<NextLayer>;
#endif

/// Beast's asynchronous examples: a timer in every stream, a type-erased executor, compression compiled in.
struct Stock {
    static constexpr bool kTuned = false;
    static constexpr int kConcurrency = 1; ///< of the io_context: its one thread
    using Plain = websocket::stream<bb::tcp_stream>;
    using Secure = websocket::stream<TlsStream<bb::tcp_stream>>;
};

/// No timer, no locks, a concrete executor, no compression, and a layer that reads ahead.
struct Tuned {
    static constexpr bool kTuned = true;
    // No locks: everything is on the one thread (Boost.Asio, "Concurrency Hints").
    static constexpr int kConcurrency = BOOST_ASIO_CONCURRENCY_HINT_UNSAFE;
    using Socket = asio::basic_stream_socket<tcp, asio::io_context::executor_type>;
    using Plain = websocket::stream<ReadAhead<Socket>, false>;
    using Secure = websocket::stream<ReadAhead<TlsStream<Socket>>, false>;
};

template <class Kind, bool secure>
using StreamOf = std::conditional_t<secure, typename Kind::Secure, typename Kind::Plain>;

template <class Layer>
inline constexpr bool kIsTls = false;
template <class Next>
inline constexpr bool kIsTls<TlsStream<Next>> = true;

/// The TLS layer of a secure stream.
template <class Layer>
auto& tls_layer(Layer& layer) {
    if constexpr (kIsTls<Layer>) {
        return layer;
    } else {
        return tls_layer(layer.next_layer());
    }
}

/// The socket below all layers.
template <class Stream>
auto& socket_of(Stream& stream) {
    auto& lowest = bb::get_lowest_layer(stream);
    if constexpr (requires { lowest.socket(); }) {
        return lowest.socket();
    } else {
        return lowest;
    }
}

} // namespace tare::wire::beast
