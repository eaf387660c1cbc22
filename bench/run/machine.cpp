#include "bench/run/machine.hpp"

#include "hw/detect.hpp"

#include <openssl/crypto.h>

namespace tare::run {

hw::Machine machine_of_a_run(const std::string& network, const core::ToolFacts& tare) {
    hw::Machine machine = hw::detect_this_machine();
    hw::add_keyed(machine, "network", network);
    hw::add_keyed(machine, "compiler", tare.compiler);
    hw::add_keyed(machine, "compiler_flags", tare.flags);
    hw::add_keyed(machine, "openssl", OpenSSL_version(OPENSSL_VERSION_STRING));
    hw::add_keyed(machine, "result_schema", std::to_string(core::kResultSchema));
    return machine;
}

} // namespace tare::run
