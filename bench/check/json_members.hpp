// Reads the members of one object of a vector file; what is wrong is kept and said once, what was not read is
// an error, so that a misspelt member cannot silently weaken a check.
#pragma once

#include "base/error.hpp"
#include "bench/check/bytes.hpp"

#include <boost/json.hpp>

#include <set>
#include <string>
#include <vector>

namespace tare::check {

class JsonMembers {
  public:
    explicit JsonMembers(const boost::json::object& object) : object_(object) {}

    [[nodiscard]] bool has(const char* name) const { return object_.contains(name); }
    std::string text(const char* name, std::string otherwise = {});
    bool flag(const char* name, bool otherwise);
    int number(const char* name, int otherwise);
    Bytes hex(const char* name);
    std::vector<int> numbers(const char* name); ///< one number or a list
    std::vector<std::string> texts(const char* name);
    const boost::json::object* object(const char* name);
    const boost::json::array* array(const char* name);

    void fail(std::string what);
    /// The first thing that was wrong, or a member that nobody asked for.
    [[nodiscard]] Result<void> finish() const;

  private:
    const boost::json::value* find(const char* name);

    const boost::json::object& object_;
    std::set<std::string> read_;
    std::string error_;
};

} // namespace tare::check
