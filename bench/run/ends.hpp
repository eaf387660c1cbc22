// The two ends of an arm, spoken to as CONTRACT.md says. Every error is a whole sentence: which contender,
// what it did, and the tail of its stderr.
//
// Thread safety: none.
#pragma once

#include "bench/core/case.hpp"
#include "bench/core/contender.hpp"
#include "bench/run/child_process.hpp"
#include "bench/run/plan_stamps.hpp"
#include "bench/run/stamps.hpp"

#include <filesystem>
#include <optional>

namespace tare::run {

/// What both ends are started with.
struct EndStart {
    const core::Contender* contender = nullptr;
    const core::Variant* variant = nullptr;
    core::WaitMode wait = core::WaitMode::block;
    bool deflate = false; ///< a server accepts permessage-deflate
    std::vector<int> cores;
    const Interrupt* interrupt = nullptr;
    bool tls_resume = false; ///< a server sends session tickets
};

/// A certificate and its key, PEM.
struct TlsFiles {
    std::filesystem::path certificate, key;
};

/// A contender's process, named for errors.
class End {
  public:
    [[nodiscard]] ChildProcess& process() { return process_; }
    [[nodiscard]] const std::string& name() const { return name_; } ///< "cpp-beast server, epoll"

    /// "NAME WHAT; its stderr ends: …"
    Error complaint(const std::string& what);
    /// What to say when something failed while this end may be the reason: it died, or it floods.
    std::optional<Error> own_trouble();

  protected:
    End(ChildProcess process, std::string name) : process_(std::move(process)), name_(std::move(name)) {}
    static Result<End> start(const EndStart&, const std::vector<std::string>& more);
    /// It was not ready: the contender's fault, unless it says by its exit code that this machine lacks
    /// something.
    Error not_ready(const Error&);

  private:
    friend class ServerEnd;
    friend class ClientEnd;
    ChildProcess process_;
    std::string name_;
};

class ServerEnd : public End {
  public:
    /// Starts it. Runtimes take their time, and several can take it at once.
    static Result<ServerEnd> launch(const EndStart&, const std::optional<TlsFiles>&);
    /// Waits until it listens, 10 s at most.
    Result<void> await_ready();
    /// Both.
    static Result<ServerEnd> start(const EndStart&, const std::optional<TlsFiles>&);

    /// ws://127.0.0.1:PORT/PATH, the path being the workload's, or an error if it does not listen for that
    /// transport.
    Result<std::string> url(const core::Case&);
    /// Absent: it does not listen for that transport.
    [[nodiscard]] std::optional<int> port(core::Transport transport) const {
        return transport == core::Transport::ws ? ws_ : wss_;
    }

  private:
    explicit ServerEnd(End end) : End(std::move(end)) {}
    int ws_ = 0;
    std::optional<int> wss_;
};

class ClientEnd : public End {
  public:
    static Result<ClientEnd> launch(const EndStart&);
    Result<void> await_ready();
    static Result<ClientEnd> start(const EndStart&);

    struct Open {
        std::string url;
        int connections = 1;
        std::filesystem::path ca_file; ///< empty for ws
        bool deflate = false;          ///< offer permessage-deflate
        bool resume = false;           ///< the TLS sessions of the connect workload are resumed
    };
    Result<void> open(const Open&);

    struct Block {
        core::Case measured;
        Nanoseconds duration{0};
        std::uint64_t seed = 1;
        std::int64_t rate_per_s = 0; ///< of the rate workload
        [[nodiscard]] SendPlan plan() const { return {rate_per_s, seed, duration}; }
    };
    /// Up to `armed`. The steps of a block are apart so that counters can be read between them.
    Result<void> arm(const Block&);
    /// `go`, up to `ran`. `server`: whose stderr is drained meanwhile.
    Result<BlockClaim> go(const Block&, ServerEnd& server);
    /// Asks for the stamps and reads them.
    Result<std::vector<std::int64_t>> save(const std::filesystem::path&, const BlockClaim&);
    Result<PlanTimes> save(const std::filesystem::path&, const BlockClaim&, const SendPlan&);

  private:
    template <class Times, class Read>
    Result<Times> save_and(const std::filesystem::path&, std::int64_t bytes, Read read);
    explicit ClientEnd(End end) : End(std::move(end)) {}
};

/// The longest silence that is borne inside a block.
inline constexpr Nanoseconds kBlockDeadline = Milliseconds{2000};

} // namespace tare::run
