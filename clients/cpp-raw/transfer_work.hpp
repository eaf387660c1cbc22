// The transfer workload: one file after the other, down or up.
#pragma once

#include "clients/cpp-raw/asking_work.hpp"
#include "contract/cpp/recorder.hpp"
#include "contract/cpp/transfer_file.hpp"
#include "wire/ws/decoder.hpp"

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace tare::clients {

class TransferWork : public AskingWork {
  public:
    static constexpr std::string_view kWorkload = "transfer";

    struct State {
        std::int64_t connection = -1;
        std::int64_t sent_ticks = 0;
    };

    template <class Link>
    void message(Link& link, const wire::ws::Event& event) {
        if (outstanding_ == 0) return fail(make_error(Trouble::contender, "a message that nobody asked for"));
        ++messages_;
        if (greeting_) {
            --outstanding_;
            auto same = contract::check_file_answer(text_of(event), sha256_);
            return same ? void() : fail(same.error());
        }
        if (auto fine = upwards_ ? took(event) : came(event); !fine) return fail(fine.error());
        ++operations_;
        const bool more =
            single_ ? recorder_->stamp() : recorder_->pair(link.state().sent_ticks, recorder_->tick());
        if (more) {
            start(link);
        } else {
            --outstanding_;
        }
    }

    void prepare(const contract::BlockRequest& block, contract::Recorder& recorder, int connections) {
        const contract::FileRequest wanted{block.size_bytes, block.seed, block.fragment_bytes};
        if (wanted != request_ || file_.empty()) {
            request_ = wanted;
            file_ = contract::make_file(request_);
            sha256_ = contract::sha256_hex(file_);
        }
        upwards_ = block.upwards;
        recorder_ = &recorder;
        connections_ = connections;
        single_ = connections == 1;
        outstanding_ = connections;
        greeting_ = true;
    }
    [[nodiscard]] bool greets() const { return true; }
    template <class Link>
    void greet(Link& link) {
        say(link, contract::file_request_line(request_));
    }

    void begin() {
        greeting_ = false;
        operations_ = 0;
        outstanding_ = connections_;
        next_start_ = 0;
        if (single_) recorder_->stamp();
    }
    int next_start() { return next_start_ < connections_ ? next_start_++ : -1; }
    template <class Link>
    void start(Link& link) {
        if (!single_) link.state().sent_ticks = recorder_->tick();
        if (upwards_) {
            link.send_large(wire::ws::Opcode::binary, file_,
                            static_cast<std::size_t>(request_.fragment_bytes));
        } else {
            say(link, contract::kGetFile);
        }
    }
    [[nodiscard]] std::int64_t progress() const { return messages_; }

  private:
    static std::string_view text_of(const wire::ws::Event& event) {
        return {reinterpret_cast<const char*>(event.payload.data()), event.payload.size()};
    }
    [[nodiscard]] Result<void> came(const wire::ws::Event& event) const {
        if (event.opcode != wire::ws::Opcode::binary)
            return make_error(Trouble::contender, "the file came as a text message, expected a binary one");
        if (event.payload.size() == file_.size() &&
            std::memcmp(event.payload.data(), file_.data(), file_.size()) == 0)
            return {};
        return contract::file_mismatch(event.payload, file_);
    }
    [[nodiscard]] Result<void> took(const wire::ws::Event& event) const {
        const std::string expected = contract::got_line(request_.size_bytes);
        if (event.opcode == wire::ws::Opcode::text && text_of(event) == expected) return {};
        return make_error(Trouble::contender, "an upload was answered with \"{}\", expected \"{}\"",
                          text_of(event).substr(0, 100), expected);
    }

    contract::FileRequest request_;
    std::vector<std::byte> file_;
    std::string sha256_;
    contract::Recorder* recorder_ = nullptr;
    std::int64_t messages_ = 0;
    int connections_ = 0, next_start_ = 0;
    bool upwards_ = false, single_ = true, greeting_ = false;
};

} // namespace tare::clients
