#include "bench/report/ctest_tags.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace tare::report {
namespace {

using core::Cell;

std::string escaped(std::string_view text) {
    std::string xml;
    for (const char c : text) {
        switch (c) {
        case '&':
            xml += "&amp;";
            break;
        case '<':
            xml += "&lt;";
            break;
        case '>':
            xml += "&gt;";
            break;
        case '"':
            xml += "&quot;";
            break;
        case '\'':
            xml += "&apos;";
            break;
        default:
            // XML 1.0 has no other control characters, not even escaped ones.
            xml += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return xml;
}

std::string stable_id(const Cell& cell) {
    std::string variant = cell.subject.variant;
    if (cell.role == core::Role::pair && !cell.server.variant.empty() && !cell.client.variant.empty() &&
        cell.server.variant != cell.client.variant)
        variant = cell.server.variant + "+" + cell.client.variant;
    return fmt::format("{}/{}/{}:{}", core::case_id(cell.measured), core::to_string(cell.role),
                       cell.subject.contender, variant);
}

std::string tag(std::string_view type, std::string_view name, std::string_view value) {
    return fmt::format("<CTestMeasurement type=\"{}\" name=\"{}\">{}</CTestMeasurement>\n", type,
                       escaped(name), escaped(value));
}

class Tags {
  public:
    explicit Tags(const Cell& cell) : id_(stable_id(cell)) {}

    Tags& add(std::string_view figure, const std::optional<double>& value) {
        if (value)
            text_ += tag("numeric/double", fmt::format("{}/{}", id_, figure), fmt::format("{}", *value));
        return *this;
    }
    /// An estimate of 0 stands for one that was not made: none of these figures can be 0.
    Tags& add(std::string_view figure, const core::Estimate& value) {
        return value.est > 0 ? add(figure, std::optional(value.est)) : *this;
    }
    Tags& add(std::string_view figure, const std::optional<core::Estimate>& value) {
        return value ? add(figure, *value) : *this;
    }
    Tags& status(const Cell& cell) {
        text_ += tag("text/string", id_ + "/status",
                     fmt::format("{}: {}", core::to_string(cell.status), cell.reason));
        return *this;
    }

    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string id_;
    std::string text_;
};

} // namespace

std::string ctest_tags(const core::RunResult& result) {
    std::string text;
    for (const Cell& cell : result.cells) {
        Tags tags(cell);
        if (cell.status != core::Status::ok) {
            text += tags.status(cell).text();
            continue;
        }
        text += tags.add("ops_per_s", cell.ops_per_s)
                    .add("p50_ns", cell.latency.p50)
                    .add("p99_ns", cell.latency.p99)
                    .add("cpu_ns_per_op_server", cell.cpu_ns_per_op_server)
                    .add("cpu_ns_per_op_client", cell.cpu_ns_per_op_client)
                    .add("over_floor_cpu", cell.over_floor_cpu)
                    .add("over_floor_wall", cell.over_floor_wall)
                    .add("syscalls_per_op_server", cell.per_op_server.syscalls)
                    .add("syscalls_per_op_client", cell.per_op_client.syscalls)
                    .text();
    }
    return text;
}

} // namespace tare::report
