#include "hw/topology.hpp"

#include <hwloc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <tuple>

namespace tare::hw {
namespace {

/// Sets an environment variable for as long as it lives.
class ScopedVariable {
  public:
    ScopedVariable(const char* name, const char* value) : name_(name) {
        if (const char* before = std::getenv(name)) before_ = before;
        ::setenv(name, value, 1);
    }
    ~ScopedVariable() {
        if (before_)
            ::setenv(name_, before_->c_str(), 1);
        else
            ::unsetenv(name_);
    }
    ScopedVariable(const ScopedVariable&) = delete;
    ScopedVariable& operator=(const ScopedVariable&) = delete;

  private:
    const char* name_;
    std::optional<std::string> before_;
};

struct Destroy {
    void operator()(hwloc_topology* topology) const { hwloc_topology_destroy(topology); }
};
using Handle = std::unique_ptr<hwloc_topology, Destroy>;

Handle load(const std::filesystem::path& root) {
    // hwloc explains on stderr what it finds odd in a machine; that is nobody's business here.
    const ScopedVariable quiet("HWLOC_HIDE_ERRORS", "2");
    std::optional<ScopedVariable> foreign, files_only;
    if (root != "/") {
        foreign.emplace("HWLOC_FSROOT", root.c_str());
        files_only.emplace("HWLOC_COMPONENTS", "linux,stop"); // or what the files lack is asked of this CPU
    }
    hwloc_topology_t raw = nullptr;
    if (hwloc_topology_init(&raw) != 0) return nullptr;
    Handle topology(raw);
    hwloc_topology_set_flags(raw, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
    if (hwloc_topology_load(raw) != 0) return nullptr;
    return topology;
}

std::optional<int> group(hwloc_topology_t topology, hwloc_obj_t cpu, hwloc_obj_type_t type) {
    const auto* const object = hwloc_get_ancestor_obj_by_type(topology, type, cpu);
    return object ? std::optional(static_cast<int>(object->logical_index)) : std::nullopt;
}

std::optional<int> numa_node(hwloc_topology_t topology, hwloc_obj_t cpu) {
    hwloc_obj_t node = nullptr;
    while ((node = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_NUMANODE, node)))
        if (hwloc_bitmap_isset(node->cpuset, cpu->os_index)) return static_cast<int>(node->os_index);
    return std::nullopt;
}

Cpu describe(hwloc_topology_t topology, hwloc_obj_t object) {
    Cpu cpu;
    cpu.id = static_cast<int>(object->os_index);
    cpu.core = group(topology, object, HWLOC_OBJ_CORE).value_or(cpu.id);
    cpu.package = group(topology, object, HWLOC_OBJ_PACKAGE).value_or(0);
    cpu.numa_node = numa_node(topology, object);
    cpu.l2_group = group(topology, object, HWLOC_OBJ_L2CACHE);
    cpu.l3_group = group(topology, object, HWLOC_OBJ_L3CACHE);
    return cpu;
}

const char* word(hwloc_obj_cache_type_t type) {
    switch (type) {
    case HWLOC_OBJ_CACHE_DATA:
        return "data";
    case HWLOC_OBJ_CACHE_INSTRUCTION:
        return "instruction";
    default:
        return "unified";
    }
}

auto rank(const Cache& cache) { return std::tie(cache.level, cache.type, cache.bytes, cache.shared_by); }

std::vector<Cache> caches(hwloc_topology_t topology) {
    std::vector<Cache> found;
    for (const auto type :
         {HWLOC_OBJ_L1CACHE, HWLOC_OBJ_L1ICACHE, HWLOC_OBJ_L2CACHE, HWLOC_OBJ_L3CACHE, HWLOC_OBJ_L4CACHE}) {
        hwloc_obj_t object = nullptr;
        while ((object = hwloc_get_next_obj_by_type(topology, type, object)))
            found.push_back({static_cast<int>(object->attr->cache.depth), word(object->attr->cache.type),
                             static_cast<std::int64_t>(object->attr->cache.size),
                             hwloc_bitmap_weight(object->cpuset)});
    }
    std::sort(found.begin(), found.end(), [](const Cache& a, const Cache& b) { return rank(a) < rank(b); });
    found.erase(std::unique(found.begin(), found.end(),
                            [](const Cache& a, const Cache& b) { return rank(a) == rank(b); }),
                found.end());
    return found;
}

} // namespace

Topology read_topology(const std::filesystem::path& root) {
    std::error_code error;
    if (!std::filesystem::is_directory(root, error)) return {}; // hwloc would turn to this machine
    const auto handle = load(root);
    if (!handle) return {};
    Topology found;
    hwloc_obj_t object = nullptr;
    while ((object = hwloc_get_next_obj_by_type(handle.get(), HWLOC_OBJ_PU, object)))
        found.cpus.push_back(describe(handle.get(), object));
    std::sort(found.cpus.begin(), found.cpus.end(), [](const Cpu& a, const Cpu& b) { return a.id < b.id; });
    found.caches = caches(handle.get());
    found.numa_nodes = std::max(0, hwloc_get_nbobjs_by_type(handle.get(), HWLOC_OBJ_NUMANODE));
    return found;
}

} // namespace tare::hw
