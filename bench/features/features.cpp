#include "bench/features/features.hpp"

#include "bench/features/sides.hpp"
#include "bench/features/source_lines.hpp"
#include "bench/run/probe.hpp"

namespace tare::features {

Result<Setup> make_setup(const std::filesystem::path& vectors, const std::filesystem::path& folder) {
    auto made = check::make_setup(vectors, folder);
    if (!made) return made.error();
    Setup setup;
    setup.check = std::move(*made);
    return setup;
}

std::vector<std::int64_t> sizes_to_try(std::int64_t largest) {
    std::vector<std::int64_t> sizes;
    for (std::int64_t size = 65536; size <= largest; size *= 2) sizes.push_back(size);
    return sizes;
}

core::FeatureReport probe_features(const core::Contender& contender, const core::Variant& variant,
                                   const Setup& setup) {
    core::FeatureReport report{contender, variant, run::probe(contender, variant, setup.check.interrupt), {}};
    if (!report.availability.available) return report;
    Sheet sheet(setup);
    const auto lines = source_lines_below(contender.folder);
    sheet.put(lines ? amount(Feature::source_lines, static_cast<double>(*lines))
                    : absent(Feature::source_lines, "no source file could be read in its folder"));
    run::EndStart start;
    start.contender = &contender;
    start.variant = &variant;
    start.interrupt = setup.check.interrupt;
    const std::string why_not = contender.side == core::Side::server
                                    ? ask_server(start, report.availability, setup, sheet)
                                    : ask_client(start, report.availability, setup, sheet);
    report.cells = sheet.finish(sheet.reason_to_stop().empty() ? why_not : sheet.reason_to_stop());
    hold_against(variant.can, report.cells, connections_to_try(variant, setup));
    return report;
}

} // namespace tare::features
