// The transfer workload: one file after the other, down or up.
#pragma once

#include "contract/cpp/recorder.hpp"
#include "contract/cpp/transfer_file.hpp"
#include "contract/cpp/works/asking_work.hpp"

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace tare::contract {

class TransferWork : public AskingWork {
  public:
    static constexpr std::string_view kWorkload = "transfer";
    static constexpr bool kAnswersEverywhere = false; ///< what one connection says comes on all

    struct State {
        std::int64_t connection = -1;
        std::int64_t sent_ticks = 0;
    };

    template <class Voice>
    void message(Voice&& voice, const Heard& heard) {
        if (outstanding_ == 0) return fail(make_error(Trouble::contender, "a message that nobody asked for"));
        ++messages_;
        if (greeting_) {
            --outstanding_;
            auto same = check_file_answer(heard.text(), sha256_);
            return same ? void() : fail(same.error());
        }
        if (auto fine = upwards_ ? took(heard) : came(heard); !fine) return fail(fine.error());
        ++operations_;
        const bool more =
            single_ ? recorder_->stamp() : recorder_->pair(voice.state().sent_ticks, recorder_->tick());
        if (more) {
            start(voice);
        } else {
            --outstanding_;
        }
    }

    void prepare(const BlockRequest& block, Recorder& recorder, int connections) {
        const FileRequest wanted{block.size_bytes, block.seed, block.fragment_bytes};
        if (wanted != request_ || file_.empty()) {
            request_ = wanted;
            file_ = make_file(request_);
            sha256_ = sha256_hex(file_);
        }
        upwards_ = block.upwards;
        recorder_ = &recorder;
        connections_ = connections;
        single_ = connections == 1;
        outstanding_ = connections;
        greeting_ = true;
    }
    [[nodiscard]] bool greets() const { return true; }
    template <class Voice>
    void greet(Voice&& voice) {
        voice.say(file_request_line(request_));
    }

    void begin() {
        greeting_ = false;
        operations_ = 0;
        outstanding_ = connections_;
        next_start_ = 0;
        if (single_) recorder_->stamp();
    }
    int next_start() { return next_start_ < connections_ ? next_start_++ : -1; }
    template <class Voice>
    void start(Voice&& voice) {
        if (!single_) voice.state().sent_ticks = recorder_->tick();
        if (upwards_) {
            voice.send_large(file_, static_cast<std::size_t>(request_.fragment_bytes));
        } else {
            voice.say(kGetFile);
        }
    }
    [[nodiscard]] std::int64_t progress() const { return messages_; }

  private:
    [[nodiscard]] Result<void> came(const Heard& heard) const {
        if (heard.kind != MessageKind::binary)
            return make_error(Trouble::contender, "the file came as a text message, expected a binary one");
        if (heard.payload.size() == file_.size() &&
            std::memcmp(heard.payload.data(), file_.data(), file_.size()) == 0)
            return {};
        return file_mismatch(heard.payload, file_);
    }
    [[nodiscard]] Result<void> took(const Heard& heard) const {
        const std::string expected = got_line(request_.size_bytes);
        if (heard.kind == MessageKind::text && heard.text() == expected) return {};
        return make_error(Trouble::contender, "an upload was answered with \"{}\", expected \"{}\"",
                          heard.text().substr(0, 100), expected);
    }

    FileRequest request_;
    std::vector<std::byte> file_;
    std::string sha256_;
    Recorder* recorder_ = nullptr;
    std::int64_t messages_ = 0;
    int connections_ = 0, next_start_ = 0;
    bool upwards_ = false, single_ = true, greeting_ = false;
};

} // namespace tare::contract
