// The contract's client around a fleet of asynchronous connections. A fleet has
//
//     Result<void> open(const contract::OpenRequest&);
//     Result<void> prepare(const contract::BlockRequest&, contract::Recorder&, contract::WaitMode);
//     Result<contract::BlockReport> run(contract::WaitMode);
//     void close();                                    // the close handshakes
//
// Thread safety: none.
#pragma once

#include "contract/cpp/client.hpp"

#include <optional>

namespace tare::clients {

template <class PlainFleet, class SecureFleet>
class FleetClient final : public contract::Client {
  public:
    explicit FleetClient(contract::WaitMode wait) : wait_(wait) {}

    Result<void> open(const contract::OpenRequest& request) override {
        return request.tls ? secure_.emplace().open(request) : plain_.emplace().open(request);
    }

    Result<void> prepare(const contract::BlockRequest& block, contract::Recorder& recorder) override {
        if (broken_)
            return make_error(Trouble::usage, "block: the block before failed, close and open first");
        auto ready = with_fleet([&](auto& fleet) { return fleet.prepare(block, recorder, wait_); });
        broken_ = !ready && ready.error().trouble != Trouble::usage;
        return ready;
    }

    Result<contract::BlockReport> run() override {
        auto report = with_fleet([this](auto& fleet) { return fleet.run(wait_); });
        broken_ = !report;
        return report;
    }

    void close() override {
        // What a failed block left under way forbids a close handshake: Beast allows one reader.
        if (plain_ && !broken_) plain_->close();
        if (secure_ && !broken_) secure_->close();
        plain_.reset();
        secure_.reset();
        broken_ = false;
    }

  private:
    template <class Work>
    auto with_fleet(Work&& work) {
        return plain_ ? work(*plain_) : work(*secure_);
    }

    contract::WaitMode wait_;
    std::optional<PlainFleet> plain_;
    std::optional<SecureFleet> secure_;
    bool broken_ = false;
};

} // namespace tare::clients
