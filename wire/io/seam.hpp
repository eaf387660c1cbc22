// The seam between a protocol and the kernel interface that moves its bytes. It is shaped like completions,
// because those fit readiness (epoll) easily and the reverse does not hold: a backend says "these bytes have
// arrived", and takes bytes to send without saying whether they left. It is resolved at compile time: a
// backend is a class template over its handler, so nothing on the way of a message is a virtual call.
//
// A backend is a folder here with
//
//     template <class Handler> class Loop;    // one thread's worth of connections
//     Result<std::string> probe();            // really tries; features in words, or why it cannot run here
//
// and Loop<Handler> offers
//
//     static Result<std::unique_ptr<Loop>> make(Handler&, const Options&);
//     Result<void> listen(Socket, int tag);            // connections will carry the tag
//     Result<Connection*> adopt(Socket, int tag);      // a connected one; calls opened()
//     int turn(Nanoseconds most);                      // waits, delivers; how many things happened
//     void send_lent(Connection&, span);               // bytes of the window that received() was given
//     void send(Connection&, span);                    // any bytes; free again when the call returns
//     void finish(Connection&);                        // after what was sent: FIN, and wait for the peer's
//     void drop(Connection&, End);                     // now
//     void set_deadline(Connection&, Nanoseconds);     // overdue() then, unless cleared or set anew
//     void clear_deadline(Connection&);
//     void pulse(Nanoseconds every);                   // turn() returns at least so often; zero: no more
//     bool has_unsent(const Connection&);              // something it was given to send has not left
//     void tell_when_sent(Connection&);                // drained() once nothing of it is left; of one that
//     has some void each(function of Connection&);              // every connection that is open
//
// and calls, with a Handler::State in each connection (`connection.state`):
//
//     void opened(Loop&, Connection&);
//     Kept received(Loop&, Connection&, std::span<std::byte> window);
//     void overdue(Loop&, Connection&);
//     void drained(Loop&, Connection&);      // if it was asked for; who never asks need not have it
//     void ended(Loop&, Connection&, End);   // once, and never from within another of these calls
//
// The window holds everything received and not consumed, contiguous and writable; what the handler does not
// consume is at the front of the next one, byte for byte, wherever the backend keeps it meanwhile. Bytes
// given to send_lent() must stay as they are until the backend has sent them; it sees to it that they do by
// not reusing the buffer, and the handler by not writing to them again. So a reply that was made in place is
// never copied, whether the kernel takes it at once (epoll) or later (io_uring, IOCP).
//
// A timeout of turn() costs a timer set and cleared each time that it waits, which a message should not pay
// for. Who must notice silence asks for a pulse instead: one coarse timer that runs by itself.
//
// Thread safety: none; a loop and everything in it belong to one thread.
#pragma once

#include "base/error.hpp"
#include "base/units.hpp"

#include <cstddef>
#include <cstdint>

namespace tare::wire::io {

/// What a handler made of a window.
struct Kept {
    std::size_t consumed = 0; ///< bytes from the front that are done with
    std::size_t wanted = 0;   ///< bytes the window must have to go on, counted from the first that is kept;
                              ///< 0: not known
};

enum class Ending : std::uint8_t {
    by_peer, ///< end of stream
    broken,  ///< the kernel reported an error
    by_us,   ///< drop(), or finish() and all was done
};

struct End {
    Ending how = Ending::by_us;
    int error = 0; ///< errno, where it is broken
};

enum class Wait : std::uint8_t { block, spin };

struct Options {
    Wait wait = Wait::block;
    /// More are accepted and closed at once: a flood costs neither memory nor the service of the others.
    std::size_t most_connections = 100'000;
    /// Back-pressure: a connection with more than `high_water` bytes unsent is not read from until no more
    /// than `low_water` are left. With one window's worth of replies on top that bounds what a slow reader
    /// costs.
    std::size_t high_water = std::size_t{1} << 20;
    std::size_t low_water = std::size_t{256} << 10;
    /// The most that is read at once. Larger reads leave the L2 cache before they are looked at.
    std::size_t read_bytes = std::size_t{256} << 10;
};

/// How long a connection that was finished may keep its side open.
inline constexpr Nanoseconds kLinger{2'000'000'000};

} // namespace tare::wire::io
