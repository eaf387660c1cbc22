"""What has to be installed for a contender, for its probe: the distributions it names and all that they need."""

import importlib.metadata
import re


def named(requirement):
    """The distribution of a requirement such as "trio (>=0.11); python_version>'3.6'"."""
    return re.match(r"[A-Za-z0-9._-]+", requirement.strip()).group().lower().replace("_", "-")


def needs_of(distribution):
    """What it needs without its extras. Markers are not judged: what is not installed is not needed here."""
    return [named(requirement) for requirement in distribution.requires or [] if "extra ==" not in requirement]


def size_of(distribution):
    """Of its files as they were installed; compiled Python is the interpreter's doing. None where there is no list."""
    if distribution.files is None:
        return None
    paths = (distribution.locate_file(file) for file in distribution.files if file.suffix != ".pyc")
    return sum(path.stat().st_size for path in paths if path.is_file())


def footprint_of(names, find=importlib.metadata.distribution):
    """The footprint of CONTRACT.md; None where nothing of it is installed."""
    found, waiting = {}, [named(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = find(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        waiting += needs_of(found[name])
    if not found:
        return None
    footprint = {"packages": len(found), "what": "distributions: " + ", ".join(sorted(found))}
    sizes = [size_of(distribution) for distribution in found.values()]
    if None not in sizes:
        footprint["bytes"] = sum(sizes)
    return footprint
