// A program under test as a live resource: started pinned, spoken to in lines, always ended.
//
// Deadlines stand on every wait. What a child writes to stderr is drained while we wait for it (so that a
// talkative child is not blocked by a full pipe), kept as a tail, and bounded: a child that writes more than
// kMostStderrBytes is an error, not a load on the harness.
//
// The child gets its own process group (a Ctrl-C at the terminal reaches the harness alone) and is killed
// when the harness dies, however that happens (PR_SET_PDEATHSIG on Linux). When it ends, what it has started
// in its group is killed as well.
//
// Thread safety: none; start children from the thread that lives longest.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tare::run {

class Interrupt;

class ChildProcess {
  public:
    struct Start {
        std::vector<std::string> argv;        ///< argv[0] is a path or is looked up in PATH
        std::vector<int> cores;               ///< logical CPUs it may run on; empty: as ours
        const Interrupt* interrupt = nullptr; ///< ends every wait early
    };

    static constexpr std::size_t kMostStderrBytes = std::size_t{1} << 20;
    static constexpr std::size_t kLongestLineBytes = std::size_t{64} << 10;
    static constexpr std::size_t kTailBytes = 2048;

    /// An error when the program cannot be found or run. From the first start on this process ignores
    /// SIGPIPE: a child that died shows as an error of the write.
    static Result<ChildProcess> start(const Start&);

    ChildProcess(ChildProcess&&) noexcept;
    ChildProcess& operator=(ChildProcess&&) noexcept;
    /// Kills and reaps a child that is still there.
    ~ChildProcess();

    [[nodiscard]] int pid() const;

    /// The next line of its stdout, without the line end. Errors: no line within `timeout`; it ended (exit
    /// code or signal named); a line that is too long; too much on stderr; interrupted.
    /// `beside`: another child whose stderr is drained during the wait (the other end of a pair).
    Result<std::string> read_line(Nanoseconds timeout, ChildProcess* beside = nullptr);

    /// One line to its stdin.
    Result<void> write_line(std::string_view text);

    /// How it ended, if it did: "exited with code 3", "was killed by SIGSEGV (Segmentation fault)".
    /// Waits up to `grace` for a child that is just about to end.
    std::optional<std::string> ending(Nanoseconds grace = Nanoseconds{0});

    /// Its exit code, once it has ended by itself and ending() has said so.
    [[nodiscard]] std::optional<int> exit_code() const;

    /// It wrote more than kMostStderrBytes to stderr.
    [[nodiscard]] bool flooded() const;

    /// Stops and continues its execution: nothing of it must run outside its blocks. It has stopped when
    /// freeze() returns (after 100 ms in any case), and its CPU time stands still: that of a running process
    /// is up to date only at the clock's ticks, some milliseconds apart.
    void freeze();
    void thaw();

    /// Ends its stdin and sends SIGTERM, once, without waiting: many can be asked before the first is waited
    /// for.
    void ask_to_end();
    /// The same, and waits; after `grace` SIGKILL. False when it had to be killed.
    bool stop(Nanoseconds grace = Milliseconds{5000});

    /// The last that it wrote to stderr, at most kTailBytes, control characters replaced.
    [[nodiscard]] std::string stderr_tail();

  private:
    struct State;
    explicit ChildProcess(std::unique_ptr<State>);
    std::unique_ptr<State> state_;
};

} // namespace tare::run
