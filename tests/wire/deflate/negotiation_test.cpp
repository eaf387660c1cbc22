// RFC 7692 sections 5 and 7.1: offers and answers.
#include "tests/catch.hpp"
#include "wire/deflate/negotiation.hpp"
#include "wire/http/extensions.hpp"

#include <string>

using namespace tare::wire::deflate;

namespace {

/// The server's answer to these offers; "declined" or "failed" if it is none.
std::string answer(std::string_view offers, const Parameters& wishes = {}) {
    const Agreement agreement = answer_offers(offers, wishes);
    if (agreement.outcome == Outcome::declined) return "declined";
    if (agreement.outcome == Outcome::failed) return "failed";
    return agreement.field;
}

bool fails(std::string_view given, const Parameters& wishes = {}) {
    return judge_answer(given, wishes).outcome == Outcome::failed;
}

const std::string kPlain = "permessage-deflate";

} // namespace

TEST_CASE("an extension list is taken apart (RFC 6455 section 9.1)") {
    const auto list = tare::wire::http::parse_extensions("foo, bar; baz=2 ;\tflag,,  qux; q=\"a\\b\"");
    REQUIRE(list.has_value());
    REQUIRE(list->size() == 3);
    CHECK((*list)[0].name == "foo");
    CHECK((*list)[0].parameters.empty());
    CHECK((*list)[1].name == "bar");
    REQUIRE((*list)[1].parameters.size() == 2);
    CHECK((*list)[1].parameters[0].value == "2");
    CHECK_FALSE((*list)[1].parameters[1].value.has_value());
    CHECK((*list)[2].parameters[0].value == "ab"); // a quoted string, its backslash undone

    for (const char* bad : {"foo bar", "foo; ", "foo;=1", "foo; a=", "foo; a=\"\"", "foo; a=\"b c\"",
                            "foo; a=\"b", "foo; a=\"b\\", "=", "foo; a=1 b", ";"})
        CHECK_FALSE(tare::wire::http::parse_extensions(bad).has_value());
    CHECK(tare::wire::http::parse_extensions("")->empty());
}

TEST_CASE("a server answers an offer with what was asked for (section 7.1)") {
    CHECK(answer(kPlain) == kPlain);
    CHECK(answer("permessage-deflate; server_no_context_takeover") ==
          "permessage-deflate; server_no_context_takeover");
    CHECK(answer("permessage-deflate; client_no_context_takeover") ==
          "permessage-deflate; client_no_context_takeover");
    CHECK(answer("permessage-deflate; server_max_window_bits=10") ==
          "permessage-deflate; server_max_window_bits=10");
    CHECK(answer("permessage-deflate; server_max_window_bits=\"10\"") ==
          "permessage-deflate; server_max_window_bits=10");
    CHECK(answer("permessage-deflate; client_max_window_bits") == kPlain); // 15 as it is
    CHECK(answer("permessage-deflate; client_max_window_bits=9") ==
          "permessage-deflate; client_max_window_bits=9");
    CHECK(answer("permessage-deflate; server_max_window_bits=8; client_max_window_bits=8") ==
          "permessage-deflate; server_max_window_bits=8; client_max_window_bits=8");
}

TEST_CASE("an offer that is not right is declined, and the next one taken") {
    for (const char* parameters :
         {"server_max_window_bits", "server_max_window_bits=7", "server_max_window_bits=16",
          "server_max_window_bits=010", "server_max_window_bits=+9", "server_max_window_bits=ten",
          "client_max_window_bits=7", "client_max_window_bits=16", "client_max_window_bits=0",
          "server_no_context_takeover=1", "client_no_context_takeover=true", "unknown", "unknown=3",
          "server_no_context_takeover; server_no_context_takeover",
          "client_no_context_takeover; client_no_context_takeover",
          "server_max_window_bits=9; server_max_window_bits=9",
          "client_max_window_bits; client_max_window_bits=10"}) {
        CAPTURE(parameters);
        const std::string offer = kPlain + "; " + parameters;
        CHECK(answer(offer) == "declined");
        CHECK(answer(offer + ", " + kPlain) == kPlain);
    }
    CHECK(answer("") == "declined");
    CHECK(answer("x-webkit-deflate-frame, bbf-usp-protocol; a=1") == "declined");
    CHECK(answer("x-other, permessage-deflate; server_no_context_takeover, permessage-deflate") ==
          "permessage-deflate; server_no_context_takeover"); // the first in the client's order
    CHECK(answer("permessage-deflate; ") == "failed");
    CHECK(answer("permessage-deflate permessage-deflate") == "failed");
}

TEST_CASE("a server's own wishes") {
    Parameters small;
    small.server_max_window_bits = 11;
    small.client_max_window_bits = 12;
    small.server_no_context_takeover = small.client_no_context_takeover = true;
    CHECK(answer(kPlain, small) ==
          "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
          "server_max_window_bits=11"); // the client cannot make its window smaller
    CHECK(answer_offers(kPlain, small).parameters.client_max_window_bits == 15);
    CHECK(answer("permessage-deflate; client_max_window_bits; server_max_window_bits=14", small) ==
          "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
          "server_max_window_bits=11; "
          "client_max_window_bits=12");
    CHECK(answer_offers("permessage-deflate; client_max_window_bits=9", small)
              .parameters.client_max_window_bits == 9);
}

TEST_CASE("a client's offer, and the answers it takes") {
    CHECK(make_offer({}) == "permessage-deflate; client_max_window_bits");
    CHECK(make_offer({true, true, 10, 11}) == "permessage-deflate; server_no_context_takeover; "
                                              "client_no_context_takeover; server_max_window_bits=10; "
                                              "client_max_window_bits=11");

    CHECK(judge_answer("", {}).outcome == Outcome::declined);
    CHECK(judge_answer(kPlain, {}).parameters == Parameters{});
    CHECK(judge_answer("permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
                       "server_max_window_bits=8; client_max_window_bits=9",
                       {})
              .parameters == Parameters{true, true, 8, 9});
    CHECK(judge_answer("permessage-deflate; server_max_window_bits=9; server_no_context_takeover",
                       {true, false, 10, 12})
              .parameters == Parameters{true, false, 9, 12}); // the smaller window of its own accord
}

TEST_CASE("answers that fail a client's handshake (section 7.1)") {
    for (const char* bad :
         {"x-other", "permessage-deflate, permessage-deflate", "permessage-deflate, x-other",
          "permessage-deflate; unknown", "permessage-deflate; client_max_window_bits",
          "permessage-deflate; client_max_window_bits=7", "permessage-deflate; server_max_window_bits",
          "permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_no_context_takeover=0",
          "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
          "permessage-deflate;"}) {
        CAPTURE(bad);
        CHECK(fails(bad));
    }
    CHECK(fails("permessage-deflate; server_max_window_bits=11", {false, false, 10, 15})); // more than asked
    CHECK(fails("permessage-deflate", {false, false, 10, 15}));                            // 15
    CHECK(fails("permessage-deflate", {true, false, 15, 15}));
    CHECK_FALSE(fails("permessage-deflate; server_no_context_takeover", {true, false, 15, 15}));
}
