// A stream layer that reads more than it was asked for. Beast reads frames through a buffer of 1 536 bytes,
// so that a larger message takes two receives; with this layer below it one of up to `capacity` takes one.
// Requests of at least the capacity go past the buffer.
//
// What is in the buffer already is handed over at once, from within the initiating function. Asio's own
// streams never do that, and post; Beast's operations bear it, each level takes bytes out of the buffer, and
// so the depth is at most capacity / 1 536. Users of this layer must not hold locks across async_read_some.
//
// Thread safety: none, as a socket.
#pragma once

#include "wire/beast/asio.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/async_base.hpp>
#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace tare::wire::beast {

template <class NextLayer>
class ReadAhead {
  public:
    using next_layer_type = NextLayer;
    using executor_type = typename NextLayer::executor_type;

    /// 8 KiB messages fit; more would be copied for nothing when messages are large.
    static constexpr std::size_t kCapacity = 16 * 1024;

    template <class... Args>
    explicit ReadAhead(Args&&... args) : next_(std::forward<Args>(args)...) {}

    executor_type get_executor() { return next_.get_executor(); }
    next_layer_type& next_layer() { return next_; }
    const next_layer_type& next_layer() const { return next_; }

    template <class Buffers>
    std::size_t read_some(const Buffers& buffers, ErrorCode& ec) {
        if (begin_ == end_) {
            if (asio::buffer_size(buffers) >= kCapacity) return next_.read_some(buffers, ec);
            refill(next_.read_some(asio::buffer(storage_.get(), kCapacity), ec));
        }
        return take(buffers);
    }

    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, ErrorCode& ec) {
        return next_.write_some(buffers, ec);
    }

    // Beast's notion of a synchronous stream wants the throwing forms to exist too.
    template <class Buffers>
    std::size_t read_some(const Buffers& buffers) {
        ErrorCode ec;
        const std::size_t bytes = read_some(buffers, ec);
        if (ec) throw boost::system::system_error(ec);
        return bytes;
    }

    template <class Buffers>
    std::size_t write_some(const Buffers& buffers) {
        return next_.write_some(buffers);
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(ErrorCode, std::size_t)>(Read{*this}, token, buffers);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return next_.async_write_some(buffers, std::forward<Token>(token));
    }

  private:
    /// Completes a receive into the buffer.
    template <class Handler, class Buffers>
    struct Refill : bb::async_base<Handler, executor_type> {
        template <class AnyHandler>
        Refill(AnyHandler&& handler, ReadAhead& layer_, const Buffers& buffers_)
            : bb::async_base<Handler, executor_type>(std::forward<AnyHandler>(handler),
                                                     layer_.get_executor()),
              layer(layer_),
              buffers(buffers_) {}

        void operator()(ErrorCode ec, std::size_t received) {
            layer.refill(received);
            this->complete_now(ec, layer.take(buffers));
        }

        ReadAhead& layer;
        Buffers buffers;
    };

    struct Read {
        ReadAhead& layer;

        template <class Handler, class Buffers>
        void operator()(Handler&& handler, const Buffers& buffers) const {
            if (layer.begin_ != layer.end_) {
                std::forward<Handler>(handler)(ErrorCode{}, layer.take(buffers));
            } else if (asio::buffer_size(buffers) >= kCapacity) {
                layer.next_.async_read_some(buffers, std::forward<Handler>(handler));
            } else {
                layer.next_.async_read_some(
                    asio::buffer(layer.storage_.get(), kCapacity),
                    Refill<std::decay_t<Handler>, Buffers>(std::forward<Handler>(handler), layer, buffers));
            }
        }
    };

    void refill(std::size_t received) {
        begin_ = 0;
        end_ = received;
    }

    template <class Buffers>
    std::size_t take(const Buffers& buffers) {
        const std::size_t taken =
            asio::buffer_copy(buffers, asio::buffer(storage_.get() + begin_, end_ - begin_));
        begin_ += taken;
        return taken;
    }

    NextLayer next_;
    std::unique_ptr<std::byte[]> storage_{new std::byte[kCapacity]};
    std::size_t begin_ = 0, end_ = 0;
};

/// How Beast ends a connection: as the layer below does (found by argument-dependent lookup).
template <class NextLayer>
void teardown(bb::role_type role, ReadAhead<NextLayer>& stream, ErrorCode& ec) {
    using bb::teardown;
    using bb::websocket::teardown;
    teardown(role, stream.next_layer(), ec);
}

template <class NextLayer, class Handler>
void async_teardown(bb::role_type role, ReadAhead<NextLayer>& stream, Handler&& handler) {
    using bb::async_teardown;
    using bb::websocket::async_teardown;
    async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}

} // namespace tare::wire::beast
