// A TCP connection to the contender, bare or with TLS, that never blocks longer than it is told: it takes
// bytes while it sends, so that neither end can wait for the other for ever.
//
// Thread safety: none.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"
#include "bench/check/bytes.hpp"
#include "bench/check/tls.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

struct ssl_st;

namespace tare::check {

using Clock = std::chrono::steady_clock;

class Stream {
  public:
    /// To 127.0.0.1. With a context, TLS is begun; its handshake happens in the waits that follow.
    /// `offered`: it asks to take up that session.
    static Result<Stream> connect(std::uint16_t port, const TlsContext& tls = nullptr,
                                  const TlsTicket& offered = nullptr);

    Stream(Stream&&) noexcept = default;
    Stream& operator=(Stream&&) noexcept = default;

    /// Sends at once as much as goes; the rest goes while waiting.
    void send(std::string_view bytes);
    /// Sends and takes until `done` or `timeout`; looks at `done` first. False on timeout.
    bool wait(const std::function<bool()>& done, Nanoseconds timeout);
    /// Sends and takes what goes now.
    void progress();

    /// What came and was not taken out yet.
    [[nodiscard]] Bytes& inbox() { return inbox_; }
    /// The peer has ended the connection, in whatever way; the inbox may still hold bytes.
    [[nodiscard]] bool ended() const { return ended_; }
    /// How it ended when it was not in order: "connection reset", the TLS alert.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }
    [[nodiscard]] bool all_sent() const { return outbox_.empty(); }
    /// "TLSv1.3"; empty without TLS or before its handshake is over.
    [[nodiscard]] std::string tls_version() const;
    /// Its handshake took up a session from before.
    [[nodiscard]] bool tls_resumed() const;

    /// Ends our direction in order (close_notify, FIN).
    void finish();
    /// Ends the connection with a reset.
    void reset();

    [[nodiscard]] int fd() const { return fd_.get(); }
    /// Whether it waits to write, beside to read.
    [[nodiscard]] bool wants_write() const { return !ended_ && (wants_write_ || !outbox_.empty()); }

  private:
    friend class Listener;
    class Descriptor {
      public:
        explicit Descriptor(int fd = -1) : fd_(fd) {}
        Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
        Descriptor& operator=(Descriptor&& other) noexcept {
            std::swap(fd_, other.fd_);
            return *this;
        }
        ~Descriptor();
        [[nodiscard]] int get() const { return fd_; }

      private:
        int fd_;
    };

    explicit Stream(int fd) : fd_(fd) {}
    Result<void> begin_tls(const TlsContext&, bool as_server);
    void push();
    void pull();
    long write_some(const char*, std::size_t);
    long read_some(char*, std::size_t);
    void note_end(std::string trouble);
    void forget_outbox();

    Descriptor fd_;
    std::shared_ptr<ssl_st> tls_;
    Bytes inbox_, outbox_;
    std::size_t sent_ = 0; ///< of the outbox; it is cleared when all went, so that a large one costs no moves
    std::string trouble_;
    bool ended_ = false;
    bool wants_write_ = false;
};

/// Listens on a free port of 127.0.0.1.
class Listener {
  public:
    static Result<Listener> open(TlsContext tls = nullptr);

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] int fd() const { return fd_.get(); }
    /// The next connection that waits, if one does.
    std::unique_ptr<Stream> accept();
    /// Listens no more; the port stays known.
    void close() { fd_ = Stream::Descriptor(); }

  private:
    Listener(int fd, std::uint16_t port, TlsContext tls) : fd_(fd), port_(port), tls_(std::move(tls)) {}
    Stream::Descriptor fd_;
    std::uint16_t port_;
    TlsContext tls_;
};

} // namespace tare::check
