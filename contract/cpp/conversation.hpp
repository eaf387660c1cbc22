// The client's side of the conversation without its pipes: a command line in, an answer line out. Knows
// which command may follow which; the Client behind it only does what it is told.
//
// Thread safety: none.
#pragma once

#include "contract/cpp/client.hpp"
#include "contract/cpp/commands.hpp"

#include <string>
#include <string_view>

namespace tare::contract {

class Conversation {
  public:
    explicit Conversation(Client& client) : client_(client) {}

    /// One line without its newline. What the client throws becomes an error answer too.
    std::string answer(std::string_view line);

  private:
    Result<std::string> obey(const OpenRequest&);
    Result<std::string> obey(const BlockRequest&);
    Result<std::string> obey(GoCommand);
    Result<std::string> obey(const SaveCommand&);
    Result<std::string> obey(CloseCommand);

    Client& client_;
    Recorder recorder_;
    bool open_ = false;
    bool armed_ = false; ///< a block is prepared and has not run
    bool ran_ = false;   ///< the recorder holds the stamps of a block that ran
};

} // namespace tare::contract
