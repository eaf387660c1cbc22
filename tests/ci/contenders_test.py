"""Runs ci/contenders.sh in a small tree of its own, and contract/prepare.sh with it.

    contenders_test.py ROOT
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ".").resolve()


class ContendersTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="tare contenders ")  # a blank: paths may have one
        self.addCleanup(scratch.cleanup)
        self.tree = pathlib.Path(scratch.name)
        for file in ("ci/contenders.sh", "contract/prepare.sh"):
            (self.tree / file).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / file, self.tree / file)
        for folder in ("servers", "clients"):
            (self.tree / folder).mkdir()

    def script(self, folder, text, executable=True):
        file = self.tree / folder / "prepare"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("#!/bin/sh\n" + text)
        file.chmod(0o755 if executable else 0o644)
        return file.parent

    def out(self, name):
        return self.tree / "build" / "contenders" / name

    def run_it(self, *folders):
        done = subprocess.run([str(self.tree / "ci" / "contenders.sh"), *map(str, folders)], capture_output=True,
                              text=True, timeout=50, stdin=subprocess.DEVNULL)
        return done.returncode, [" ".join(line.split()) for line in done.stdout.splitlines()], done.stderr

    def test_nothing_to_do(self):
        self.assertEqual(self.run_it(), (0, [], ""))

    def test_a_script_finds_its_folders(self):
        self.script("servers/sh-a", 'echo "$TARE_ROOT" >"$TARE_OUT/root"; pwd >"$TARE_OUT/here"; cat >"$TARE_OUT/in"')
        self.assertEqual(self.run_it(), (0, ["servers/sh-a ready"], ""))
        out = self.out("servers/sh-a")
        self.assertEqual((out / "root").read_text(), f"{self.tree}\n")
        self.assertEqual((out / "here").read_text(), f"{self.tree}/servers/sh-a\n")
        self.assertEqual((out / "in").read_text(), "")  # asks nobody anything
        self.assertFalse((out / "unavailable").exists())

    def test_what_languages_share_comes_first(self):
        for folder in ("servers/sh-a", "clients/sh-a", "contract/sh"):
            self.script(folder, "")
        (self.tree / "servers" / "cpp-b").mkdir()  # has no script
        self.script("servers/sh-c", "exit 1", executable=False)
        self.assertEqual(self.run_it()[1], ["contract/sh ready", "servers/sh-a ready", "clients/sh-a ready"])

    def test_unavailable_is_no_failure_and_keeps_its_sentence(self):
        self.script("servers/sh-a", 'echo "looking"; echo "some warning" >&2; echo "needs x: install x" >&2; echo >&2; exit 77')
        self.script("servers/sh-b", "exit 77")
        code, lines, _ = self.run_it()
        self.assertEqual(code, 0)
        self.assertEqual(lines, ["servers/sh-a unavailable: needs x: install x",
                                 "servers/sh-b unavailable: its prepare script says 77 but not why"])
        self.assertEqual((self.out("servers/sh-a") / "unavailable").read_text(), "needs x: install x\n")
        self.assertEqual((self.out("servers/sh-a") / "prepare.log").read_text(),
                         "looking\nsome warning\nneeds x: install x\n\n")

    def test_the_sentence_goes_when_it_is_mended(self):
        self.script("servers/sh-a", 'echo "needs x" >&2; exit 77')
        self.run_it()
        self.script("servers/sh-a", "")
        self.assertEqual(self.run_it()[0], 0)
        self.assertFalse((self.out("servers/sh-a") / "unavailable").exists())

    def test_a_failure_stops_nobody_and_is_told(self):
        self.script("servers/sh-a", 'echo "no such module" >&2; exit 3')
        self.script("servers/sh-b", "kill -9 $$")
        self.script("servers/sh-c", "")
        code, lines, _ = self.run_it()
        log = self.out("servers/sh-a") / "prepare.log"
        self.assertEqual(code, 1)
        self.assertEqual(lines[0], f"servers/sh-a FAILED, exit code 3: no such module; see {log}")
        self.assertTrue(lines[1].startswith("servers/sh-b FAILED, exit code 137: nothing on stderr"), lines[1])
        self.assertEqual(lines[2], "servers/sh-c ready")
        self.assertIn(f"exited with code 3; see {log}", (self.out("servers/sh-a") / "unavailable").read_text())

    def test_one_folder_also_from_outside_the_tree(self):
        self.script("servers/sh-a", "exit 1")
        with tempfile.TemporaryDirectory() as elsewhere:
            folder = self.script(pathlib.Path(elsewhere) / "clients" / "sh-mine", 'echo "$TARE_ROOT" >"$TARE_OUT/root"')
            self.assertEqual(self.run_it(folder), (0, ["clients/sh-mine ready"], ""))
        self.assertEqual((self.out("clients/sh-mine") / "root").read_text(), f"{self.tree}\n")
        code, _, trouble = self.run_it(self.tree / "servers")
        self.assertEqual((code, "has no executable prepare" in trouble), (2, True))

    def test_a_build_is_repeated_only_when_something_changed(self):
        # Counts its builds; the inputs are its own folder and a version.
        folder = self.script("servers/sh-a", 'set -eu\n. "$TARE_ROOT/contract/prepare.sh"\n'
                             'if built_from "$(cat "$TARE_ROOT/version")" .; then exit 0; fi\n'
                             'echo built >>"$TARE_OUT/builds"; [ ! -e fail ]; stamp\n')
        builds = lambda: len((self.out("servers/sh-a") / "builds").read_text().split())
        version = self.tree / "version"
        version.write_text("1")
        self.run_it()
        self.run_it()
        self.assertEqual(builds(), 1)
        (folder / "source").write_text("a")
        self.run_it()
        version.write_text("2")
        self.run_it()
        self.assertEqual(builds(), 3)
        (folder / "fail").write_text("")  # fails half-way, and counts as nothing also when what it was made of is back
        self.assertEqual(self.run_it()[0], 1)
        (folder / "fail").unlink()
        self.assertEqual((self.run_it()[0], builds()), (0, 5))

    def test_versions_are_compared_by_number(self):
        cases = [("1.23", "1.23", 0), ("1.23.4", "1.23", 0), ("1.9", "1.23", 1), ("1.100", "1.23", 0), ("17.0.1", "17", 0)]
        for version, least, expected in cases:
            done = subprocess.run(["sh", "-c", '. "$1"; at_least "$2" "$3"', "sh", self.tree / "contract/prepare.sh",
                                   version, least], check=False, timeout=20)
            self.assertEqual(done.returncode, expected, (version, least))


if __name__ == "__main__":
    unittest.main()
