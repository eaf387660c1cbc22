// The frame parser. Whole, byte by byte and in random pieces a stream must bring about the same events, which
// are those of a second reading of the RFC; windows lie in memory of exactly their size; and a server's
// replies in place must be the frames that a client reads as what was sent.
#include "base/split_mix64.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/reference_decoder.hpp"
#include "tests/fuzz/require.hpp"
#include "wire/ws/cpu.hpp"
#include "wire/ws/decoder.hpp"

#include <algorithm>
#include <array>

using namespace tare;
using namespace tare::fuzz;
using namespace tare::wire::ws;
using tare::tests::Bytes;
using tare::tests::Heard;

namespace {

/// Below, at and above the lengths at which a header changes, and several text pieces long.
constexpr std::array<std::size_t, 4> kLimits{125, 1000, 8192, 70'000};
/// Longer streams are not taken byte by byte: each piece copies the window.
constexpr std::size_t kLongestByteByByte = 600;

const std::vector<NamedMask>& masks() {
    static const std::vector<NamedMask> usable = usable_masks(detect_cpu_features());
    return usable;
}

struct Setting {
    Role role = Role::server;
    std::size_t limit = 0;
};

Heard heard_of(const Event& event) {
    const bool coded = event.step == Step::close || event.step == Step::failed;
    return {event.step, event.opcode, Bytes(event.payload.begin(), event.payload.end()),
            coded ? static_cast<unsigned>(event.code) : 0};
}

void check_event(const Event& event, const Setting& setting) {
    const bool control = (static_cast<unsigned>(event.opcode) & 8u) != 0;
    require(event.payload.size() <= (control ? kLongestControl : setting.limit),
            "a payload within its limit");
    require(event.step != Step::failed || *event.why != '\0', "a failure says why");
}

void check_wanted(const Decoder& decoder, std::size_t there, const Setting& setting) {
    const std::size_t wanted = decoder.wanted();
    require(wanted == 0 || wanted > there, "what is wanted is more than there is");
    require(wanted <= std::max(setting.limit, kLongestControl) + kLongestHeader,
            "no more than a frame is wanted");
}

/// Places replies as a server does (wire/peer): side by side, from the place of the first request on. The
/// first begins `lead` bytes behind its request, at most a mask's length: only then nothing moves.
class Replies {
  public:
    explicit Replies(std::size_t lead) : lead_(lead) {}

    /// Where the reply to the frame at the front of `unread` shall begin.
    [[nodiscard]] std::byte* place(std::span<std::byte> unread) const {
        return begin_ != nullptr ? end_ : unread.data() + std::min(lead_, unread.size());
    }
    void add(const Event& event) {
        const Opcode opcode = event.step == Step::ping ? Opcode::pong : event.opcode;
        std::byte* const begin = write_header_before(event.payload.data(), opcode, event.payload.size());
        std::byte* const end = event.payload.data() + event.payload.size();
        if (!event.in_window) {
            flush();
            sent.insert(sent.end(), begin, end);
            return;
        }
        require(begin_ == nullptr || begin == end_, "replies lie side by side");
        if (begin_ == nullptr) begin_ = begin;
        end_ = end;
    }
    void flush() {
        if (begin_ != nullptr) sent.insert(sent.end(), begin_, end_);
        begin_ = nullptr;
    }

    Bytes sent;

  private:
    std::size_t lead_;
    std::byte* begin_ = nullptr;
    std::byte* end_ = nullptr;
};

/// Feeds the stream in pieces as an I/O loop would. `replies`: a server that echoes.
template <class Cut>
std::vector<Heard> listen(const Setting& setting, Mask mask, const Bytes& stream, Cut cut,
                          Replies* replies = nullptr) {
    Decoder decoder(setting.role, mask, setting.limit);
    std::vector<Heard> all;
    Bytes kept;
    for (std::size_t at = 0; at < stream.size();) {
        const std::size_t piece = std::min<std::size_t>(cut(), stream.size() - at);
        const Exact<std::byte> window(kept.size() + piece);
        std::ranges::copy(kept, window.span().begin());
        std::copy_n(stream.begin() + static_cast<std::ptrdiff_t>(at), piece,
                    window.span().begin() + static_cast<std::ptrdiff_t>(kept.size()));
        at += piece;
        std::span<std::byte> unread = window.span();
        for (;;) {
            const Event event = decoder.next(unread, replies != nullptr ? replies->place(unread) : nullptr);
            if (event.step == Step::more) break;
            check_event(event, setting);
            all.push_back(heard_of(event));
            if (event.step == Step::failed) break;
            if (replies != nullptr && (event.step == Step::message || event.step == Step::ping))
                replies->add(event);
        }
        if (replies != nullptr) replies->flush();
        if (!all.empty() && all.back().step == Step::failed) return all;
        check_wanted(decoder, unread.size(), setting);
        kept.assign(unread.begin(), unread.end());
    }
    return all;
}

/// What a client hears when the server echoes: messages as they were, pings as pongs, nothing else.
std::vector<Heard> echoes(const std::vector<Heard>& events) {
    std::vector<Heard> all;
    for (const Heard& event : events) {
        if (event.step == Step::message) all.push_back(event);
        if (event.step == Step::ping) all.push_back({Step::pong, Opcode::pong, event.payload, 0});
    }
    return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    const unsigned choice = input.byte();
    SplitMix64 random(input.byte());
    const Setting setting{(choice & 1u) != 0 ? Role::client : Role::server, kLimits[choice >> 1 & 3u]};
    const Bytes stream(input.bytes().begin(), input.bytes().end());
    const auto whole = [&] { return stream.size(); };
    const auto pieces = [&random, most = random.next() % 2 == 0 ? std::size_t{16} : stream.size() + 1] {
        return 1 + random.below(most);
    };
    const auto any_mask = [&random] { return masks()[random.below(masks().size())].run; };

    const std::vector<Heard> expected = reference_events(setting.role, setting.limit, stream);
    require(listen(setting, mask_scalar, stream, whole) == expected, "as the RFC has it");
    require(listen(setting, any_mask(), stream, pieces) == expected, "in random pieces as whole");
    if (stream.size() <= kLongestByteByByte)
        require(listen(setting, any_mask(), stream, [] { return 1u; }) == expected, "byte by byte as whole");
    if (setting.role != Role::server) return 0;

    Replies replies(random.below(kMaskBytes + 1));
    require(listen(setting, any_mask(), stream, pieces, &replies) == expected, "with replies in place");
    require(listen({Role::client, setting.limit}, mask_scalar, replies.sent,
                   [&] { return replies.sent.size(); }) == echoes(expected),
            "a client reads the replies as what was sent");
    return 0;
}
