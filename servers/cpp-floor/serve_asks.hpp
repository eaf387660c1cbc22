// The floor of stream and transfer: what a server does beside echoing, over the bare socket.
#pragma once

#include "contract/cpp/recorder.hpp"
#include "contract/cpp/stream_messages.hpp"
#include "contract/cpp/transfer_file.hpp"
#include "wire/floor/asks.hpp"
#include "wire/floor/channel.hpp"

#include <time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace tare::servers {

template <class Channel>
class AskedServer {
    using Outcome = wire::floor::Outcome;

  public:
    AskedServer(Channel& channel, contract::WaitMode wait)
        : channel_(channel), spins_(wait == contract::WaitMode::spin) {}

    /// Until the peer closes, or asks for what there is not.
    void serve() {
        std::array<std::byte, wire::floor::kAskHeadBytes> head;
        while (channel_.exchange({}, head) == Outcome::done && answer(wire::floor::body_bytes(head))) {
        }
    }

  private:
    bool answer(std::uint64_t body_bytes) {
        if (!file_.empty() && body_bytes == file_.size()) return take_upload();
        if (body_bytes == 0 || body_bytes > wire::floor::kLongestWords) return false;
        std::vector<std::byte> body(body_bytes);
        if (channel_.exchange({}, body) != Outcome::done) return false;
        const std::string_view words = wire::floor::words_of(body);
        if (words == contract::kGetFile) return !frames_.empty() && send(frames_);
        if (words == contract::kPush) return source_ && push();
        if (const auto stream = contract::parse_stream_request(words)) {
            prepare(*stream);
            return say(contract::kReadyToPush);
        }
        const auto file = contract::parse_file_request(words);
        if (!file) return false;
        file_ = contract::make_file(*file);
        frames_.assign(
            wire::floor::file_frames_bytes(file_.size(), static_cast<std::uint64_t>(file->fragment_bytes)),
            std::byte{0});
        std::copy(file_.begin(), file_.end(), frames_.end() - static_cast<std::ptrdiff_t>(file_.size()));
        return say(contract::file_answer_line(contract::sha256_hex(file_)));
    }

    bool send(std::span<const std::byte> bytes) { return channel_.exchange(bytes, {}) == Outcome::done; }
    bool say(std::string_view text) { return send(std::as_bytes(std::span(text))); }

    bool take_upload() {
        piece_.resize(wire::floor::kPieceBytes);
        for (std::size_t at = 0; at < file_.size();) {
            std::size_t got = 0;
            const auto room = std::span(piece_).first(std::min(piece_.size(), file_.size() - at));
            if (channel_.exchange_some({}, room, got) != Outcome::done) return false;
            if (std::memcmp(piece_.data(), file_.data() + at, got) != 0) return false;
            at += got;
        }
        return say(contract::got_line(static_cast<std::int64_t>(file_.size())));
    }

    void prepare(const contract::StreamRequest& request) {
        source_.emplace(request);
        const auto size = static_cast<std::size_t>(request.size_bytes);
        const std::size_t frame = wire::floor::frame_header_bytes(size) + size;
        const std::size_t most = std::max<std::size_t>(1, wire::floor::kPushBytes / frame);
        row_.assign(most * frame, std::byte{0});
        for (std::size_t i = 1; i <= most; ++i)
            std::ranges::copy(source_->bytes(), row_.begin() + static_cast<std::ptrdiff_t>(i * frame - size));
    }

    /// So many messages in a row as one send takes; by a schedule, those that are due.
    bool push() {
        const bool paced = source_->request().rate_per_s > 0;
        const auto size = static_cast<std::size_t>(source_->request().size_bytes);
        const std::size_t frame = wire::floor::frame_header_bytes(size) + size;
        source_->begin();
        while (!source_->over()) {
            if (paced) wait_until(source_->due_ns());
            std::size_t count = 0;
            do source_->next_header(row_.data() + ++count * frame - size);
            while (count < row_.size() / frame && !source_->over() &&
                   (!paced || source_->due_ns() <= contract::now_ns()));
            if (!send(std::span(row_).first(count * frame))) return false;
        }
        return true;
    }

    void wait_until(StampNs due_ns) const {
        const timespec due{due_ns / 1'000'000'000, due_ns % 1'000'000'000};
        while (contract::now_ns() < due_ns)
            if (!spins_) ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nullptr);
    }

    Channel& channel_;
    bool spins_;
    std::optional<contract::StreamSource> source_;
    std::vector<std::byte> row_; ///< of messages of the stream, as one send takes them
    std::vector<std::byte> file_, frames_, piece_;
};

} // namespace tare::servers
