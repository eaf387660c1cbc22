// What a client asks of a server in a text message: one JSON object with one member, whose members are
// numbers and words. What is missing, unknown or out of range is an error; the first one is kept.
//
// Thread safety: none.
#pragma once

#include "base/error.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tare::contract {

class AskLine {
  public:
    /// {"NAME":{…}}
    AskLine(std::string_view line, std::string_view name);

    std::int64_t number(std::string_view name, std::int64_t least, std::int64_t most);
    std::int64_t number_or(std::string_view name, std::int64_t otherwise, std::int64_t least,
                           std::int64_t most);
    std::uint64_t seed(std::string_view name);
    std::string word(std::string_view name, std::initializer_list<std::string_view> allowed);

    /// After all members were asked for: the first thing that was wrong.
    Result<void> finish();

  private:
    const boost::json::value* find(std::string_view name);
    void fail(std::string what);

    boost::json::value root_;
    const boost::json::object* members_ = nullptr;
    std::string name_, error_;
    std::vector<std::string> known_;
};

} // namespace tare::contract
