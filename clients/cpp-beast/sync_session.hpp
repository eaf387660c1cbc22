// What the synchronous clients have in common: one connection, blocking calls, as Beast's synchronous
// example.
#pragma once

#include "clients/cpp-beast/connect.hpp"
#include "contract/cpp/client.hpp"

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <memory>
#include <optional>

namespace tare::clients {

/// Makes the socket block in the kernel, for `deadline` at most, where Asio uses it synchronously. Asio alone
/// has no such time-out: after EAGAIN it polls for ever, unless it believes that the user asked for
/// non-blocking calls. So it is told that, and the descriptor is made blocking behind its back.
template <class Socket>
void block_with_deadline(Socket& socket, Nanoseconds deadline) {
    ErrorCode ignored; // of a socket that died; the next operation says so
    socket.non_blocking(true, ignored);
    int off = 0;
    ::ioctl(socket.native_handle(), FIONBIO, &off);
    timeval limit{};
    limit.tv_sec = static_cast<time_t>(deadline.count() / 1'000'000'000);
    limit.tv_usec = static_cast<suseconds_t>(deadline.count() % 1'000'000'000 / 1000);
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

/// What went wrong in an operation that block_with_deadline() bounds.
template <class Stream>
Error trouble(const Stream& ws, const std::string& what, const ErrorCode& ec, Nanoseconds deadline) {
    if (ec == asio::error::would_block || ec == asio::error::try_again || ec == asio::error::timed_out)
        return make_error(Trouble::contender, "{}: silence for {} ms", what, deadline.count() / 1'000'000);
    return make_error(Trouble::contender, "{}: {}", what, why(ws, ec));
}

/// `Kind` is SyncStock or SyncTuned: a plain and a secure stream, and whether options are tuned.
template <class Kind>
class SyncSession : public contract::Client {
  public:
    explicit SyncSession(contract::WaitMode wait) : wait_(wait) {}

    Result<void> open(const contract::OpenRequest& request) override {
        if (wait_ == contract::WaitMode::spin)
            return make_error(Trouble::usage, "open: the synchronous client cannot spin");
        if (request.connections != 1)
            return make_error(Trouble::usage, "open: the synchronous client has one connection, asked for {}",
                              request.connections);
        Watchdog watchdog(kHandshakeDeadline);
        if (!request.tls) {
            plain_ = std::make_unique<typename Kind::Plain>(context_);
            if (auto offered = offer_deflate<Kind>(*plain_, request); !offered) return offered;
            return connect<false>(*plain_, request, watchdog);
        }
        tls_.emplace(asio::ssl::context::tlsv13_client);
        if (auto trusted = trust(*tls_, request.ca_file); !trusted) return trusted;
        secure_ = std::make_unique<typename Kind::Secure>(context_, *tls_);
        if (auto offered = offer_deflate<Kind>(*secure_, request); !offered) return offered;
        return connect<true>(*secure_, request, watchdog);
    }

    void close() override {
        Watchdog watchdog(kCloseDeadline);
        if (plain_) disconnect(*plain_, watchdog);
        if (secure_) disconnect(*secure_, watchdog);
        plain_.reset();
        secure_.reset();
        tls_.reset();
    }

  protected:
    template <class Work>
    auto with_stream(Work&& work) {
        return plain_ ? work(*plain_) : work(*secure_);
    }

    contract::BlockRequest block_;
    contract::Recorder* recorder_ = nullptr;
    bb::flat_buffer reply_;

  private:
    contract::WaitMode wait_;
    asio::io_context context_{1}; // never run: synchronous operations need none
    std::optional<asio::ssl::context> tls_;
    std::unique_ptr<typename Kind::Plain> plain_;
    std::unique_ptr<typename Kind::Secure> secure_;
};

} // namespace tare::clients
