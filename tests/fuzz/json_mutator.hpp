// Mutations of a JSON document that leave it one, so that more than the JSON parser is reached: members go,
// come twice or change places, scalars become others of the kind that readers get wrong.
//
// A target gets it by saying TARE_FUZZ_JSON_MUTATOR once, at namespace scope.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tare::fuzz {

/// As LLVMFuzzerCustomMutator: changes `data` in place and returns the new size. Each line is a document of
/// its own if the whole is none. One time in four, and where nothing is JSON, any bytes are changed.
std::size_t mutate_json(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed);

} // namespace tare::fuzz

#define TARE_FUZZ_JSON_MUTATOR                                                                               \
    extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,   \
                                                   unsigned seed) {                                          \
        return tare::fuzz::mutate_json(data, size, most, seed);                                              \
    }
