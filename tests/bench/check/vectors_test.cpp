#include "bench/check/check.hpp"
#include "bench/check/vectors.hpp"
#include "bench/check/verdict.hpp"
#include "bench/run/temporary_folder.hpp"
#include "tests/catch.hpp"

#include <algorithm>
#include <fstream>

using namespace tare;
using namespace tare::check;

namespace {

const std::filesystem::path kVectors = std::filesystem::path(TARE_SOURCE_DIR) / "contract" / "vectors";

/// The error of loading one server vector, written here.
std::string error_of(const std::string& vector) {
    const auto folder = run::TemporaryFolder::make().value();
    std::filesystem::create_directory(folder.path() / "server");
    std::ofstream(folder.path() / "server" / "1.json") << R"({"about":"","vectors":[)" << vector << "]}";
    const auto loaded = load_server_vectors(folder.path());
    return loaded ? "no error" : loaded.error().message;
}

} // namespace

TEST_CASE("the project's vectors load") {
    const auto servers = load_server_vectors(kVectors);
    REQUIRE(servers.has_value());
    const auto clients = load_client_vectors(kVectors);
    REQUIRE(clients.has_value());
    // "handshake" comes first: the checks stop when it fails.
    CHECK(servers->front().about.id == "handshake");
    CHECK(clients->front().about.id == "handshake");
    const auto hello = std::find_if(servers->begin(), servers->end(),
                                    [](const auto& vector) { return vector.about.id == "hello-text"; });
    REQUIRE(hello != servers->end());
    CHECK(std::get<SendStep>(hello->steps.at(0)).bytes == parse_hex("8185 37fa213d 7f9f4d5158").value());
    CHECK(std::get<MessageStep>(hello->steps.at(1)).message.payload == "Hello");
}

TEST_CASE("a reply for a row of messages") {
    const auto clients = load_client_vectors(kVectors).value();
    const auto last = std::find_if(clients.begin(), clients.end(), [](const auto& vector) {
        return vector.about.id == "wrong-payload-of-the-last";
    });
    REQUIRE(last != clients.end());
    CHECK(last->replies.size() == 12 * 255); // all below 3 072 but for every 256th
    CHECK(last->replies.count(0) == 0);
    CHECK_FALSE(last->runs);
}

TEST_CASE("a malformed vector is an error that names file, vector and member") {
    const std::string good = R"("id":"x","section":"5.2","demand":"must")";
    CHECK(error_of("{" + good + R"(,"steps":[{"end":true}]})") == "no error");
    const auto [vector, part] = GENERATE_COPY(table<std::string, std::string>({
        {"{" + good + "}", "x: \"steps\" must not be empty"},
        {R"({"id":"x","section":"5.2","demand":"should","steps":[{"end":true}]})", "\"demand\" must be"},
        {"{" + good + R"(,"steps":[{"sned":"00"}]})", "a step must be one of"},
        {"{" + good + R"(,"steps":[{"send":"0"}]})", "pairs of hexadecimal digits"},
        {"{" + good + R"(,"steps":[{"send":"00","bye":1}]})", "\"bye\" is unknown here"},
        {"{" + good + R"(,"stepps":[],"steps":[{"end":true}]})", "\"stepps\" is unknown here"},
        {"{" + good + R"(,"steps":[{"http":{"status":"x"}}]})", "\"status\" must be a whole number"},
        {"5", "a vector must be an object"},
        {"{", "expected a JSON object"},
    }));
    const std::string message = error_of(vector);
    CHECK(message.find(part) != std::string::npos);
    CHECK(message.find("1.json") != std::string::npos);
}

TEST_CASE("a folder without vectors is an error") {
    const auto folder = run::TemporaryFolder::make().value();
    CHECK_FALSE(load_server_vectors(folder.path()).has_value());
    CHECK_FALSE(make_setup(folder.path(), folder.path()).has_value());
}

TEST_CASE("what may only be demanded is noted") {
    About about{"x", "5.2", false, "", {}, false};
    CHECK(item_of(about, Verdict::fail("why")).status == Status::note);
    about.must = true;
    CHECK(item_of(about, Verdict::fail("why")).status == Status::fail);
    CHECK(item_of(about, Verdict::pass(), " over TLS").id == "x over TLS");
}
