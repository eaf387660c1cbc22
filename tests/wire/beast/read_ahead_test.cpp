#include "tests/catch.hpp"
#include "wire/beast/read_ahead.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/system_executor.hpp>

#include <deque>
#include <string>
#include <utility>
#include <vector>

using namespace tare::wire::beast;

namespace {

/// A stream that yields what it was given, piece by piece, and writes down how much it was asked for.
class Scripted {
  public:
    using executor_type = asio::io_context::executor_type;

    Scripted(asio::io_context& context, std::deque<std::string> pieces)
        : context_(context), pieces_(std::move(pieces)) {}

    executor_type get_executor() { return context_.get_executor(); }

    template <class Buffers>
    std::size_t read_some(const Buffers& buffers, ErrorCode& ec) {
        asked.push_back(asio::buffer_size(buffers));
        if (pieces_.empty()) {
            ec = asio::error::eof;
            return 0;
        }
        const std::size_t taken = asio::buffer_copy(buffers, asio::buffer(pieces_.front()));
        pieces_.front().erase(0, taken);
        if (pieces_.front().empty()) pieces_.pop_front();
        return taken;
    }

    template <class Buffers, class Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        ErrorCode ec;
        const std::size_t bytes = read_some(buffers, ec);
        asio::post(context_,
                   [handler = std::forward<Handler>(handler), ec, bytes]() mutable { handler(ec, bytes); });
    }

    std::vector<std::size_t> asked;

  private:
    asio::io_context& context_;
    std::deque<std::string> pieces_;
};

constexpr std::size_t kCapacity = ReadAhead<Scripted>::kCapacity;

struct Read {
    ErrorCode ec;
    std::string bytes;
    bool at_once = false;
};

Read read(ReadAhead<Scripted>& layer, std::size_t size) {
    Read result;
    std::string into(size, '\0');
    const std::size_t got = layer.read_some(asio::buffer(into), result.ec);
    result.bytes = into.substr(0, got);
    return result;
}

Read async_read(ReadAhead<Scripted>& layer, asio::io_context& context, std::size_t size) {
    Read result;
    std::string into(size, '\0');
    bool done = false;
    layer.async_read_some(asio::buffer(into), [&](ErrorCode ec, std::size_t got) {
        result.ec = ec;
        result.bytes = into.substr(0, got);
        done = true;
    });
    result.at_once = done;
    context.restart();
    context.run();
    CHECK(done);
    return result;
}

} // namespace

TEST_CASE("one read below serves several above") {
    asio::io_context context;
    ReadAhead<Scripted> layer(context, std::deque<std::string>{"abcdefgh", "ij"});
    CHECK(read(layer, 3).bytes == "abc");
    CHECK(read(layer, 3).bytes == "def");
    CHECK(read(layer, 3).bytes == "gh"); // what is left, without another read
    CHECK(read(layer, 3).bytes == "ij");
    CHECK(layer.next_layer().asked == std::vector<std::size_t>{kCapacity, kCapacity});
}

TEST_CASE("a request as large as the buffer goes past it, once that is empty") {
    asio::io_context context;
    ReadAhead<Scripted> layer(context, std::deque<std::string>{"abcd", std::string(kCapacity, 'x')});
    CHECK(read(layer, 1).bytes == "a");
    CHECK(read(layer, kCapacity).bytes == "bcd");
    CHECK(read(layer, kCapacity).bytes == std::string(kCapacity, 'x'));
    CHECK(layer.next_layer().asked == std::vector<std::size_t>{kCapacity, kCapacity});
}

TEST_CASE("the end of the stream comes after the last byte, and stays") {
    asio::io_context context;
    ReadAhead<Scripted> layer(context, std::deque<std::string>{"ab"});
    CHECK(read(layer, 8).bytes == "ab");
    CHECK(read(layer, 8).ec == asio::error::eof);
    const Read again = read(layer, 8);
    CHECK(again.ec == asio::error::eof);
    CHECK(again.bytes.empty());
}

TEST_CASE("asynchronously the same, and what is there already is handed over at once") {
    asio::io_context context;
    ReadAhead<Scripted> layer(context, std::deque<std::string>{"abcdefgh"});
    const Read first = async_read(layer, context, 3);
    CHECK(first.bytes == "abc");
    CHECK_FALSE(first.at_once);
    const Read second = async_read(layer, context, 8);
    CHECK(second.bytes == "defgh");
    CHECK(second.at_once);
    CHECK(async_read(layer, context, 8).ec == asio::error::eof);
    CHECK(layer.next_layer().asked == std::vector<std::size_t>{kCapacity, kCapacity});
}
