// A WebSocket client as small as it can be and still pass `tare check`: copy it, and put your library where
// Boost.Beast stands. What the contract asks beyond the work (commands, stamps, saving) is in run_client.
#include "contract/cpp/client.hpp"
#include "contract/cpp/echo_payload.hpp"

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <boost/version.hpp>

#include <optional>

namespace {

using namespace tare;
namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

Result<contract::Probe> probe() {
    return contract::Probe{{{"boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100'000,
                                                  BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)}},
                           "one connection"};
}

class TemplateClient final : public contract::Client {
  public:
    Result<void> open(const contract::OpenRequest& request) override {
        if (request.tls || request.connections != 1) {
            return make_error(Trouble::usage, "open: this client has one connection, and no TLS");
        }
        beast::error_code error;
        const tcp::endpoint server(asio::ip::make_address(request.host, error), request.port);
        if (error) return make_error(Trouble::usage, "open: {} is no address", request.host);
        stream_.emplace(context_);
        stream_->read_message_max(64 << 20);
        deadline_ = Milliseconds(2000);
        auto connected = finish(
            "connect", [&](auto done) { stream_->next_layer().async_connect(server, std::move(done)); });
        if (!connected) return connected;
        stream_->next_layer().set_option(tcp::no_delay(true));
        return finish("handshake", [&](auto done) {
            stream_->async_handshake(fmt::format("{}:{}", request.host, request.port), request.path,
                                     std::move(done));
        });
    }

    Result<void> prepare(const contract::BlockRequest& request, contract::Recorder& recorder) override {
        deadline_ = request.deadline;
        duration_ = request.duration;
        recorder_ = &recorder;
        payload_ = contract::EchoPayload(request.size_bytes, request.kind, request.seed);
        stream_->text(payload_.kind() == contract::MessageKind::text);
        return {};
    }

    Result<contract::BlockReport> run() override {
        std::int64_t message = 0;
        recorder_->begin(duration_);
        recorder_->stamp();
        for (bool more = true; more; ++message) {
            payload_.number(0, message);
            const auto out = asio::buffer(payload_.bytes().data(), payload_.bytes().size());
            auto sent = finish("write", [&](auto done) { stream_->async_write(out, std::move(done)); });
            if (!sent) return sent.error();
            reply_.clear();
            auto received = finish("read", [&](auto done) { stream_->async_read(reply_, std::move(done)); });
            if (!received) return received.error();
            more = recorder_->stamp();
            if (auto right = verify(message, !more); !right) return right.error();
        }
        recorder_->end();
        return contract::BlockReport{message, message * static_cast<std::int64_t>(payload_.bytes().size()),
                                     recorder_->started_ns(), recorder_->ended_ns()};
    }

    void close() override {
        if (!stream_) return;
        deadline_ = Milliseconds(1000);
        (void)finish("close", [&](auto done) {
            stream_->async_close(beast::websocket::close_code::normal, std::move(done));
        });
        stream_.reset();
    }

  private:
    Result<void> verify(std::int64_t message, bool is_last) {
        const std::span<const std::byte> reply(static_cast<const std::byte*>(reply_.cdata().data()),
                                               reply_.size());
        const auto kind = stream_->got_text() ? contract::MessageKind::text : contract::MessageKind::binary;
        const bool right = is_last ? payload_.verify_whole(reply, kind, 0, message)
                                   : payload_.verify(reply, kind, 0, message);
        if (right) return {};
        return payload_.mismatch(reply, kind, 0, message);
    }

    /// Starts something asynchronous and waits until it is done, or the deadline is over.
    template <class Start>
    Result<void> finish(std::string_view what, Start start) {
        beast::error_code result;
        start([&](beast::error_code error, auto...) { result = error; });
        context_.restart();
        context_.run_for(deadline_);
        if (!context_.stopped()) {
            stream_->next_layer().close();
            context_.run();
            return make_error(Trouble::contender, "{}: not done within {} ms", what,
                              deadline_ / Milliseconds(1));
        }
        if (result) return make_error(Trouble::contender, "{}: {}", what, result.message());
        return {};
    }

    asio::io_context context_{1};
    std::optional<beast::websocket::stream<tcp::socket>> stream_;
    beast::flat_buffer reply_;
    contract::EchoPayload payload_;
    contract::Recorder* recorder_ = nullptr;
    Nanoseconds duration_{0}, deadline_{0};
};

} // namespace

int main(int argc, char** argv) {
    return contract::run_client(argc, argv,
                                {{"one-at-a-time", {.probe = probe, .make = [](contract::WaitMode) {
                                                        return std::make_unique<TemplateClient>();
                                                    }}}});
}
