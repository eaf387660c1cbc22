#include "bench/check/vectors.hpp"

#include "bench/check/json_members.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace tare::check {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

About read_about(JsonMembers& members) {
    About about;
    about.id = members.text("id");
    about.section = members.text("section");
    about.about = members.text("about");
    about.needs = members.texts("needs");
    about.over_tls = members.flag("over_tls", false);
    const std::string demand = members.text("demand");
    about.must = demand == "must";
    if (!about.must && demand != "may") members.fail("\"demand\" must be \"must\" or \"may\"");
    if (about.id.empty() || about.section.empty()) members.fail("\"id\" and \"section\" must be there");
    return about;
}

/// Lines with CRLF and the empty one that ends a head.
Bytes as_head(const std::vector<std::string>& lines) {
    Bytes head;
    for (const std::string& line : lines) head += line + "\r\n";
    return lines.empty() ? head : head + "\r\n";
}

HttpStep read_http(JsonMembers members, std::string& error) {
    HttpStep step;
    step.status = members.numbers("status");
    step.tolerated = members.numbers("tolerated");
    step.absent = members.texts("absent");
    if (const json::object* fields = members.object("fields")) {
        JsonMembers values(*fields);
        for (const auto& field : *fields) {
            step.fields[std::string(field.key())] = values.text(std::string(field.key()).c_str());
        }
        if (auto read = values.finish(); !read) members.fail(read.error().message);
    }
    if (auto read = members.finish(); !read) error = read.error().message;
    return step;
}

Result<Step> read_step(const json::value& value) {
    if (!value.is_object()) return make_error(Trouble::usage, "a step must be an object");
    JsonMembers members(value.get_object());
    Step step = EndStep{};
    if (members.has("send") || members.has("lines")) {
        step = SendStep{as_head(members.texts("lines")) + members.hex("send"),
                        static_cast<std::size_t>(members.number("by", 0))};
    } else if (const json::object* http = members.object("http")) {
        std::string error;
        step = read_http(JsonMembers(*http), error);
        if (!error.empty()) members.fail(error);
    } else if (members.has("text")) {
        step = MessageStep{{Opcode::text, members.hex("text"), members.flag("compressed", false)}};
    } else if (members.has("binary")) {
        step = MessageStep{{Opcode::binary, members.hex("binary"), members.flag("compressed", false)}};
    } else if (members.has("pong")) {
        step = PongStep{members.hex("pong")};
    } else if (members.has("close")) {
        step = CloseStep{members.numbers("close")};
    } else if (members.has("fails")) {
        step = FailsStep{members.numbers("fails")};
    } else if (!members.flag("end", false)) {
        members.fail("a step must be one of send, lines, http, text, binary, pong, close, fails, end");
    }
    if (auto read = members.finish(); !read) return read.error();
    return step;
}

/// A parameter is true (it must be there), false (it must not) or the values that it may have.
AgreementSpec read_agreement(const json::object& agreed, std::string& error) {
    AgreementSpec spec;
    JsonMembers members(agreed);
    for (const auto& parameter : agreed) {
        const std::string name(parameter.key());
        auto& wanted = spec[name];
        if (parameter.value().is_bool()) {
            if (members.flag(name.c_str(), false)) wanted.emplace();
        } else {
            wanted = members.numbers(name.c_str());
        }
    }
    if (auto read = members.finish(); !read) error = read.error().message;
    return spec;
}

Result<ServerVector> read_vector(JsonMembers members, ServerVector vector) {
    vector.about = read_about(members);
    vector.open = members.flag("open", true);
    vector.offer = members.texts("offer");
    if (const json::object* agreed = members.object("agreed")) {
        std::string error;
        vector.agreed = read_agreement(*agreed, error);
        if (!error.empty()) members.fail(error);
    }
    if (const json::array* steps = members.array("steps")) {
        for (const json::value& value : *steps) {
            auto step = read_step(value);
            if (!step) return in_context(vector.about.id, step.error());
            vector.steps.push_back(std::move(*step));
        }
    }
    if (vector.steps.empty()) members.fail("\"steps\" must not be empty");
    if (auto read = members.finish(); !read) return in_context(vector.about.id, read.error());
    return vector;
}

BlockSpec read_block(JsonMembers block, std::string& error) {
    BlockSpec spec;
    spec.size_bytes = block.number("size_bytes", 32);
    spec.kind = block.text("kind", "binary");
    spec.connections = block.number("connections", 1);
    spec.depth = block.number("depth", 1);
    spec.rate_per_s = block.number("rate_per_s", 0);
    spec.connects = block.flag("connects", false);
    if (spec.connects) spec.size_bytes = 0;
    spec.duration_ms = block.number("duration_ms", spec.duration_ms);
    spec.deadline_ms = block.number("deadline_ms", spec.deadline_ms);
    if (auto read = block.finish(); !read) error = read.error().message;
    return spec;
}

/// One reply, or the same for the messages from "message" to "to".
void read_reply(JsonMembers reply, std::map<int, Reply>& into, std::string& error) {
    const std::string then = reply.text("then", "go on");
    const int from = reply.number("message", 0), to = reply.number("to", from);
    Reply read{reply.text("send"), Reply::Then::go_on};
    if (then == "end") {
        read.then = Reply::Then::end;
    } else if (then == "reset") {
        read.then = Reply::Then::reset;
    } else if (then != "go on") {
        reply.fail("\"then\" must be \"end\" or \"reset\"");
    }
    if (auto good = render_reply(read.bytes, {}, {}); !good) reply.fail(good.error().message);
    for (int message = from; message <= to; ++message) into[message] = read;
    if (auto finished = reply.finish(); !finished) error = finished.error().message;
}

Result<ClientVector> read_vector(JsonMembers members, ClientVector vector) {
    std::string error;
    vector.about = read_about(members);
    vector.head = members.texts("head");
    vector.after_head = members.hex("after_head");
    vector.head_by = static_cast<std::size_t>(members.number("head_by", 0));
    vector.opens = members.flag("opens", true);
    vector.runs = members.flag("runs", true);
    vector.closes = members.flag("closes", false);
    vector.fresh_keys = members.flag("fresh_keys", false);
    vector.fails = members.numbers("fails");
    vector.payload = members.hex("payload");
    vector.deflate = members.flag("deflate", false);
    vector.compressed = members.flag("compressed", false);
    vector.needs_messages = std::max(members.number("needs_messages", 0), vector.fresh_keys ? 2 : 0);
    for (const std::string& piece : members.texts("pieces")) {
        auto bytes = parse_hex(piece);
        if (!bytes) return in_context(vector.about.id, bytes.error());
        vector.pieces.push_back(std::move(*bytes));
    }
    for (const std::string& pong : members.texts("pongs")) {
        auto bytes = parse_hex(pong);
        if (!bytes) return in_context(vector.about.id, bytes.error());
        vector.pongs.push_back(std::move(*bytes));
    }
    if (const json::object* block = members.object("block"))
        vector.block = read_block(JsonMembers(*block), error);
    if (const json::array* replies = members.array("replies")) {
        for (const json::value& value : *replies) {
            if (!value.is_object()) return make_error(Trouble::usage, "a reply must be an object");
            read_reply(JsonMembers(value.get_object()), vector.replies, error);
        }
    }
    const int pieces = static_cast<int>(vector.pieces.size());
    const int to_first_reply = vector.replies.empty() ? 0 : vector.replies.begin()->first + 1;
    vector.needs_messages = std::max({vector.needs_messages, pieces, to_first_reply});
    if (!error.empty()) members.fail(error);
    if (auto read = members.finish(); !read) return in_context(vector.about.id, read.error());
    return vector;
}

template <class Vector>
Result<void> load_file(const fs::path& file, std::vector<Vector>& into) {
    std::ifstream in(file);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    boost::system::error_code code;
    const json::value document = json::parse(text, code);
    if (code || !document.is_object()) {
        return make_error(Trouble::usage, "{}: expected a JSON object: {}", file.string(), code.message());
    }
    JsonMembers members(document.get_object());
    members.text("about");
    const json::array* vectors = members.array("vectors");
    if (auto read = members.finish(); !read || vectors == nullptr) {
        return in_context(file.string(),
                          read ? Error{Trouble::usage, "\"vectors\" is missing"} : read.error());
    }
    for (const json::value& value : *vectors) {
        if (!value.is_object())
            return make_error(Trouble::usage, "{}: a vector must be an object", file.string());
        auto vector = read_vector(JsonMembers(value.get_object()), Vector{});
        if (!vector) return in_context(file.string(), vector.error());
        into.push_back(std::move(*vector));
    }
    return {};
}

template <class Vector>
Result<std::vector<Vector>> load_folder(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        if (it->path().extension() == ".json") files.push_back(it->path());
    }
    if (error || files.empty()) {
        return make_error(Trouble::usage, "{}: expected a folder of vectors{}{}", folder.string(),
                          error ? ": " : "", error ? error.message() : "");
    }
    std::sort(files.begin(), files.end());
    std::vector<Vector> all;
    for (const fs::path& file : files) {
        if (auto loaded = load_file(file, all); !loaded) return loaded.error();
    }
    return all;
}

} // namespace

Result<std::vector<ServerVector>> load_server_vectors(const fs::path& folder) {
    return load_folder<ServerVector>(folder / "server");
}

Result<std::vector<ClientVector>> load_client_vectors(const fs::path& folder) {
    return load_folder<ClientVector>(folder / "client");
}

} // namespace tare::check
