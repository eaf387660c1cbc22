#include "bench/store/samples_file.hpp"

#include "bench/store/json_text.hpp"

#include <boost/json/object.hpp>

#include <cerrno>
#include <cstring>

namespace tare::store {
namespace {

namespace json = boost::json;

json::object side_to_json(const core::SideCounters& side) {
    json::object object;
    if (side.cpu_ns > 0) object.emplace("cpu_ns", side.cpu_ns);
    put(object, "voluntary_switches", side.voluntary_switches);
    put(object, "involuntary_switches", side.involuntary_switches);
    put(object, "minor_faults", side.minor_faults);
    put(object, "major_faults", side.major_faults);
    put(object, "run_delay_ns", side.run_delay_ns);
    return object;
}

json::object disturbance_to_json(const core::Disturbance& disturbance) {
    json::object object;
    put(object, "steal_ns", disturbance.steal_ns);
    put(object, "throttled", disturbance.throttled);
    put(object, "swapped", disturbance.swapped);
    put(object, "net_rx_softirqs", disturbance.net_rx_softirqs);
    put(object, "tcp_retransmits", disturbance.tcp_retransmits);
    return object;
}

std::string name_of(const core::Program& program) {
    return fmt::format("{}:{}", program.contender, program.variant);
}

} // namespace

std::string sample_to_json(const core::Case& measured, const core::Program& server,
                           const core::Program& client, const core::Sample& sample) {
    json::object object{{"case", core::case_id(measured)}, {"server", name_of(server)},
                        {"client", name_of(client)},       {"session", sample.session},
                        {"round", sample.round},           {"position", sample.position},
                        {"operations", sample.operations}, {"bytes", sample.bytes},
                        {"started_ns", sample.started_ns}, {"wall_ns", sample.ended_ns - sample.started_ns}};
    if (const auto& each = sample.per_connection)
        object.emplace("per_connection",
                       json::object{{"least", each->least}, {"median", each->median}, {"most", each->most}});
    if (sample.open_loop)
        object.emplace("open_loop", json::object{{"rate_per_s", sample.open_loop->rate_per_s},
                                                 {"sent_in_time", sample.open_loop->sent_in_time}});
    put(object, "server_counters", side_to_json(sample.server));
    put(object, "client_counters", side_to_json(sample.client));
    put(object, "disturbance", disturbance_to_json(sample.disturbance));
    return compact(object);
}

SamplesFile::SamplesFile(std::filesystem::path path) : path_(std::move(path)) {}

Result<void> SamplesFile::append(const core::Case& measured, const core::Program& server,
                                 const core::Program& client, std::span<const core::Sample> samples) {
    errno = 0;
    if (!file_.is_open()) file_.open(path_, std::ios::binary | std::ios::trunc);
    for (const auto& sample : samples) file_ << sample_to_json(measured, server, client, sample) << '\n';
    file_.flush();
    if (!file_)
        return make_error(Trouble::environment, "{}: cannot be written: {}", path_.string(),
                          errno == 0 ? "unknown reason" : std::strerror(errno));
    return {};
}

} // namespace tare::store
