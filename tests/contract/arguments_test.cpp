#include "contract/cpp/arguments.hpp"
#include "tests/catch.hpp"

using namespace tare;
using namespace tare::contract;

namespace {

const std::vector<std::string> kVariants{"epoll", "io_uring"};

Result<Arguments> parse(std::vector<const char*> words, ArgumentsOf side = ArgumentsOf::server) {
    words.insert(words.begin(), "contender");
    return parse_arguments(static_cast<int>(words.size()), words.data(), side, kVariants);
}

std::string error_of(std::vector<const char*> words, ArgumentsOf side = ArgumentsOf::server) {
    const auto parsed = parse(std::move(words), side);
    if (parsed) return "no error";
    CHECK(parsed.error().trouble == Trouble::usage);
    return parsed.error().message;
}

} // namespace

TEST_CASE("a server's whole command line") {
    const auto parsed = parse({"--variant", "epoll", "--wait", "spin", "--listen", "[::1]:7", "--tls-cert",
                               "c.pem", "--tls-key", "k.pem", "--tls-resume", "--deflate", "--probe"});
    REQUIRE(parsed.has_value());
    CHECK(parsed->options.variant == "epoll");
    CHECK(parsed->options.wait == WaitMode::spin);
    CHECK(parsed->options.address == "::1");
    CHECK(parsed->options.port == 7);
    CHECK(parsed->options.tls_cert == "c.pem");
    CHECK(parsed->options.tls_key == "k.pem");
    CHECK(parsed->options.deflate);
    CHECK(parsed->options.tls_resume);
    CHECK(parsed->probe);
}

TEST_CASE("what is left out is as usual") {
    const auto parsed = parse({"--variant=io_uring"});
    REQUIRE(parsed.has_value());
    CHECK(parsed->options.variant == "io_uring");
    CHECK(parsed->options.wait == WaitMode::block);
    CHECK(parsed->options.address == "127.0.0.1");
    CHECK(parsed->options.port == 0);
    CHECK_FALSE(parsed->options.tls_cert.has_value());
    CHECK_FALSE(parsed->options.deflate);
    CHECK_FALSE(parsed->options.tls_resume);
    CHECK_FALSE(parsed->probe);
}

TEST_CASE("help asks for nothing else") { CHECK(parse({"--help"}).value().help); }

TEST_CASE("wrong arguments are one sentence each") {
    CHECK(error_of({}) == "--variant is missing; there are: epoll, io_uring");
    CHECK(error_of({"--variant", "kqueue"}) ==
          "--variant \"kqueue\" does not exist; there are: epoll, io_uring");
    CHECK(error_of({"--variant"}) == "--variant wants a value");
    CHECK(error_of({"--variant", "epoll", "--wait", "long"}) == "--wait must be block or spin, got \"long\"");
    CHECK(error_of({"--variant", "epoll", "--tls-resume"}) == "--tls-resume wants --tls-cert and --tls-key");
    CHECK(error_of({"--variant", "epoll", "--tls-resume=yes"}) == "--tls-resume takes no value");
    CHECK(error_of({"--variant", "epoll", "--speed", "9"}) == "unknown argument \"--speed\"");
    CHECK(error_of({"--variant", "epoll", "extra"}) == "unknown argument \"extra\"");
    CHECK(error_of({"--variant", "epoll", "--probe=1"}) == "--probe takes no value");
    CHECK(error_of({"--variant", "epoll", "--tls-cert", "c"}) ==
          "--tls-cert and --tls-key must be given together");
    CHECK(error_of({"--variant", "epoll", "--listen", "80"}) ==
          "--listen: expected ADDRESS:PORT with a port of 0 to 65535, got \"80\"");
    CHECK(error_of({"--variant", "epoll", "--listen", "127.0.0.1:0"}, ArgumentsOf::client) ==
          "unknown argument \"--listen\"");
}
