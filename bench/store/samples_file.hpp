// blocks.jsonl: what each block yielded, one JSON object a line, for whoever wants to compute otherwise than
// we do (docs/result-format.md, "blocks.jsonl"). Latencies are not in it; their histogram is in the result.
//
// Lines are appended as cases end, so an interrupted run leaves those of the cases that it finished.
//
// Thread safety: none.
#pragma once

#include "bench/core/case.hpp"
#include "bench/core/contender.hpp"
#include "bench/core/sample.hpp"

#include <filesystem>
#include <fstream>
#include <span>

namespace tare::store {

class SamplesFile {
  public:
    /// Nothing is opened before the first append(), which replaces what there was at `path`.
    explicit SamplesFile(std::filesystem::path path);

    /// One line for each block of one arm, in the order given. An error (Trouble::environment) names the file
    /// and why it cannot be written.
    Result<void> append(const core::Case& measured, const core::Program& server, const core::Program& client,
                        std::span<const core::Sample> samples);

  private:
    std::filesystem::path path_;
    std::ofstream file_;
};

/// One block's line, without a newline.
std::string sample_to_json(const core::Case& measured, const core::Program& server,
                           const core::Program& client, const core::Sample& sample);

} // namespace tare::store
