// Command lines in, answer lines out, as CONTRACT.md's table has them.
#include "contract/cpp/commands.hpp"
#include "contract/cpp/conversation.hpp"
#include "tests/catch.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <stdexcept>

using namespace tare;
using namespace tare::contract;

namespace {

/// Writes down what it is told, and fails when it is told to.
class FakeClient : public Client {
  public:
    Result<void> open(const OpenRequest& request) override {
        opened = request;
        if (fails == "open") return make_error(Trouble::contender, "open: refused");
        return {};
    }
    Result<void> prepare(const BlockRequest& request, Recorder& recorder) override {
        block = request;
        recorder_ = &recorder;
        if (fails == "prepare") return make_error(Trouble::contender, "too large for me");
        return {};
    }
    Result<BlockReport> run() override {
        if (fails == "run") return make_error(Trouble::contender, "message 3: \"broken\"");
        if (fails == "throw") throw std::runtime_error("out of luck");
        recorder_->begin(block.duration);
        for (int i = 0; i < 3; ++i) recorder_->stamp();
        recorder_->end();
        return BlockReport{2, 2 * block.size_bytes, 1000, 2000};
    }
    void close() override { ++closed; }

    std::string fails;
    OpenRequest opened;
    BlockRequest block;
    int closed = 0;

  private:
    Recorder* recorder_ = nullptr;
};

const std::string kOpen = R"({"do":"open","url":"ws://127.0.0.1:9/echo","connections":1})";
const std::string kBlock = R"({"do":"block","workload":"echo","size_bytes":256,"kind":"binary",)"
                           R"("duration_ns":15000000,"deadline_ns":5000000000,"seed":7})";
const std::string kGo = R"({"do":"go"})";
const std::string kClose = R"({"do":"close"})";

std::string error_in(const std::string& answer) {
    const auto value = boost::json::parse(answer);
    REQUIRE(value.as_object().contains("error"));
    return std::string(value.at("error").as_string());
}

/// The command with one member replaced, or taken out where `value` is null.
std::string with(const std::string& command, const char* name, const boost::json::value& value) {
    auto object = boost::json::parse(command).as_object();
    if (value.is_null()) {
        object.erase(name);
    } else {
        object[name] = value;
    }
    return boost::json::serialize(object);
}

} // namespace

TEST_CASE("a whole conversation") {
    FakeClient client;
    Conversation talk(client);
    const auto file =
        std::filesystem::temp_directory_path() / fmt::format("tare-conversation-test-{}", now_ns());
    CHECK(ready_answer() == R"({"ready":{}})");
    CHECK(talk.answer(kOpen) == R"({"opened":1})");
    CHECK(talk.answer(kBlock) == R"({"armed":true})");
    CHECK(talk.answer(kGo) == R"({"ran":{"operations":2,"bytes":512,"started_ns":1000,"ended_ns":2000}})");
    CHECK(talk.answer(with(R"({"do":"save"})", "times_file", file.string().c_str())) == R"({"saved":3})");
    CHECK(std::filesystem::file_size(file) == 24); // 3 stamps of 8 bytes
    CHECK(talk.answer(kClose) == R"({"closed":true})");
    CHECK(client.closed == 1);
    std::filesystem::remove(file);
}

TEST_CASE("open's members reach the client") {
    FakeClient client;
    Conversation talk(client);
    CHECK(
        talk.answer(
            R"({"do":"open","url":"wss://[::1]:9/echo","connections":50,"ca_file":"ca.pem","deflate":true,"resume":true})") ==
        R"({"opened":50})");
    CHECK(client.opened.tls);
    CHECK(client.opened.host == "::1");
    CHECK(client.opened.port == 9);
    CHECK(client.opened.path == "/echo");
    CHECK(client.opened.ca_file == "ca.pem");
    CHECK(client.opened.connections == 50);
    CHECK(client.opened.deflate);
    CHECK(client.opened.resume);
}

TEST_CASE("block's members reach the client") {
    FakeClient client;
    Conversation talk(client);
    talk.answer(kOpen);
    CHECK(talk.answer(with(with(kBlock, "kind", "text"), "seed", 18446744073709551615U)) ==
          R"({"armed":true})");
    CHECK(client.block.size_bytes == 256);
    CHECK(client.block.workload == "echo");
    CHECK(client.block.depth == 1);
    CHECK(client.block.kind == MessageKind::text);
    CHECK(client.block.duration == Milliseconds(15));
    CHECK(client.block.deadline == Milliseconds(5000));
    CHECK(client.block.seed == 18446744073709551615U); // 2^64 - 1, the largest there is
    CHECK(talk.answer(with(with(kBlock, "workload", "pipeline"), "depth", 16)) == R"({"armed":true})");
    CHECK(client.block.workload == "pipeline");
    CHECK(client.block.depth == 16);
    CHECK(talk.answer(with(with(kBlock, "workload", "rate"), "rate_per_s", 50000)) == R"({"armed":true})");
    CHECK(client.block.rate_per_s == 50000);
}

TEST_CASE("go may be written with blanks, too") {
    FakeClient client;
    Conversation talk(client);
    talk.answer(kOpen);
    talk.answer(kBlock);
    CHECK(talk.answer(R"({ "do" : "go" })").starts_with(R"({"ran":)"));
}

TEST_CASE("commands out of turn are errors, and nothing else") {
    FakeClient client;
    Conversation talk(client);
    CHECK(error_in(talk.answer(kBlock)) == "block: nothing is open");
    CHECK(error_in(talk.answer(kGo)) == "go: no block is armed");
    CHECK(error_in(talk.answer(R"({"do":"save","times_file":"x"})")) == "save: no block has run");
    CHECK(talk.answer(kClose) == R"({"closed":true})"); // as often as one likes
    talk.answer(kOpen);
    CHECK(error_in(talk.answer(kOpen)) == "open: is open already, close first");
    talk.answer(kBlock);
    talk.answer(kGo);
    CHECK(error_in(talk.answer(kGo)) == "go: no block is armed"); // each block is armed anew
    talk.answer(kBlock);
    CHECK(error_in(talk.answer(R"({"do":"save","times_file":"x"})")) == "save: no block has run");
    talk.answer(kClose);
    CHECK(error_in(talk.answer(kGo)) == "go: no block is armed");
}

TEST_CASE("after a client's error the next command works") {
    FakeClient client;
    Conversation talk(client);
    client.fails = "open";
    CHECK(error_in(talk.answer(kOpen)) == "open: refused");
    CHECK(client.closed == 1); // whatever was half open
    client.fails = "prepare";
    CHECK(talk.answer(kOpen) == R"({"opened":1})");
    CHECK(error_in(talk.answer(kBlock)) == "too large for me");
    CHECK(error_in(talk.answer(kGo)) == "go: no block is armed");
    client.fails = "run";
    talk.answer(kBlock);
    CHECK(error_in(talk.answer(kGo)) == "message 3: \"broken\""); // quotation marks survive the JSON
    client.fails = "throw";
    talk.answer(kBlock);
    CHECK(error_in(talk.answer(kGo)) == "out of luck");
    CHECK(error_in(talk.answer(kGo)) == "go: no block is armed");
    client.fails.clear();
    CHECK(talk.answer(kBlock) == R"({"armed":true})");
    CHECK(talk.answer(kGo).starts_with(R"({"ran":)"));
}

TEST_CASE("malformed commands are errors that say what is wrong") {
    FakeClient client;
    Conversation talk(client);
    CHECK(error_in(talk.answer("")).starts_with("a command must be one JSON object a line: "));
    CHECK(error_in(talk.answer("{")).starts_with("a command must be one JSON object a line: "));
    CHECK(error_in(talk.answer("[]")) == "a command must be an object with a string \"do\"");
    CHECK(error_in(talk.answer(R"({"do":1})")) == "a command must be an object with a string \"do\"");
    CHECK(error_in(talk.answer(R"({"do":"dance"})")) ==
          "\"dance\" is not a command; there are: open, block, go, save, close");
    CHECK(error_in(talk.answer(with(kOpen, "url", nullptr))) == "open: \"url\" is missing");
    CHECK(error_in(talk.answer(with(kOpen, "url", 5))) == "open: \"url\" must be a string");
    CHECK(error_in(talk.answer(with(kOpen, "url", "wss://h/"))) ==
          "open: \"ca_file\" is missing, and wss: is verified against it");
    CHECK(error_in(talk.answer(with(kOpen, "connections", 0))) ==
          "open: \"connections\" must be a whole number from 1 to 100000, got 0");
    CHECK(error_in(talk.answer(with(kOpen, "connection", 1))) ==
          "open: \"connection\" is not a member of this command; there are: url, connections, ca_file, "
          "deflate, resume");
    CHECK(error_in(talk.answer(with(kBlock, "size_bytes", -1))) ==
          "block: \"size_bytes\" must be a whole number from 0 to 67108864, got -1"); // 64 MiB = 2^26
    CHECK(
        error_in(talk.answer(with(kBlock, "size_bytes", 1.5))).starts_with("block: \"size_bytes\" must be"));
    CHECK(
        error_in(talk.answer(with(kBlock, "duration_ns", 0))).starts_with("block: \"duration_ns\" must be"));
    CHECK(error_in(talk.answer(with(kBlock, "kind", "html"))) ==
          "block: \"kind\" must be \"binary\", \"text\" or \"corpus\", got \"html\"");
    CHECK(
        error_in(talk.answer(with(kBlock, "workload", "juggle"))) ==
        "block: \"workload\" must be one of echo, pipeline, rate, connect, stream, transfer, broadcast, got "
        "\"juggle\"");
    CHECK(error_in(talk.answer(with(kBlock, "workload", "connect"))) ==
          "block: \"size_bytes\" must be 0 for connect, got 256");
    CHECK(error_in(talk.answer(with(kBlock, "workload", "rate"))) == "block: \"rate_per_s\" is missing");
    CHECK(error_in(talk.answer(with(kBlock, "rate_per_s", 1000))) ==
          "block: \"rate_per_s\" is of the workloads rate and stream, this is echo");
    CHECK(error_in(talk.answer(with(with(with(kBlock, "workload", "rate"), "rate_per_s", 9), "depth", 2))) ==
          "block: \"depth\" must be 1 for rate, got 2");
    CHECK(error_in(talk.answer(with(kBlock, "depth", 2))) == "block: \"depth\" must be 1 for echo, got 2");
    CHECK(error_in(talk.answer(with(with(kBlock, "workload", "pipeline"), "depth", 1025))) ==
          "block: \"depth\" must be a whole number from 1 to 1024, got 1025");
    CHECK(error_in(talk.answer(R"({"do":"save","times_file":""})")) == "save: \"times_file\" is empty");
}

TEST_CASE("the probe's answer") {
    CHECK(probe_answer(Probe{{{"boost", "1.81.0"}}, "multishot \"recv\""}) ==
          R"({"versions":{"boost":"1.81.0"},"features":"multishot \"recv\""})");
}

TEST_CASE("how evenly operations fell on connections") {
    std::vector<std::int64_t> operations{44, 40, 51, 47};
    const auto each = per_connection(operations);
    CHECK(each.least == 40);
    CHECK(each.median == 47); // the upper one of the two in the middle
    CHECK(each.most == 51);
    CHECK(ran_answer({182, 18'200, 1, 2, each}) ==
          R"({"ran":{"operations":182,"bytes":18200,"started_ns":1,"ended_ns":2,)"
          R"("per_connection":{"least":40,"median":47,"most":51}}})");
    CHECK(ran_answer({1, 100, 1, 2}) ==
          R"({"ran":{"operations":1,"bytes":100,"started_ns":1,"ended_ns":2}})");
}
