#include "bench/store/tune_file.hpp"

#include "bench/store/atomic_file.hpp"
#include "bench/store/json_node.hpp"
#include "bench/store/json_text.hpp"
#include "bench/store/read_text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace tare::store {
namespace {

namespace json = boost::json;

constexpr int kSchema = 1;

bool may_be_set(const std::string& file) {
    constexpr std::array<std::string_view, 3> roots = {"proc/sys/", "proc/irq/", "sys/"};
    const std::filesystem::path path(file);
    return std::any_of(roots.begin(), roots.end(), [&](auto root) { return file.starts_with(root); }) &&
           std::find(path.begin(), path.end(), "..") == path.end();
}

core::SavedSetting setting_from_json(const JsonNode& node) {
    node.only({"what", "item", "file", "old"});
    core::SavedSetting saved{node.member("what").text(),
                             {},
                             node.member("file").text_not_empty(),
                             node.member("old").text_not_empty()};
    if (const auto item = node.optional("item")) saved.item = item.text();
    if (!may_be_set(saved.file)) node.member("file").expected("a file below proc/sys, proc/irq or sys");
    return saved;
}

} // namespace

Result<std::optional<core::TuneState>> read_tune_state(const std::filesystem::path& file) {
    std::error_code code;
    if (!std::filesystem::exists(std::filesystem::symlink_status(file, code)))
        return std::optional<core::TuneState>();
    const auto text = read_text(file);
    if (!text) return text.error();
    const auto document = JsonDocument::parse(*text, file.string());
    if (!document) return document.error();
    const auto root = document->root();
    const auto schema = root.member("schema").whole(1, 1'000'000);
    if (!document->error() && schema > kSchema)
        root.fail(fmt::format("schema {} is newer than the {} that this tare reads", schema, kSchema));
    core::TuneState state;
    state.boot_id = root.member("boot_id").text();
    state.saved_utc = root.member("saved_utc").text();
    for (const auto& saved : root.member("saved").elements()) state.saved.push_back(setting_from_json(saved));
    if (const auto& error = document->error()) return *error;
    return std::optional(std::move(state));
}

Result<void> write_tune_state(const std::filesystem::path& file, const core::TuneState& state) {
    std::error_code code;
    std::filesystem::create_directories(file.parent_path(), code);
    if (code)
        return make_error(Trouble::environment, "{}: cannot be made: {}", file.parent_path().string(),
                          code.message());
    json::array saved;
    for (const auto& setting : state.saved) {
        json::object object{{"what", setting.what}};
        put(object, "item", setting.item);
        object.emplace("file", setting.file);
        object.emplace("old", setting.old);
        saved.push_back(std::move(object));
    }
    return write_atomically(file, pretty(json::object{{"schema", kSchema},
                                                      {"boot_id", state.boot_id},
                                                      {"saved_utc", state.saved_utc},
                                                      {"saved", std::move(saved)}}) +
                                      '\n');
}

Result<void> remove_tune_state(const std::filesystem::path& file) {
    std::error_code code;
    std::filesystem::remove(file, code);
    if (code)
        return make_error(Trouble::environment, "{}: cannot be removed: {}", file.string(), code.message());
    return {};
}

} // namespace tare::store
