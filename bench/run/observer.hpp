// What a run tells whoever watches. It is called between blocks only and must return quickly.
#pragma once

#include <cstdint>
#include <string_view>

namespace tare::run {

class Observer {
  public:
    virtual ~Observer() = default;
    /// Before anything is measured: how many seconds the run is planned to take.
    virtual void planned(double seconds) = 0;
    /// Now this is being done; `done` of the planned work is behind us, 0 .. 1.
    virtual void progress(double done, std::string_view label) = 0;
    /// Something a person should read now: a contender fell out, a warning.
    virtual void note(std::string_view text) = 0;
};

} // namespace tare::run
