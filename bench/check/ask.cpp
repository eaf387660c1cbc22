#include "bench/check/ask.hpp"

#include <chrono>
#include <future>

namespace tare::check {

namespace json = boost::json;

Result<json::object> ask(run::ChildProcess& client, const json::object& command,
                         const std::function<void()>& pump, Nanoseconds timeout) {
    const std::string asked(command.at("do").as_string());
    if (auto written = client.write_line(json::serialize(command)); !written) {
        return in_context(fmt::format("\"{}\"", asked), written.error());
    }
    auto answer = std::async(std::launch::async, [&] { return client.read_line(timeout); });
    while (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready) pump();
    const auto line = answer.get();
    if (!line) return in_context(fmt::format("answering \"{}\"", asked), line.error());
    boost::system::error_code code;
    auto value = json::parse(*line, code);
    if (code || !value.is_object()) {
        return make_error(Trouble::contender, "answers \"{}\" with \"{}\", which is no JSON object", asked,
                          line->substr(0, 80));
    }
    return std::move(value.get_object());
}

std::string error_in(const json::object& answer) {
    const json::value* error = answer.if_contains("error");
    if (error == nullptr) return {};
    return error->is_string() && !error->get_string().empty() ? std::string(error->get_string())
                                                              : "an error without a sentence";
}

std::int64_t number_in(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr) return -1;
    boost::system::error_code code;
    const auto number = value->to_number<std::int64_t>(code);
    return code ? -1 : number;
}

} // namespace tare::check
