#include "bench/store/suite_file.hpp"

#include "bench/store/json_node.hpp"
#include "bench/store/read_text.hpp"

#include <algorithm>

namespace tare::store {
namespace {

using core::Case;

/// More would be measured for days, and lists multiply: ten short ones make a file that fills the memory.
constexpr std::size_t kMostCases = 1'000;
std::string too_many() { return fmt::format("a suite has at most {} cases", kMostCases); }

/// A name that can stand in a path, a CTest name and a label.
std::string plain_word(const JsonNode& node) {
    std::string word = node.text_not_empty();
    const bool plain = std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
    if (!plain) node.expected("a word of a-z, 0-9 and -");
    return word;
}

/// Sets one parameter of a case from its JSON value.
void set_parameter(Case& c, std::string_view key, const JsonNode& value) {
    if (key == "workload") c.workload = value.word(core::parse_workload);
    if (key == "size_bytes") c.size_bytes = value.whole(0, core::kLargestMessageBytes);
    if (key == "connections") c.connections = static_cast<int>(value.whole(1, core::kMostConnections));
    if (key == "depth") c.depth = static_cast<int>(value.whole(1, core::kDeepest));
    if (key == "direction") c.direction = value.word(core::parse_direction);
    if (key == "fragment_bytes") c.fragment_bytes = value.whole(0, core::kLargestMessageBytes);
    if (key == "rate_per_s") c.rate_per_s = value.whole(core::kLowestRate, core::kHighestRate);
    if (key == "load_percent") c.load_percent = static_cast<int>(value.whole(1, core::kHighestLoad));
    if (key == "p99_us") c.p99_us = value.whole(1, core::kLongestP99Us);
    if (key == "transport") c.transport = value.word(core::parse_transport);
    if (key == "placement") c.placement = value.word(core::parse_placement);
    if (key == "wait") c.wait = value.word(core::parse_wait_mode);
    if (key == "kind") c.kind = value.word(core::parse_message_kind);
    if (key == "deflate") c.deflate = value.flag();
    if (key == "resumed") c.resumed = value.flag();
}

/// Crosses the lists of one entry: the key written first varies slowest.
std::vector<Case> crossed(const JsonNode& entry) {
    entry.only({"workload", "size_bytes", "connections", "depth", "direction", "fragment_bytes", "rate_per_s",
                "load_percent", "p99_us", "transport", "placement", "wait", "kind", "deflate", "resumed",
                "contenders"});
    std::vector<Case> cases{Case{}};
    for (const auto& [key, value] : entry.members()) {
        if (key == "contenders") continue;
        const auto values = value.one_or_more();
        if (values.empty()) value.expected("at least one value");
        if (cases.size() * values.size() > kMostCases) {
            value.fail(too_many());
            return {};
        }
        std::vector<Case> more;
        for (const Case& so_far : cases)
            for (const JsonNode& one : values) {
                more.push_back(so_far);
                set_parameter(more.back(), key, one);
            }
        cases = std::move(more);
    }
    return cases;
}

/// Nobody's rows are never meant: a list without globs is a mistake.
std::vector<std::string> read_contenders(const JsonNode& list) {
    std::vector<std::string> globs;
    for (const JsonNode& one : list.one_or_more()) globs.push_back(one.text_not_empty());
    if (globs.empty()) list.expected("at least one glob");
    return globs;
}

void read_cases(const JsonNode& list, core::Suite& suite) {
    auto& cases = suite.cases;
    for (const JsonNode& entry : list.elements()) {
        const auto own = entry.optional("contenders");
        const auto globs = own ? read_contenders(own) : std::vector<std::string>{};
        for (const Case& c : crossed(entry)) {
            if (std::find(cases.begin(), cases.end(), c) != cases.end())
                entry.fail(fmt::format("{} stands in this suite twice", core::case_id(c)));
            // What single values cannot say: whether they go together.
            if (const auto fine = core::check_case(c); !fine) entry.fail(fine.error().message);
            cases.push_back(c);
            if (own) suite.contenders_of[c] = globs;
            if (cases.size() > kMostCases) return entry.fail(too_many());
        }
    }
    if (cases.empty()) list.fail("expected at least one case");
}

std::vector<core::Role> read_roles(const JsonNode& list) {
    std::vector<core::Role> roles;
    for (const JsonNode& entry : list.elements()) {
        const auto role = entry.word(core::parse_role);
        if (role == core::Role::floor)
            entry.fail("the floor is measured in any case; expected server, client or pair");
        if (std::find(roles.begin(), roles.end(), role) != roles.end()) entry.fail("the same role twice");
        roles.push_back(role);
    }
    if (roles.empty()) list.fail("expected at least one role");
    return roles;
}

core::Goal read_goal(const JsonNode& node, const std::vector<Case>& cases) {
    node.only({"case", "role", "of", "figure", "over", "at_least", "at_most"});
    core::Goal goal;
    const JsonNode id = node.member("case");
    goal.measured = id.word(core::parse_case_id);
    if (std::find(cases.begin(), cases.end(), goal.measured) == cases.end())
        id.expected("a case of this suite");
    goal.role = node.member("role").word(core::parse_role);
    goal.subject = node.member("of").word(core::parse_program);
    goal.figure = node.member("figure").word(core::parse_figure);
    if (goal.figure == core::Figure::rate) {
        const JsonNode over = node.member("over");
        if (over.text() != "floor") goal.over = over.word(core::parse_program);
    } else if (const auto over = node.optional("over")) {
        over.fail("only a rate is held against another");
    }
    if (const auto bound = node.optional("at_least")) goal.at_least = bound.number();
    if (const auto bound = node.optional("at_most")) goal.at_most = bound.number();
    if (goal.at_least.has_value() == goal.at_most.has_value())
        node.fail("expected either \"at_least\" or \"at_most\"");
    return goal;
}

} // namespace

Result<core::Suite> parse_suite(std::string_view text, std::string_view file) {
    const auto document = JsonDocument::parse(text, file);
    if (!document) return document.error();
    const JsonNode root = document->root();
    root.only({"$schema", "name", "about", "label", "sessions", "rounds", "block_ms", "budget_s", "roles",
               "contenders", "cases", "goals"});

    core::Suite suite;
    suite.name = plain_word(root.member("name"));
    suite.about = root.member("about").text_not_empty();
    suite.label = plain_word(root.member("label"));
    suite.budget_s = root.member("budget_s").number();
    if (!(suite.budget_s > 0)) root.member("budget_s").expected("a number of seconds above 0");
    if (const auto node = root.optional("sessions")) suite.sessions = static_cast<int>(node.whole(1, 1'000));
    if (const auto node = root.optional("rounds")) suite.rounds = static_cast<int>(node.whole(10, 240));
    if (const auto node = root.optional("block_ms")) suite.block_ms = node.whole(10, 1'000);
    suite.roles = read_roles(root.member("roles"));
    if (const auto node = root.optional("contenders")) suite.contenders = read_contenders(node);
    read_cases(root.member("cases"), suite);
    if (const auto goals = root.optional("goals"))
        for (const JsonNode& goal : goals.elements()) suite.goals.push_back(read_goal(goal, suite.cases));
    if (const auto& error = document->error()) return *error;
    return suite;
}

Result<std::vector<core::Suite>> load_suites(const std::filesystem::path& folder) {
    std::error_code code;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
        if (it->path().extension() == ".json") files.push_back(it->path());
    if (code)
        return make_error(Trouble::usage, "suites: cannot list {}: {}", folder.string(), code.message());
    std::sort(files.begin(), files.end());

    std::vector<core::Suite> suites;
    for (const auto& file : files) {
        const auto text = read_text(file);
        if (!text) return text.error();
        auto suite = parse_suite(*text, file.string());
        if (!suite) return suite.error();
        if (suite->name != file.stem().string())
            return make_error(Trouble::usage, "{}: /name: expected \"{}\", as the file is called, got \"{}\"",
                              file.string(), file.stem().string(), suite->name);
        suites.push_back(std::move(*suite));
    }
    return suites;
}

} // namespace tare::store
