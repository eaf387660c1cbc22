"""The closure of a contender's distributions, worked out by hand over distributions that do not exist."""

import importlib.metadata
import pathlib
import tempfile
import unittest

from tare_contract.footprint import footprint_of, named


def install(folder, name, files, requires=(), record=True):
    """As an installer leaves it: metadata, the files, and the list of them."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0", *(f"Requires-Dist: {each}" for each in requires)]
    (info / "METADATA").write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    for file, size in files.items():
        (folder / file).write_bytes(b"x" * size)
    if record:
        (info / "RECORD").write_text("".join(f"{file},,\n" for file in files), encoding="utf-8")


class Footprint(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.scratch.name)
        self.addCleanup(self.scratch.cleanup)

    def find(self, name):
        for distribution in importlib.metadata.distributions(path=[str(self.folder)]):
            if distribution.metadata["Name"].lower() == name:
                return distribution
        raise importlib.metadata.PackageNotFoundError(name)

    def test_the_closure_counts_each_once_and_no_extras(self):
        install(self.folder, "web", {"web.py": 100, "web.pyc": 5000},
                ["base (>=1.0)", "fast; extra == 'speed'", "backport; python_version<'3.5'"])
        install(self.folder, "base", {"base.py": 20, "data.bin": 3}, ["web"])  # needs it back: a circle
        install(self.folder, "fast", {"fast.so": 10000})
        # 100 + 20 + 3: without the compiled file, the extra, and what is not installed
        self.assertEqual(footprint_of(["Web"], self.find),
                         {"packages": 2, "bytes": 123, "what": "distributions: base, web"})

    def test_without_a_list_of_files_the_size_is_left_out(self):
        install(self.folder, "web", {"web.py": 100}, record=False)
        self.assertEqual(footprint_of(["web"], self.find), {"packages": 1, "what": "distributions: web"})

    def test_nothing_installed_is_no_footprint(self):
        self.assertIsNone(footprint_of(["web"], self.find))

    def test_names_of_requirements(self):
        self.assertEqual([named(each) for each in ("trio (>=0.11)", "Typing_Extensions>=4", "a[b]==1; x", " zope.x")],
                         ["trio", "typing-extensions", "a", "zope.x"])


if __name__ == "__main__":
    unittest.main()
