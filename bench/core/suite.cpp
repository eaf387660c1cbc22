#include "bench/core/suite.hpp"

#include <algorithm>

namespace tare::core {

const std::vector<std::string>& contenders_for(const Suite& suite, const Case& measured) {
    const auto own = suite.contenders_of.find(measured);
    return own == suite.contenders_of.end() ? suite.contenders : own->second;
}

double budget_of(const Suite& suite, const Case& measured) {
    const auto shares = [&](const Case& one) {
        const auto& globs = contenders_for(suite, one);
        return globs.empty() || std::find(globs.begin(), globs.end(), "*") != globs.end() ? 3.0 : 1.0;
    };
    double all = 0;
    for (const Case& one : suite.cases) all += shares(one);
    return suite.budget_s * shares(measured) / all;
}

} // namespace tare::core
