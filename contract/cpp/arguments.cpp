#include "contract/cpp/arguments.hpp"

#include "contract/cpp/commands.hpp"
#include "contract/cpp/platform.hpp"
#include "contract/cpp/url.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string_view>

namespace tare::contract {
namespace {

constexpr int kExitFailed = 1, kExitUsage = 2, kExitCannotRunHere = 77;

std::string usage(std::string_view program, ArgumentsOf side, const std::vector<std::string>& variants) {
    return fmt::format(
        "usage: {} --variant {} [--wait block|spin] [--probe]{}", program, fmt::join(variants, "|"),
        side == ArgumentsOf::server
            ? " [--listen 127.0.0.1:0] [--tls-cert FILE --tls-key FILE [--tls-resume]] [--deflate]"
            : "");
}

/// Walks over "--name value" and "--name=value".
class Walk {
  public:
    Walk(int argc, const char* const* argv) : arguments_(argv + 1, argv + std::max(argc, 1)) {}

    bool next() {
        if (at_ == arguments_.size()) return false;
        name_ = arguments_[at_++];
        has_attached_ = false;
        if (const auto equals = name_.find('=');
            equals != std::string_view::npos && name_.starts_with("--")) {
            has_attached_ = true;
            attached_ = name_.substr(equals + 1);
            name_ = name_.substr(0, equals);
        }
        return true;
    }
    [[nodiscard]] std::string_view name() const { return name_; }
    [[nodiscard]] bool has_attached_value() const { return has_attached_; }

    Result<std::string> value() {
        if (has_attached_) return std::string(attached_);
        if (at_ == arguments_.size()) return make_error(Trouble::usage, "{} wants a value", name_);
        return std::string(arguments_[at_++]);
    }

  private:
    std::vector<std::string_view> arguments_;
    std::size_t at_ = 0;
    std::string_view name_;
    std::string_view attached_; ///< what follows '=' in "--name=value"
    bool has_attached_ = false;
};

/// What an argument without a value sets; null: it is none.
bool* flag_of(std::string_view name, ArgumentsOf side, Arguments& into) {
    if (name == "--probe") return &into.probe;
    if (name == "--help") return &into.help;
    if (side != ArgumentsOf::server) return nullptr;
    if (name == "--deflate") return &into.options.deflate;
    return name == "--tls-resume" ? &into.options.tls_resume : nullptr;
}

Result<void> take_option(Walk& walk, ArgumentsOf side, Arguments& into) {
    const std::string name(walk.name());
    if (bool* const flag = flag_of(name, side, into)) {
        if (walk.has_attached_value()) return make_error(Trouble::usage, "{} takes no value", name);
        *flag = true;
        return {};
    }
    const bool known =
        name == "--variant" || name == "--wait" ||
        (side == ArgumentsOf::server && (name == "--listen" || name == "--tls-cert" || name == "--tls-key"));
    if (!known) return make_error(Trouble::usage, "unknown argument \"{}\"", name);

    auto value = walk.value();
    if (!value) return value.error();
    if (name == "--variant") {
        into.options.variant = *value;
    } else if (name == "--wait") {
        if (*value != "block" && *value != "spin") {
            return make_error(Trouble::usage, "--wait must be block or spin, got \"{}\"", *value);
        }
        into.options.wait = *value == "spin" ? WaitMode::spin : WaitMode::block;
    } else if (name == "--listen") {
        auto where = parse_host_port(*value);
        if (!where) return in_context("--listen", where.error());
        into.options.address = std::move(where->host);
        into.options.port = where->port;
    } else {
        (name == "--tls-cert" ? into.options.tls_cert : into.options.tls_key) = std::move(*value);
    }
    return {};
}

int print_error(std::string_view program, const Error& error, int exit_code) {
    fmt::print(stderr, "{}: {}\n", program, error.message);
    return exit_code;
}

} // namespace

Result<Arguments> parse_arguments(int argc, const char* const* argv, ArgumentsOf side,
                                  const std::vector<std::string>& variants) {
    Arguments arguments;
    for (Walk walk(argc, argv); walk.next();) {
        if (auto taken = take_option(walk, side, arguments); !taken) return taken.error();
    }
    if (arguments.help) return arguments;
    const std::string& variant = arguments.options.variant;
    if (std::find(variants.begin(), variants.end(), variant) == variants.end()) {
        return variant.empty() ? make_error(Trouble::usage, "--variant is missing; there are: {}",
                                            fmt::join(variants, ", "))
                               : make_error(Trouble::usage, "--variant \"{}\" does not exist; there are: {}",
                                            variant, fmt::join(variants, ", "));
    }
    if (arguments.options.tls_cert.has_value() != arguments.options.tls_key.has_value()) {
        return make_error(Trouble::usage, "--tls-cert and --tls-key must be given together");
    }
    if (arguments.options.tls_resume && !arguments.options.tls_cert)
        return make_error(Trouble::usage, "--tls-resume wants --tls-cert and --tls-key");
    return arguments;
}

int run_contender(int argc, char** argv, ArgumentsOf side, const std::vector<std::string>& variants,
                  const std::function<Result<Probe>(const std::string&)>& probe,
                  const std::function<Result<void>(const ServerOptions&)>& work) {
    std::string program = argc > 0 ? argv[0] : "contender";
    program.erase(0, program.find_last_of("/\\") + 1);
    try {
        const auto arguments = parse_arguments(argc, argv, side, variants);
        if (!arguments) return print_error(program, arguments.error(), kExitUsage);
        if (arguments->help) {
            platform::write_line(usage(program, side, variants));
            return 0;
        }
        platform::ignore_broken_pipes();
        // Asked before every start: a variant that cannot run must say so, not fail half-way.
        const auto probed = probe(arguments->options.variant);
        if (!probed) {
            return print_error(program, probed.error(),
                               probed.error().trouble == Trouble::environment ? kExitCannotRunHere
                                                                              : kExitFailed);
        }
        if (arguments->probe) return platform::write_line(probe_answer(*probed)) ? 0 : kExitFailed;
        const auto worked = work(arguments->options);
        if (worked) return 0;
        // A limit can also be met after the probe: so many programs may lock so much memory, say.
        const bool here = worked.error().trouble != Trouble::environment;
        return print_error(program, worked.error(), here ? kExitFailed : kExitCannotRunHere);
    } catch (const std::exception& defect) {
        return print_error(program, {Trouble::internal, defect.what()}, kExitFailed);
    }
}

} // namespace tare::contract
