#include "bench/core/suite.hpp"

namespace tare::core {

const std::vector<std::string>& contenders_for(const Suite& suite, const Case& measured) {
    const auto own = suite.contenders_of.find(measured);
    return own == suite.contenders_of.end() ? suite.contenders : own->second;
}

} // namespace tare::core
