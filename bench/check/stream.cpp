#include "bench/check/stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace tare::check {
namespace {

constexpr long kAgain = -1, kEnd = 0, kBroken = -2;

Error socket_error(std::string_view attempted) {
    return make_error(Trouble::environment, "{}: {}", attempted, std::strerror(errno));
}

void make_ready(int fd) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

std::string tls_reason() {
    char text[256] = "TLS ended";
    if (const unsigned long code = ERR_get_error()) ERR_error_string_n(code, text, sizeof text);
    ERR_clear_error();
    return text;
}

} // namespace

Stream::Descriptor::~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
}

Result<Stream> Stream::connect(std::uint16_t port, const TlsContext& tls, const TlsTicket& offered) {
    Stream stream(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    if (stream.fd() < 0 ||
        ::connect(stream.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return socket_error(fmt::format("connecting to 127.0.0.1:{}", port));
    }
    make_ready(stream.fd());
    if (tls) {
        if (auto begun = stream.begin_tls(tls, false); !begun) return begun.error();
        if (offered && SSL_set_session(stream.tls_.get(), offered.get()) != 1)
            return make_error(Trouble::internal, "{}", tls_reason());
    }
    return stream;
}

Result<void> Stream::begin_tls(const TlsContext& context, bool as_server) {
    tls_ = std::shared_ptr<ssl_st>(SSL_new(context.get()), SSL_free);
    if (!tls_ || SSL_set_fd(tls_.get(), fd()) != 1) return make_error(Trouble::internal, "{}", tls_reason());
    if (as_server) {
        SSL_set_accept_state(tls_.get());
    } else {
        SSL_set_connect_state(tls_.get());
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls_.get()), "127.0.0.1");
    }
    SSL_set_mode(tls_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return {};
}

void Stream::note_end(std::string trouble) {
    ended_ = true;
    forget_outbox();
    fd_ = Descriptor{}; // a peer that said its last word waits for ours
    if (trouble_.empty()) trouble_ = std::move(trouble);
}

long Stream::write_some(const char* data, std::size_t size) {
    if (!tls_) {
        const ssize_t n = ::send(fd(), data, size, MSG_NOSIGNAL);
        if (n >= 0) return n;
        return errno == EAGAIN || errno == EINTR ? kAgain : kBroken;
    }
    ERR_clear_error();
    const int n = SSL_write(tls_.get(), data, static_cast<int>(std::min<std::size_t>(size, 1 << 20)));
    if (n > 0) return n;
    const int why = SSL_get_error(tls_.get(), n);
    wants_write_ = why == SSL_ERROR_WANT_WRITE;
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? kAgain : kBroken;
}

long Stream::read_some(char* data, std::size_t size) {
    if (!tls_) {
        const ssize_t n = ::recv(fd(), data, size, 0);
        if (n >= 0) return n;
        return errno == EAGAIN || errno == EINTR ? kAgain : kBroken;
    }
    ERR_clear_error();
    const int n = SSL_read(tls_.get(), data, static_cast<int>(size));
    if (n > 0) return n;
    const int why = SSL_get_error(tls_.get(), n);
    wants_write_ = why == SSL_ERROR_WANT_WRITE;
    if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return kAgain;
    return why == SSL_ERROR_ZERO_RETURN ? kEnd : kBroken;
}

void Stream::push() {
    while (!outbox_.empty() && !ended_) {
        const long n = write_some(outbox_.data() + sent_, outbox_.size() - sent_);
        if (n == kAgain) return;
        // The peer may have said why before it went: what it sent is still to be read.
        if (n != kBroken) sent_ += static_cast<std::size_t>(n);
        if (n == kBroken || sent_ == outbox_.size()) forget_outbox();
    }
}

void Stream::forget_outbox() {
    outbox_.clear();
    sent_ = 0;
}

void Stream::pull() {
    char chunk[65536];
    while (!ended_) {
        const long n = read_some(chunk, sizeof chunk);
        if (n == kAgain) return;
        if (n == kEnd) return note_end({});
        if (n == kBroken) return note_end(tls_ ? tls_reason() : std::string(std::strerror(errno)));
        inbox_.append(chunk, static_cast<std::size_t>(n));
    }
}

void Stream::progress() {
    push();
    pull();
    push(); // a TLS handshake that has just been finished by a read
}

void Stream::send(std::string_view bytes) {
    outbox_ += bytes;
    push();
}

bool Stream::wait(const std::function<bool()>& done, Nanoseconds timeout) {
    const auto deadline = Clock::now() + timeout;
    for (;;) {
        progress();
        if (done()) return true;
        const auto left = std::chrono::duration_cast<Milliseconds>(deadline - Clock::now()).count();
        if (left < 0 || ended_) return false;
        pollfd watched{fd(), static_cast<short>(POLLIN | (wants_write() ? POLLOUT : 0)), 0};
        ::poll(&watched, 1, static_cast<int>(left) + 1);
    }
}

std::string Stream::tls_version() const {
    return tls_ && SSL_is_init_finished(tls_.get()) ? SSL_get_version(tls_.get()) : "";
}

bool Stream::tls_resumed() const { return tls_ && SSL_session_reused(tls_.get()) == 1; }

void Stream::finish() {
    if (ended_) return;
    if (tls_ && SSL_is_init_finished(tls_.get())) SSL_shutdown(tls_.get());
    ERR_clear_error();
    ::shutdown(fd(), SHUT_WR);
}

void Stream::reset() {
    const linger at_once{1, 0};
    ::setsockopt(fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    note_end("reset by the checker");
}

Result<Listener> Listener::open(TlsContext tls) {
    Listener listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), 0, std::move(tls));
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (listener.fd() < 0 || ::bind(listener.fd(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener.fd(), 128) != 0 ||
        ::getsockname(listener.fd(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        return socket_error("listening on 127.0.0.1");
    }
    listener.port_ = ntohs(address.sin_port);
    return listener;
}

std::unique_ptr<Stream> Listener::accept() {
    const int fd = ::accept4(this->fd(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return nullptr;
    make_ready(fd);
    auto stream = std::unique_ptr<Stream>(new Stream(fd));
    if (tls_ && !stream->begin_tls(tls_, true)) return nullptr;
    return stream;
}

} // namespace tare::check
