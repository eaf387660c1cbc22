// What every backend does alike: connections in a slab, their deadlines, and their end.
//
// Thread safety: none.
#pragma once

#include "wire/io/connection.hpp"
#include "wire/io/deadlines.hpp"
#include "wire/io/inbox.hpp"
#include "wire/io/seam.hpp"
#include "wire/io/slab.hpp"
#include "wire/io/socket.hpp"

#include <vector>

namespace tare::wire::io {

/// Derived is the backend's Loop; it has drop(Connection&, End) and now_ns().
template <class Derived, class Handler, class Connection>
class LoopCore {
  public:
    LoopCore(const LoopCore&) = delete;
    LoopCore& operator=(const LoopCore&) = delete;

    void set_deadline(Connection& c, Nanoseconds in) {
        deadlines_.set(c.id, c.deadline_ns, self().now_ns() + in.count());
    }
    void clear_deadline(Connection& c) { deadlines_.clear(c.deadline_ns); }

    [[nodiscard]] std::size_t connections() const { return slab_.used(); }

    void tell_when_sent(Connection& c) { c.tell_sent = true; }

    template <class Visit>
    void each(Visit&& visit) {
        for (Connection& c : slab_.slots())
            if (c.alive()) visit(c);
    }

  protected:
    struct Listener {
        Socket socket;
        int tag = 0;
    };

    LoopCore(Handler& handler, const Options& options)
        : handler_(handler), options_(options), inbox_(options.read_bytes) {}
    ~LoopCore() = default;

    /// How long a turn may wait, given what its caller allows (negative: for ever).
    [[nodiscard]] std::int64_t patience_ns(Nanoseconds most) const {
        if (!deadlines_.any()) [[likely]]
            return most.count();
        return deadlines_.cut_short(most.count(), self().now_ns());
    }

    /// Tells the handlers of what is overdue; how many.
    int expire() {
        int done = 0;
        SlotId id;
        std::int64_t at = 0;
        const std::int64_t now = self().now_ns();
        while (deadlines_.pop_due(now, id, at)) {
            Connection* c = slab_.find(id);
            if (c == nullptr || c->fd < 0 || c->deadline_ns != at) continue;
            deadlines_.clear(c->deadline_ns);
            ++done;
            if (c->finishing) {
                self().drop(*c, {Ending::by_us, 0});
            } else {
                handler_.overdue(self(), *c);
            }
        }
        return done;
    }

    /// Nothing of what the connection was given to send is left.
    void sent_all(Connection& c) {
        if (!c.tell_sent) [[likely]]
            return;
        c.tell_sent = false;
        if constexpr (requires { handler_.drained(self(), c); })
            if (c.alive()) handler_.drained(self(), c);
    }

    /// The connection's slot is free after this. Not from within a call of the handler's.
    void bury(Connection& c) {
        deadlines_.clear(c.deadline_ns);
        handler_.ended(self(), c, c.end);
        inbox_.release(c.held);
        c.out.clear(inbox_.pool());
        slab_.give(c);
    }

    Handler& handler_;
    Options options_;
    Inbox inbox_;
    Slab<Connection> slab_;
    Deadlines deadlines_;
    std::vector<Connection*> dead_; ///< dropped, and not buried yet

  private:
    [[nodiscard]] Derived& self() { return static_cast<Derived&>(*this); }
    [[nodiscard]] const Derived& self() const { return static_cast<const Derived&>(*this); }
};

} // namespace tare::wire::io
