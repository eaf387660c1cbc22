// Prints the example result, for the validator.
#include "bench/store/result_file.hpp"
#include "tests/bench/store/example_result.hpp"

#include <cstdio>

int main() {
    std::fputs(tare::store::to_json(tare::store::test::example_result()).c_str(), stdout);
    return 0;
}
