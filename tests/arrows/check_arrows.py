"""Checks who may include whom: the #include lines of the tree against the table below.

    check_arrows.py ROOT

Exit codes: 0 every arrow is allowed, 1 some are not (each is printed as FILE:LINE: sentence), 2 wrong usage.
Files above 300 lines are named for information only.
"""

import pathlib
import re
import sys

# A folder, what its files may include beside themselves, and why. The rule with the longest matching folder
# holds. An entry that ends in "/" is a folder, any other is one header; {name} is the folder that * matched.
ARROWS = [
    ("base", [], "everyone includes it, so it knows nobody"),
    ("hw", ["base/"], "the machine is a fact of its own; other programs could use it as it is"),
    ("contract", ["base/"], "a contender in any language must need no more than the contract"),
    ("wire", ["base/", "contract/cpp/", "hw/cpu_flags.hpp"],
     "what is measured must not depend on what measures; CPU features are passed in"),
    ("servers/*", ["base/", "contract/cpp/", "wire/", "hw/cpu_flags.hpp"],
     "a contender speaks the contract, and nothing of the harness"),
    ("clients/*", ["base/", "contract/cpp/", "wire/", "hw/cpu_flags.hpp", "servers/{name}/"],
     "the same; both ends of one library may share what they need of each other"),
    ("bench/core", ["base/", "hw/machine.hpp"], "plain values; the machine is one of them"),
    ("bench/stats", ["base/", "bench/core/"], "pure functions of values"),
    ("bench/plan", ["base/", "bench/core/"], "pure functions of values and a seed"),
    ("bench/store", ["base/", "bench/core/", "hw/machine.hpp"], "values to files and back, nothing else"),
    ("bench/compare", ["base/", "bench/core/", "bench/stats/"], "works from stored values alone"),
    ("bench/selftest", ["base/", "bench/core/", "bench/stats/", "bench/compare/"],
     "runs whose truth is known, held against the verdicts"),
    ("bench/selftest/contenders", ["base/", "contract/cpp/", "wire/", "hw/cpu_flags.hpp"],
     "contenders like any, but for their known defects"),
    ("bench/report", ["base/", "bench/core/", "hw/machine.hpp", "hw/cores.hpp"],
     "shows values and computes none; what is shown of the machine are hw's values"),
    ("bench/doctor", ["base/", "bench/core/", "bench/store/", "hw/"],
     "judges hw's facts; what it changes it keeps in a file of store's"),
    ("bench/history", ["base/", "bench/core/", "bench/stats/"], "works from stored values alone"),
    ("bench/run", ["base/", "bench/core/", "bench/plan/", "bench/stats/", "contract/", "hw/"],
     "drives the ends; it asks stats when an arm is warm and when precision is reached"),
    ("bench/check", ["base/", "bench/core/", "bench/run/", "contract/"],
     "its expected bytes must not come from wire, which it judges"),
    ("bench/features", ["base/", "bench/core/", "bench/run/", "bench/check/", "contract/", "hw/"],
     "asks with the checker's voice, so that both see the same contender; hw reads its time and memory"),
    ("bench/cli", ["base/", "bench/", "contract/", "hw/"], "puts the pieces together"),
]

# Libraries that only some folders may see, each by the beginning of its headers' names.
LIBRARIES = [
    ("hwloc", ["hw/"], "the topology is asked in one place"),
    ("boost/json", ["base/", "contract/", "bench/store/", "bench/run/", "bench/check/", "bench/features/",
                    "bench/cli/",
                    "servers/", "clients/"],
     "values know no file format: files are bench/store's, the contract's lines are run's and check's"),
    ("boost/beast", ["contract/template/", "servers/", "clients/", "wire/beast/"],
     "Beast is weighed here, so nothing else leans on it"),
    ("CLI/", ["bench/cli/"], "options are read in one place"),
]

# Headers that the build writes; each folder's own.
GENERATED = {"version.hpp": "bench/cli"}

SOURCES = {".hpp", ".cpp", ".ipp", ".h"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
LONG_FILE_LINES = 300


def rule_for(folder):
    """The longest rule that matches a folder such as bench/run/posix: (its own folder, allowed, reason)."""
    parts = folder.split("/")
    for length in range(len(parts), 0, -1):
        for pattern, allowed, reason in ARROWS:
            wanted = pattern.split("/")
            if len(wanted) != length or any(w not in ("*", p) for w, p in zip(wanted, parts)):
                continue
            allowed = [entry.format(name=parts[length - 1]) for entry in allowed]
            return "/".join(parts[:length]), allowed, reason
    return None


def is_allowed(header, entries):
    return any(header.startswith(entry) if entry.endswith("/") else header == entry for entry in entries)


def project_trouble(root, folder, header):
    """What is wrong with one #include "header" in a file of this folder; None when nothing is."""
    top = header.split("/")[0]
    if GENERATED.get(header) == folder:
        return None
    if "/" not in header or not (root / top).is_dir():
        if folder.startswith("contract/template/"):
            return None  # a template is copied elsewhere, where its own folder is all it has
        return f'"{header}" is not named from the top of the tree, as in "bench/core/case.hpp"'
    rule = rule_for(folder)
    if rule is None:
        return f'{folder}/, which includes "{header}", has no rule; add one to ARROWS in tests/arrows/check_arrows.py'
    own, allowed, reason = rule
    if header.startswith(own + "/") or is_allowed(header, allowed):
        return None
    others = ", ".join(allowed) or "nothing of ours"
    return f'{own} must not include "{header}": {reason} (allowed: {others})'


def library_trouble(folder, header):
    for beginning, allowed, reason in LIBRARIES:
        if header.startswith(beginning) and not is_allowed(folder + "/", allowed):
            return f"<{header}> belongs in {', '.join(allowed)}: {reason}"
    return None


def sources(root):
    tops = sorted({pattern.split("/")[0] for pattern, _, _ in ARROWS})
    for top in tops:
        yield from sorted(p for p in (root / top).rglob("*") if p.suffix in SOURCES and p.is_file())


def check(root):
    """(troubles, remarks, number of files looked at)."""
    troubles, remarks, files = [], [], 0
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        folder = name.rpartition("/")[0]
        lines = path.read_text(encoding="utf-8").splitlines()
        files += 1
        if len(lines) > LONG_FILE_LINES:
            remarks.append(f"{name}: {len(lines)} lines; is it still one idea?")
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            kind, header = match.groups()
            if kind == '"':
                trouble = project_trouble(root, folder, header)
            else:
                trouble = library_trouble(folder, header)
            if trouble:
                troubles.append(f"{name}:{number}: {trouble}")
    return troubles, remarks, files


def main(arguments):
    if len(arguments) != 1:
        print("usage: check_arrows.py ROOT", file=sys.stderr)
        return 2
    root = pathlib.Path(arguments[0])
    troubles, remarks, files = check(root)
    for line in remarks:
        print("note:", line)
    for line in troubles:
        print(line)
    if files == 0:
        print(f"{root} holds no source file: is it the top of the tree?")
        return 1
    print(f"{files} files, {len(troubles)} forbidden arrows")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
