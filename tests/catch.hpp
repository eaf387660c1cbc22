// The one include of every test: Catch2, whichever major version the distribution has.
#pragma once
#include "base/error.hpp"
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
#else
#include <catch2/catch.hpp>
using Catch::Detail::Approx;
/// As version 3 names it.
inline auto ContainsSubstring(const std::string& part) { return Catch::Matchers::Contains(part); }
#endif

/// REQUIRE(result) shows the sentence when it fails.
template <class T>
struct Catch::StringMaker<tare::Result<T>> {
    static std::string convert(const tare::Result<T>& result) {
        return result ? "a value" : "the error \"" + result.error().message + "\"";
    }
};
