"""Checks that what contenders fetch is locked by hashes, and that no lock file names where it comes from.

    check_locks.py ROOT

Exit codes: 0 all is right, 1 something is not (each is printed as FILE: sentence), 2 wrong usage.
"""

import json
import pathlib
import re
import sys

# Cargo writes this for "the usual registry" and takes no lock file without it; it is a name, as "registry"
# would be, and not where crates are fetched from.
CARGO_SOURCE = re.compile(r'^source = "registry\+https://github\.com/rust-lang/crates\.io-index"$')
URL = re.compile(r"\b(?:git|https?|ssh)(?:\+\w+)?://[^\s\"']+")


def npm(text):
    for name, package in json.loads(text)["packages"].items():
        if name == "":
            continue
        if package.get("link"):
            yield f"{name} is a link out of its folder"
        elif not package.get("integrity", "").startswith("sha512-"):
            yield f"{name} has no sha512"
        if "resolved" in package:
            yield f'{name} has a "resolved", which names a host: write the file with omit-lockfile-registry-resolved'


def cargo(text):
    for block in text.split("[[package]]")[1:]:
        name = re.search(r'^name = "(.*)"$', block, re.M)[1]
        source = re.search(r"^source = .*$", block, re.M)
        if source and not re.search(r'^checksum = "[0-9a-f]{64}"$', block, re.M):
            yield f"{name} has no checksum"
        if source and not CARGO_SOURCE.match(source[0]):
            yield f"{name} does not come from the usual registry: {source[0]}"


def go(text):
    for number, line in enumerate(text.splitlines(), 1):
        if not re.fullmatch(r"\S+ v\S+ h1:[A-Za-z0-9+/]{43}=", line):
            yield f"line {number} is no module, version and h1 hash"


def jars(text):
    for number, line in enumerate(text.splitlines(), 1):
        if not re.fullmatch(r"[0-9a-f]{64}  [\w.-]+\.jar", line):
            yield f"line {number} is no sha256 and jar"


def pom(text):
    for version in re.findall(r"<version>(.*?)</version>", text):
        if re.search(r"[\[\](),]|LATEST|RELEASE|SNAPSHOT", version):
            yield f"version {version} is not one version"
    if re.search(r"<(repository|pluginRepository|mirror)>", text):
        yield "names a repository"


# A file's name, what judges it, and a file beside it that must then have one of it.
LOCKS = {"package-lock.json": (npm, "package.json"), "Cargo.lock": (cargo, "Cargo.toml"), "go.sum": (go, "go.mod"),
         "jars.sha256": (jars, "pom.xml"), "pom.xml": (pom, None)}


def troubles_of(folder):
    """What is wrong in one folder, one sentence each."""
    for name, (judge, manifest) in LOCKS.items():
        file = folder / name
        if file.exists():
            text = file.read_text(encoding="utf-8")
            if text.strip() == "":
                yield f"{file}: is empty"
                continue
            yield from (f"{file}: {trouble}" for trouble in judge(text))
            for number, line in enumerate(text.splitlines(), 1):
                if URL.search(line) and not CARGO_SOURCE.match(line):
                    yield f"{file}: line {number} names a host: {line.strip()}"
        elif manifest and (folder / manifest).exists() and needs_lock(folder / manifest):
            yield f"{file}: is missing, and {manifest} beside it asks for packages"


def needs_lock(manifest):
    """A manifest that asks for nothing needs none, nor does a Rust library, whose users lock."""
    text = manifest.read_text(encoding="utf-8")
    if manifest.name == "package.json":
        return bool(json.loads(text).get("dependencies"))
    if manifest.name == "go.mod":
        return "require" in text
    return manifest.name != "Cargo.toml" or (manifest.parent / "src" / "main.rs").exists()


def main(arguments):
    if len(arguments) != 1:
        print("usage: check_locks.py ROOT", file=sys.stderr)
        return 2
    root = pathlib.Path(arguments[0])
    folders = [folder for top in ("contract", "servers", "clients") for folder in sorted((root / top).iterdir()) if folder.is_dir()]
    troubles = [trouble for folder in folders for trouble in troubles_of(folder)]
    print(*troubles, sep="\n", end="\n" if troubles else "")
    locked = sum((folder / name).exists() for folder in folders for name in LOCKS)
    print(f"{locked} lock files, {len(troubles)} wrong")
    return 1 if troubles or locked == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
