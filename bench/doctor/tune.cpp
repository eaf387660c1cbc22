#include "bench/doctor/tune.hpp"

#include "bench/store/tune_file.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tare::doctor {
namespace {

using core::SavedSetting;
using core::TuneChange;
using core::TuneOutcome;
using core::TuneState;

bool of_an_earlier_boot(const TuneState& state, const Desk& desk) {
    return !state.boot_id.empty() && !desk.boot_id.empty() && state.boot_id != desk.boot_id;
}

bool holds(const std::vector<SavedSetting>& saved, const std::string& file) {
    return std::any_of(saved.begin(), saved.end(), [&](const auto& each) { return each.file == file; });
}

/// Writes, and looks whether it was taken: some files take a write and keep their value.
void set(TuneChange& change, hw::SettingFiles& files) {
    if (const auto written = files.write(change.file, change.wanted); !written) {
        change.reason = written.error().message;
        return;
    }
    const auto now = files.read(change.file);
    if (now == change.wanted)
        change.outcome = TuneOutcome::set;
    else
        change.reason =
            now ? fmt::format("it took the value and still holds {}", *now) : "it cannot be read any more";
}

std::vector<TuneChange> changes_wanted(const std::vector<hw::Setting>& settings, hw::SettingFiles& files) {
    std::vector<TuneChange> changes;
    for (const auto& setting : settings) {
        TuneChange change{
            setting.what, setting.item, setting.file, {}, setting.wanted, TuneOutcome::failed, {}};
        if (auto old = files.read(setting.file))
            change.old = std::move(*old);
        else
            change.reason = "it cannot be read";
        if (change.old == change.wanted) change.outcome = TuneOutcome::already;
        changes.push_back(std::move(change));
    }
    return changes;
}

bool is_to_be_set(const TuneChange& change) {
    return change.outcome == TuneOutcome::failed && change.reason.empty();
}

} // namespace

Result<std::vector<TuneChange>> tune(Desk& desk, const std::vector<hw::Setting>& settings) {
    const auto before = store::read_tune_state(desk.state_file);
    if (!before) return before.error();
    TuneState state{desk.boot_id, desk.now_utc, {}};
    if (*before && !of_an_earlier_boot(**before, desk)) state = **before;

    auto changes = changes_wanted(settings, desk.files);
    const auto known = state.saved.size();
    for (const auto& change : changes)
        if (is_to_be_set(change) && !holds(state.saved, change.file))
            state.saved.push_back({change.what, change.item, change.file, change.old});
    if (state.saved.size() > known)
        if (auto written = store::write_tune_state(desk.state_file, state); !written) return written.error();

    for (auto& change : changes)
        if (is_to_be_set(change)) set(change, desk.files);
    return changes;
}

Result<Restored> restore(Desk& desk) {
    const auto state = store::read_tune_state(desk.state_file);
    if (!state) return state.error();
    Restored restored;
    if (!*state) return restored;
    restored.was_rebooted = of_an_earlier_boot(**state, desk);
    TuneState left = **state;
    left.saved.clear();
    if (!restored.was_rebooted) {
        const auto& saved = (*state)->saved;
        for (auto each = saved.rbegin(); each != saved.rend(); ++each) {
            TuneChange change{each->what, each->item, each->file, {}, each->old, TuneOutcome::failed, {}};
            if (auto now = desk.files.read(each->file))
                change.old = std::move(*now);
            else
                change.reason = "it cannot be read (is its CPU offline?)";
            if (change.old == change.wanted)
                change.outcome = TuneOutcome::already;
            else if (change.reason.empty())
                set(change, desk.files);
            if (change.outcome == TuneOutcome::failed) left.saved.insert(left.saved.begin(), *each);
            restored.changes.push_back(std::move(change));
        }
    }
    const auto kept = left.saved.empty() ? store::remove_tune_state(desk.state_file)
                                         : store::write_tune_state(desk.state_file, left);
    if (!kept) return kept.error();
    return restored;
}

} // namespace tare::doctor
