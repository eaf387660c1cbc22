#include "bench/check/report.hpp"
#include "tests/catch.hpp"

using namespace tare::check;

namespace {

const CheckReport kReport{"cpp-x server",
                          "epoll",
                          {{"ping", "RFC 6455, 5.5.2", Status::pass, ""},
                           {"unmasked", "RFC 6455, 5.1", Status::fail, "expected 1002, got \"nothing\""},
                           {"short-key", "RFC 6455, 4.2.1", Status::note, "took it"},
                           {"text", "RFC 6455, 5.6", Status::skip, "declares no text"}}};

} // namespace

TEST_CASE("the text shows what went wrong, and a summary") {
    CHECK(to_text(kReport, false) == "  FAIL unmasked (RFC 6455, 5.1): expected 1002, got \"nothing\"\n"
                                     "  note short-key (RFC 6455, 4.2.1): took it\n"
                                     "cpp-x server, epoll: 1 passed, 1 failed, 1 noted, 1 skipped\n");
    CHECK(kReport.failed());
}

TEST_CASE("or everything, when asked") {
    CHECK(to_text(kReport, true) == "  pass ping (RFC 6455, 5.5.2)\n"
                                    "  FAIL unmasked (RFC 6455, 5.1): expected 1002, got \"nothing\"\n"
                                    "  note short-key (RFC 6455, 4.2.1): took it\n"
                                    "  skip text (RFC 6455, 5.6): declares no text\n"
                                    "cpp-x server, epoll: 1 passed, 1 failed, 1 noted, 1 skipped\n");
}

TEST_CASE("a variant that cannot run here says why in its line") {
    const CheckReport report{
        "cpp-x server", "iocp", {{"probe", "contract, Probe", Status::skip, "needs Windows"}}};
    CHECK(to_text(report, false) == "cpp-x server, iocp: not checked: needs Windows\n");
    CHECK_FALSE(report.failed());
}

TEST_CASE("as JSON") {
    const CheckReport report{"cpp-x server", "epoll", {{"a", "5.1", Status::fail, "got \"1\""}}};
    CHECK(
        to_json({report}) ==
        R"([{"contender":"cpp-x server","variant":"epoll","passed":false,"items":[{"id":"a","section":"5.1",)"
        R"("status":"fail","sentence":"got \"1\""}]}])");
}
