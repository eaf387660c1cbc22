// A connection of cpp-beast's server that does more than echo: /stream, /transfer, /broadcast. One
// asynchronous operation after the other, as Beast's streams want it: a message is read only when the one
// before is answered, and nothing is written while something is being written.
#pragma once

#include "contract/cpp/recorder.hpp"
#include "contract/cpp/stream_messages.hpp"
#include "contract/cpp/transfer_file.hpp"
#include "wire/beast/streams.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tare::servers {

/// Who is connected to /broadcast, whatever the kind of stream.
class Subscriber {
  public:
    virtual ~Subscriber() = default;
    virtual void deliver(const std::shared_ptr<const std::string>& message, bool text) = 0;
};
inline std::set<Subscriber*>& subscribers() {
    static std::set<Subscriber*> all;
    return all;
}

template <class Kind, bool secure>
class AskedSession final : public Subscriber,
                           public std::enable_shared_from_this<AskedSession<Kind, secure>> {
    using Stream = wire::beast::StreamOf<Kind, secure>;
    using ErrorCode = wire::beast::ErrorCode;

  public:
    enum class Service { stream, transfer, broadcast };
    static std::optional<Service> service_of(std::string_view path) {
        if (path == "/stream") return Service::stream;
        if (path == "/transfer") return Service::transfer;
        if (path == "/broadcast") return Service::broadcast;
        return std::nullopt;
    }

    /// `stream` has done its handshakes.
    AskedSession(Stream stream, Service service)
        : ws_(std::move(stream)), service_(service), timer_(ws_.get_executor()) {}
    AskedSession(const AskedSession&) = delete;
    AskedSession& operator=(const AskedSession&) = delete;
    ~AskedSession() override { subscribers().erase(this); }

    void start() {
        if (service_ == Service::broadcast) subscribers().insert(this);
        read();
    }

    void deliver(const std::shared_ptr<const std::string>& message, bool text) override {
        outbox_.emplace_back(message, text);
        if (outbox_.size() == 1) write_next();
    }

  private:
    void read() {
        ws_.async_read(message_, [self = this->shared_from_this()](ErrorCode ec, std::size_t) {
            if (ec) return self->end();
            self->take();
        });
    }

    /// A connection that is over is no subscriber, even while something of it is still under way.
    void end() { subscribers().erase(this); }

    void take() {
        const auto bytes = message_.cdata();
        const std::string_view view{static_cast<const char*>(bytes.data()), bytes.size()};
        if (service_ == Service::broadcast) {
            const auto shared = std::make_shared<const std::string>(view);
            for (Subscriber* one : subscribers()) one->deliver(shared, ws_.got_text());
        } else if (service_ == Service::transfer && !ws_.got_text()) {
            take_upload(view);
        } else if (service_ == Service::transfer) {
            transfer(view);
        } else {
            stream(view);
        }
        message_.consume(message_.size());
        if (service_ == Service::broadcast) read();
    }

    void refuse() {
        ws_.async_close(boost::beast::websocket::close_code::policy_error,
                        [self = this->shared_from_this()](ErrorCode) {});
    }

    /// And reads on.
    void say(std::string text) {
        text_ = std::move(text);
        ws_.text(true);
        ws_.async_write(boost::asio::buffer(text_),
                        [self = this->shared_from_this()](ErrorCode ec, std::size_t) {
                            if (!ec) self->read();
                        });
    }

    void stream(std::string_view asked) {
        if (asked == contract::kPush && source_) {
            source_->begin();
            ws_.text(source_->request().kind == contract::MessageKind::text);
            return push();
        }
        const auto request = contract::parse_stream_request(asked);
        if (!request) return refuse();
        source_.emplace(*request);
        say(std::string(contract::kReadyToPush));
    }

    void push() {
        if (source_->over()) return read();
        if (source_->request().rate_per_s > 0 && source_->due_ns() > contract::now_ns()) {
            timer_.expires_at(std::chrono::steady_clock::time_point(Nanoseconds(source_->due_ns())));
            timer_.async_wait([self = this->shared_from_this()](ErrorCode ec) {
                if (!ec) self->push();
            });
            return;
        }
        const auto message = source_->next();
        ws_.async_write(boost::asio::buffer(message.data(), message.size()),
                        [self = this->shared_from_this()](ErrorCode ec, std::size_t) {
                            if (!ec) self->push();
                        });
    }

    void transfer(std::string_view asked) {
        if (asked == contract::kGetFile && !file_.empty()) {
            // An upload may come in fragments all the same.
            if (fragment_bytes_ > 0 && !Kind::kTuned) return refuse();
            ws_.binary(true);
            rest_ = file_;
            return fragment_bytes_ > 0 ? send_fragments() : send_whole();
        }
        const auto request = contract::parse_file_request(asked);
        if (!request) return refuse();
        fragment_bytes_ = static_cast<std::size_t>(request->fragment_bytes);
        file_ = contract::make_file(*request);
        say(contract::file_answer_line(contract::sha256_hex(file_)));
    }

    void send_whole() {
        ws_.async_write(boost::asio::buffer(file_),
                        [self = this->shared_from_this()](ErrorCode ec, std::size_t) {
                            if (!ec) self->read();
                        });
    }

    /// Tuned alone, where the stream itself makes no fragments: then each of these is one frame.
    void send_fragments() {
        const auto part = rest_.first(std::min(fragment_bytes_, rest_.size()));
        rest_ = rest_.subspan(part.size());
        ws_.async_write_some(rest_.empty(), boost::asio::buffer(part.data(), part.size()),
                             [self = this->shared_from_this()](ErrorCode ec, std::size_t) {
                                 if (ec) return;
                                 self->rest_.empty() ? self->read() : self->send_fragments();
                             });
    }

    void take_upload(std::string_view upload) {
        const bool same = !file_.empty() && upload.size() == file_.size() &&
                          std::memcmp(upload.data(), file_.data(), file_.size()) == 0;
        if (!same) return refuse();
        say(contract::got_line(static_cast<std::int64_t>(file_.size())));
    }

    void write_next() {
        const auto& [message, text] = outbox_.front();
        ws_.text(text);
        ws_.async_write(boost::asio::buffer(*message),
                        [self = this->shared_from_this()](ErrorCode ec, std::size_t) {
                            if (ec) return self->end();
                            self->outbox_.pop_front();
                            if (!self->outbox_.empty()) self->write_next();
                        });
    }

    Stream ws_;
    Service service_;
    boost::asio::steady_timer timer_;
    boost::beast::flat_buffer message_;
    std::string text_; ///< what is being said
    std::optional<contract::StreamSource> source_;
    std::vector<std::byte> file_;
    std::span<const std::byte> rest_; ///< of the file, when it goes in fragments
    std::size_t fragment_bytes_ = 0;
    std::deque<std::pair<std::shared_ptr<const std::string>, bool>> outbox_; ///< of /broadcast
};

} // namespace tare::servers
