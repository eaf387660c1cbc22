#include "bench/check/check.hpp"

#include "bench/check/deviations.hpp"
#include "bench/check/sheet.hpp"
#include "bench/check/sides.hpp"
#include "bench/run/certificate.hpp"
#include "bench/run/probe.hpp"

namespace tare::check {
namespace {

Result<run::TlsFiles> certificate_in(const std::filesystem::path& folder,
                                     const run::CertificateNames& names) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    return run::make_certificate(folder, names);
}

} // namespace

Result<Setup> make_setup(const std::filesystem::path& vectors, const std::filesystem::path& folder) {
    auto server_vectors = load_server_vectors(vectors);
    if (!server_vectors) return server_vectors.error();
    auto client_vectors = load_client_vectors(vectors);
    if (!client_vectors) return client_vectors.error();
    auto tls = certificate_in(folder / "trusted", run::kLoopbackNames);
    if (!tls) return tls.error();
    auto other_authority = certificate_in(folder / "other-authority", run::kLoopbackNames);
    if (!other_authority) return other_authority.error();
    auto other_name = certificate_in(folder / "other-name", {"IP:127.0.0.2", "DNS:other.invalid"});
    if (!other_name) return other_name.error();
    Setup setup;
    setup.server_vectors = std::move(*server_vectors);
    setup.client_vectors = std::move(*client_vectors);
    setup.tls = std::move(*tls);
    setup.other_authority = std::move(*other_authority);
    setup.other_name = std::move(*other_name);
    setup.folder = folder;
    return setup;
}

Result<CheckReport> check(const core::Contender& contender, const core::Variant& variant,
                          const Setup& setup) {
    const bool is_server = contender.side == core::Side::server;
    CheckReport report{
        fmt::format("{} {}", contender.name, core::to_string(contender.side)), variant.name, {}};
    const core::Availability available = run::probe(contender, variant, setup.interrupt);
    if (setup.interrupt != nullptr && setup.interrupt->raised()) return run::interrupted();
    if (!available.available) {
        report.items.push_back(
            {"probe", "contract, Probe", available.broken ? Status::fail : Status::skip, available.reason});
        return report;
    }
    Sheet sheet(report, variant, setup);
    sheet.ask(question("probe", "contract, Probe"), "", [&] {
        if (available.versions.empty()) return Verdict::fail("names no version of anything");
        const bool good = !available.footprint || available.footprint->trouble.empty();
        return good ? Verdict::pass() : Verdict::fail(available.footprint->trouble);
    });
    run::EndStart start;
    start.contender = &contender;
    start.variant = &variant;
    start.interrupt = setup.interrupt;
    if (contender.is_floor) {
        (is_server ? check_floor_server : check_floor_client)(start, setup, sheet);
    } else {
        (is_server ? check_server : check_client)(start, setup, sheet);
    }
    if (sheet.interrupted()) return run::interrupted();
    sheet.finish();
    apply_deviations(contender.deviations, report);
    return report;
}

} // namespace tare::check
