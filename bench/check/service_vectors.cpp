#include "bench/check/service.hpp"

namespace tare::check {
namespace {

ClientVector asked(std::string id, const char* workload, std::vector<std::string> needs, BlockSpec block,
                   Fault fault = Fault::none) {
    ClientVector vector;
    needs.insert(needs.begin(), workload);
    vector.about =
        question(std::move(id), fmt::format("contract, The {} workload", workload), std::move(needs));
    vector.path = fmt::format("/{}", workload);
    block.workload = workload;
    vector.block = std::move(block);
    vector.fault = fault;
    vector.runs = fault == Fault::none;
    return vector;
}

void add_streams(std::vector<ClientVector>& vectors) {
    // 1 000 messages of 240 bytes.
    const BlockSpec binary{.size_bytes = 240, .duration_ms = 20};
    const BlockSpec text{.size_bytes = 240, .kind = "text", .duration_ms = 20};
    const BlockSpec paced{.size_bytes = 64, .rate_per_s = 1000, .duration_ms = 40};
    BlockSpec impatient = binary;
    impatient.deadline_ms = 300;
    const auto add = [&](std::string id, const BlockSpec& block, Fault fault = Fault::none,
                         std::vector<std::string> needs = {}) {
        vectors.push_back(asked(std::move(id), "stream", std::move(needs), block, fault));
    };
    add("stream-text", text, Fault::none, {"text"});
    vectors.back().about.over_tls = true;
    add("stream-binary", binary);
    add("stream-by-a-schedule", paced);
    add("stream-wrong-number", binary, Fault::wrong_number);
    add("stream-wrong-length", binary, Fault::wrong_length);
    add("stream-wrong-kind", text, Fault::wrong_kind, {"text"});
    add("stream-wrong-byte-of-message-256", binary, Fault::wrong_byte_of_256);
    add("stream-wrong-byte-of-the-last", binary, Fault::wrong_byte_of_last);
    add("stream-without-its-last", impatient, Fault::lacks_last);
}

void add_transfers(std::vector<ClientVector>& vectors) {
    // Three pieces of 65 536 bytes and one of 3 392.
    const BlockSpec down{.size_bytes = 200'000, .direction = "down", .duration_ms = 20};
    const BlockSpec up{.size_bytes = 200'000, .direction = "up", .duration_ms = 20};
    const auto in_fragments = [](BlockSpec block) {
        block.fragment_bytes = 65'536;
        return block;
    };
    const auto add = [&](std::string id, const BlockSpec& block, Fault fault = Fault::none,
                         std::vector<std::string> needs = {}) {
        vectors.push_back(asked(std::move(id), "transfer", std::move(needs), block, fault));
    };
    add("file-down", down);
    vectors.back().about.over_tls = true;
    add("file-down-in-fragments", in_fragments(down));
    add("file-up", up);
    add("file-up-in-fragments", in_fragments(up), Fault::none, {"sends_fragments"});
    add("file-of-another-digest", down, Fault::other_digest);
    add("file-wrong-byte", down, Fault::wrong_byte);
    add("file-too-short", down, Fault::too_short);
    add("file-up-refused", up, Fault::refuses);
    add("file-up-wrong-count", up, Fault::wrong_count);
}

void add_broadcasts(std::vector<ClientVector>& vectors) {
    const BlockSpec block{.size_bytes = 256, .connections = 3, .duration_ms = 40};
    BlockSpec impatient = block;
    impatient.deadline_ms = 300;
    const auto add = [&](std::string id, const BlockSpec& of, Fault fault = Fault::none) {
        vectors.push_back(asked(std::move(id), "broadcast", {"connections"}, of, fault));
        if (fault != Fault::none) vectors.back().needs_messages = kFaultyMessage + 1;
    };
    add("broadcast", block);
    add("broadcast-wrong-number", block, Fault::wrong_number);
    add("broadcast-wrong-byte-of-message-0", block, Fault::wrong_byte);
    vectors.back().needs_messages = 1;
    add("broadcast-to-all-but-one", impatient, Fault::lacks_last);
    add("broadcast-twice-to-one", block, Fault::twice);
}

} // namespace

std::vector<ClientVector> service_vectors() {
    std::vector<ClientVector> vectors;
    add_streams(vectors);
    add_transfers(vectors);
    add_broadcasts(vectors);
    return vectors;
}

} // namespace tare::check
