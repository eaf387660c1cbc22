"""What goes wrong and is said in one sentence; never a traceback."""

import sys

EXIT_FAILED, EXIT_USAGE, EXIT_CANNOT_RUN_HERE = 1, 2, 77


class Trouble(Exception):
    """A sentence for the harness: what was attempted, on what, and what came instead."""


def sentence_of(error):
    """One line about any exception."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    text = " ".join(str(error).split())
    if isinstance(error, Trouble):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def leave(code, sentence):
    """Ends the process with a sentence on stderr."""
    print(sentence, file=sys.stderr, flush=True)
    sys.exit(code)
