// What every backend keeps for a connection; each adds its own.
#pragma once

#include "wire/io/inbox.hpp"
#include "wire/io/outbox.hpp"
#include "wire/io/seam.hpp"
#include "wire/io/slab.hpp"

#include <cstdint>

namespace tare::wire::io {

struct ConnectionCore {
    SlotId id;
    int fd = -1;            ///< -1: not in use, or dropped and about to be told so
    int tag = 0;            ///< of the listener it came by, or as given to adopt()
    bool paused = false;    ///< not read from: too much is unsent
    bool finishing = false; ///< finish() was called
    bool hung = false;      ///< the peer has ended its side
    bool tell_sent = false; ///< tell_when_sent() was called
    End end;                ///< why it was dropped
    std::int64_t deadline_ns = 0;
    Held held;
    Outbox out;

    [[nodiscard]] bool alive() const { return fd >= 0 && !finishing; }
};

} // namespace tare::wire::io
