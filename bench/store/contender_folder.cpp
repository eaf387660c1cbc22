#include "bench/store/contender_folder.hpp"

#include "bench/store/json_node.hpp"
#include "bench/store/read_text.hpp"

#include <algorithm>
#include <optional>

namespace tare::store {
namespace {

namespace fs = std::filesystem;

/// {bin}, {dir}, {out} and {python} replaced. Braces around any other word are a slip of the pen, which would
/// otherwise surface as "no such file" at the start of a run.
std::string filled_in(const JsonNode& argument, const core::Contender& contender,
                      const Placeholders& placeholders) {
    const std::string pattern = argument.text_not_empty();
    std::string text;
    std::size_t at = 0;
    while (at < pattern.size()) {
        const std::size_t open = pattern.find('{', at);
        const std::size_t close = open == std::string::npos ? open : pattern.find('}', open);
        if (close == std::string::npos) break;
        const std::string word = pattern.substr(open + 1, close - open - 1);
        text += pattern.substr(at, open - at);
        if (word == "bin")
            text += placeholders.bin.string();
        else if (word == "dir")
            text += contender.folder.string();
        else if (word == "out")
            text += contender.out.string();
        else if (word == "python")
            text += placeholders.python.string();
        else
            argument.fail(fmt::format(
                "{{{}}} stands for nothing; known are {{bin}}, {{dir}}, {{out}} and {{python}}", word));
        at = close + 1;
    }
    return text + pattern.substr(at);
}

core::Capabilities read_capabilities(const JsonNode& node, core::Capabilities can) {
    node.only(
        {"tls", "text", "fragments", "sends_fragments", "deflate", "tls_resume", "spin", "most_connections"});
    const auto flag = [&node](std::string_view key, bool& value) {
        if (const auto member = node.optional(key)) value = member.flag();
    };
    flag("tls", can.tls);
    flag("text", can.text);
    flag("fragments", can.fragments);
    flag("sends_fragments", can.sends_fragments);
    flag("deflate", can.deflate);
    flag("tls_resume", can.tls_resume);
    flag("spin", can.spin);
    if (const auto most = node.optional("most_connections"))
        can.most_connections = static_cast<int>(most.whole(1, core::kMostConnections));
    return can;
}

std::vector<core::Workload> read_workloads(const JsonNode& list) {
    std::vector<core::Workload> workloads;
    for (const JsonNode& word : list.elements()) workloads.push_back(word.word(core::parse_workload));
    if (workloads.empty()) list.fail("expected at least one workload");
    return workloads;
}

core::Variant read_variant(const JsonNode& node, const core::Contender& contender,
                           const core::Capabilities& usual, const Placeholders& placeholders) {
    node.only({"name", "about", "command", "capabilities", "workloads"});
    core::Variant variant;
    variant.name = node.member("name").text_not_empty();
    variant.about = node.member("about").text_not_empty();
    const JsonNode command = node.member("command");
    for (const JsonNode& argument : command.elements())
        variant.command.push_back(filled_in(argument, contender, placeholders));
    if (variant.command.empty()) command.fail("expected the program and its arguments");
    variant.can = usual;
    if (const auto overrides = node.optional("capabilities"))
        variant.can = read_capabilities(overrides, usual);
    const auto own = node.optional("workloads");
    variant.workloads = own ? read_workloads(own) : contender.workloads;
    return variant;
}

core::Tuning read_tuning(const JsonNode& node, const std::vector<core::Variant>& variants) {
    node.only({"variant", "what", "why"});
    core::Tuning tuning{node.member("variant").text(), node.member("what").text_not_empty(),
                        node.member("why").text_not_empty()};
    const bool known =
        tuning.variant == "*" || std::any_of(variants.begin(), variants.end(),
                                             [&](const auto& v) { return v.name == tuning.variant; });
    if (!known) node.member("variant").expected("the name of a variant above, or \"*\"");
    return tuning;
}

/// The folder as an absolute path without "." and "..": a contender is started from elsewhere.
fs::path absolute_folder(const fs::path& file) {
    std::error_code code;
    const fs::path whole = fs::absolute(file, code);
    return (code ? file : whole).lexically_normal().parent_path();
}

/// One folder's contender.json, if there is one, into the scan.
void scan_folder(const fs::path& folder, std::optional<core::Side> side, const Placeholders& placeholders,
                 ContenderScan& scan) {
    const fs::path file = folder / "contender.json";
    std::error_code code;
    if (!fs::exists(file, code)) return;
    const auto text = read_text(file);
    auto contender =
        text ? parse_contender(*text, file, placeholders) : Result<core::Contender>(text.error());
    if (contender && side && contender->side != *side)
        contender = make_error(
            Trouble::usage, "{}: /side: expected \"{}\", as the folder is in {}, got \"{}\"", file.string(),
            core::to_string(*side), folder.parent_path().string(), core::to_string(contender->side));
    if (!contender) return scan.malformed.push_back(contender.error());
    for (const auto& other : scan.contenders)
        if (other.name == contender->name && other.side == contender->side &&
            other.folder != contender->folder)
            return scan.malformed.push_back(
                make_error(Trouble::usage, "{}: there is a {} called {} already, in {}", file.string(),
                           core::to_string(contender->side), contender->name, other.folder.string()));
    const bool same_folder =
        std::any_of(scan.contenders.begin(), scan.contenders.end(),
                    [&](const auto& other) { return other.folder == contender->folder; });
    if (!same_folder) scan.contenders.push_back(std::move(*contender)); // a root named twice is no duplicate
}

/// Every folder directly in `parent`, by name.
void scan_children(const fs::path& parent, std::optional<core::Side> side, const Placeholders& placeholders,
                   ContenderScan& scan) {
    std::error_code code;
    std::vector<fs::path> folders;
    for (fs::directory_iterator it(parent, code), end; !code && it != end; it.increment(code)) {
        std::error_code not_a_folder;
        if (it->is_directory(not_a_folder)) folders.push_back(it->path());
    }
    std::sort(folders.begin(), folders.end());
    for (const auto& folder : folders) scan_folder(folder, side, placeholders, scan);
}

} // namespace

Result<core::Contender> parse_contender(std::string_view text, const fs::path& file,
                                        const Placeholders& placeholders) {
    const auto document = JsonDocument::parse(text, file.string());
    if (!document) return document.error();
    const JsonNode root = document->root();
    root.only({"$schema", "name", "side", "language", "library", "homepage", "floor", "workloads",
               "capabilities", "variants", "tuned", "deviations", "warm_up_ms"});

    core::Contender contender;
    contender.folder = absolute_folder(file);
    contender.name = root.member("name").text_not_empty();
    if (const auto folder = contender.folder.filename().string(); contender.name != folder)
        root.member("name").expected(fmt::format("\"{}\", as its folder is called", folder));
    contender.side = root.member("side").word(core::parse_side);
    contender.language = root.member("language").text_not_empty();
    contender.out = placeholders.out / fmt::format("{}s", core::to_string(contender.side)) / contender.name;
    contender.library = root.member("library").text_not_empty();
    contender.homepage = root.member("homepage").text();
    if (const auto floor = root.optional("floor")) contender.is_floor = floor.flag();

    contender.workloads = read_workloads(root.member("workloads"));
    const auto usual = read_capabilities(root.member("capabilities"), {});
    const JsonNode variants = root.member("variants");
    for (const JsonNode& node : variants.elements()) {
        auto variant = read_variant(node, contender, usual, placeholders);
        for (const auto& other : contender.variants)
            if (other.name == variant.name)
                node.fail(fmt::format("there is a variant \"{}\" already", variant.name));
        contender.variants.push_back(std::move(variant));
    }
    if (contender.variants.empty()) variants.fail("expected at least one variant");
    if (const auto tuned = root.optional("tuned"))
        for (const JsonNode& node : tuned.elements())
            contender.tuned.push_back(read_tuning(node, contender.variants));
    if (const auto warm_up = root.optional("warm_up_ms")) contender.warm_up_ms = warm_up.whole(0, 60'000);
    if (const auto deviations = root.optional("deviations"))
        for (const JsonNode& node : deviations.elements()) {
            node.only({"vector", "what"});
            contender.deviations.push_back(
                {node.member("vector").text_not_empty(), node.member("what").text_not_empty()});
        }

    if (const auto& error = document->error()) return *error;
    return contender;
}

ContenderScan load_contenders(const std::vector<fs::path>& roots, const Placeholders& placeholders) {
    ContenderScan scan;
    for (const auto& root : roots) {
        std::error_code code;
        if (!fs::is_directory(root, code)) {
            scan.malformed.push_back(
                make_error(Trouble::usage, "{}: no such folder to look for contenders in", root.string()));
            continue;
        }
        scan_children(root / "servers", core::Side::server, placeholders, scan);
        scan_children(root / "clients", core::Side::client, placeholders, scan);
        scan_children(root, std::nullopt, placeholders, scan);
        scan_folder(root, std::nullopt, placeholders, scan);
    }
    std::stable_sort(scan.contenders.begin(), scan.contenders.end(), [](const auto& a, const auto& b) {
        return std::pair(a.side, a.name) < std::pair(b.side, b.name);
    });
    return scan;
}

} // namespace tare::store
