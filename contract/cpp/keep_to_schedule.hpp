// The loop of a client that keeps to a schedule (CONTRACT.md, "The rate workload").
//
// Thread safety: none.
#pragma once

#include "contract/cpp/messages.hpp"
#include "contract/cpp/recorder.hpp"
#include "contract/cpp/send_schedule.hpp"

#include <cstdint>

namespace tare::contract {

/// Sends what is due and takes what has come, until all of the block's messages are sent. Never sleeps, since
/// a timer is later than most answers, and waits for nobody: what is late is late by the server's doing or by
/// ours, and the stamps tell the two apart. Between recorder.begin() and recorder.end().
///   bool turn()                    takes what has come, without waiting
///   bool send(std::int64_t ticks)  sends the next message, which was due then
/// Either ends the loop by returning false.
template <class Turn, class Send>
void keep_to_schedule(const BlockRequest& block, const Recorder& recorder, Turn turn, Send send) {
    constexpr int kMostInARow = 16; // then what has come is looked at, however late the plan is
    SendSchedule schedule(block.seed, static_cast<double>(block.rate_per_s));
    const auto duration = static_cast<double>(block.duration.count());
    int in_a_row = 0;
    for (double due_ns = schedule.next_ns(); due_ns < duration;) {
        const std::int64_t due = recorder.tick_at(due_ns);
        if (in_a_row == kMostInARow || recorder.tick() < due) {
            if (!turn()) return;
            in_a_row = 0;
            continue;
        }
        if (!send(due)) return;
        ++in_a_row;
        due_ns = schedule.next_ns();
    }
}

} // namespace tare::contract
