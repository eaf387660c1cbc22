"""Shows that check_locks.py finds what it looks for."""

import pathlib
import tempfile
import unittest

from check_locks import troubles_of

SHA256 = "0123456789abcdef" * 4
NPM = '{"packages": {"": {}, "node_modules/ws": {"version": "8.0.0", %s}}}'
CARGO = '[[package]]\nname = "own"\nversion = "1.0.0"\n\n[[package]]\nname = "tokio"\nversion = "1.0.0"\n%s\n'
USUAL = 'source = "registry+https://github.com/rust-lang/crates.io-index"'
GO = "example.org/ws v1.0.0 h1:" + "A" * 43 + "=\n"


class LocksTest(unittest.TestCase):
    def troubles(self, **files):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for file, text in files.items():
                (folder / file.replace("__", "-").replace("_", ".")).write_text(text)
            return [trouble.split(": ", 1)[1] for trouble in troubles_of(folder)]

    def test_what_is_right_is_passed_over(self):
        self.assertEqual(self.troubles(
            package_json='{"dependencies": {"ws": "8.0.0"}}', package__lock_json=NPM % '"integrity": "sha512-x"',
            Cargo_lock=CARGO % f'{USUAL}\nchecksum = "{SHA256}"', go_mod="require x", go_sum=GO,
            pom_xml="<version>1.2</version>", jars_sha256=f"{SHA256}  a-1.jar\n"), [])
        self.assertEqual(self.troubles(package_json="{}", go_mod="module x", Cargo_toml=""), [])

    def test_npm(self):
        self.assertEqual(self.troubles(package__lock_json=NPM % '"license": "MIT"'), ["node_modules/ws has no sha512"])
        found = self.troubles(package__lock_json=NPM % '"integrity": "sha512-x", "resolved": "https://registry.example/ws"')
        self.assertEqual(len(found), 2)
        self.assertIn('has a "resolved"', found[0])
        self.assertIn("line 1 names a host", found[1])

    def test_cargo(self):
        self.assertEqual(self.troubles(Cargo_lock=CARGO % USUAL), ["tokio has no checksum"])
        found = self.troubles(Cargo_lock=CARGO % f'source = "git+https://example.org/x"\nchecksum = "{SHA256}"')
        self.assertIn("does not come from the usual registry", found[0])

    def test_go_and_maven(self):
        self.assertEqual(self.troubles(go_sum="example.org/ws v1.0.0\n"), ["line 1 is no module, version and h1 hash"])
        self.assertEqual(self.troubles(jars_sha256="a-1.jar\n"), ["line 1 is no sha256 and jar"])
        self.assertEqual(self.troubles(pom_xml="<version>[1,2)</version>", jars_sha256=f"{SHA256}  a.jar\n"),
                         ["version [1,2) is not one version"])

    def test_what_is_missing(self):
        found = self.troubles(package_json='{"dependencies": {"ws": "8.0.0"}}', go_mod="require x", pom_xml="<project/>")
        self.assertEqual(len(found), 3)
        self.assertTrue(all("is missing" in trouble for trouble in found), found)
        self.assertEqual(self.troubles(go_sum=""), ["is empty"])


if __name__ == "__main__":
    unittest.main()
