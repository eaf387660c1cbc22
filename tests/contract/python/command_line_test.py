"""Arguments, probes and exit codes, each in a process of its own."""

import json
import subprocess
import sys
import unittest

SERVER = """
import sys
from tare_contract import needs, run_server
with needs({needed!r}, at_least={at_least!r}):
    {imports}
class Nothing:
    def probe(self):
        return "no socket"
    def serve(self, listeners, announce):
        raise ValueError("out of ideas")
run_server({{"none": Nothing()}}, ["no-such-library", "pip"], lambda: "")
"""


def run(*arguments, needed="pip", at_least="0", imports="pass"):
    source = SERVER.format(needed=needed, at_least=at_least, imports=imports)
    return subprocess.run([sys.executable, "-c", source, *arguments], capture_output=True, text=True, timeout=30,
                          stdin=subprocess.DEVNULL)


def has_pip():
    return subprocess.run([sys.executable, "-c", "import importlib.metadata as m; m.version('pip')"],
                          capture_output=True).returncode == 0


@unittest.skipUnless(has_pip(), "the tests lean on the one distribution that nearly every Python has")
class CommandLine(unittest.TestCase):
    def test_a_probe_says_what_is_there(self):
        done = run("--variant", "none", "--probe")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        answer = json.loads(done.stdout)
        self.assertEqual(set(answer["versions"]), {"python", "openssl"})
        self.assertIn("pip", json.loads(run("--variant", "none", "--probe", imports="import pip").stdout)["versions"])
        self.assertRegex(answer["features"], r"^no socket; gc on, thresholds \d+/\d+/\d+$")

    def test_what_is_not_installed_is_77_and_one_line(self):
        done = run("--variant", "none", "--probe", needed="no-such-library")
        self.assertEqual((done.returncode, done.stdout), (77, ""))
        self.assertRegex(done.stderr, r"^no-such-library is not installed for .*: run `make contenders` .*\n$")
        self.assertEqual(done.stderr.count("\n"), 1)

    def test_what_is_too_old_is_77(self):
        done = run("--variant", "none", "--probe", at_least="99999")
        self.assertEqual(done.returncode, 77)
        self.assertRegex(done.stderr, r"^pip 99999 or newer is not installed for .*, only \d")

    def test_what_cannot_be_imported_is_77(self):
        done = run("--variant", "none", "--probe", imports="import no_such_module")
        self.assertEqual(done.returncode, 77)
        self.assertIn("No module named 'no_such_module'", done.stderr)

    def test_wrong_arguments_are_2(self):
        for wrong in (["--variant", "other"], [], ["--variant", "none", "--listen", "nowhere"], ["--variant", "none", "-x"],
                      ["--variant", "none", "--tls-cert", "x"], ["--variant", "none", "--tls-resume"],
                      ["--variant", "none", "--wait", "spin"]):
            self.assertEqual(run(*wrong).returncode, 2, wrong)

    def test_a_failure_is_1_and_one_line(self):
        done = run("--variant", "none")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (1, "", "-c: ValueError: out of ideas\n"))
        done = run("--variant", "none", "--listen", "192.0.2.1:0")  # TEST-NET-1 (RFC 5737) is no address of ours
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot listen on 192.0.2.1:0: ", done.stderr)

    def test_a_loop_of_another_system_is_77(self):
        source = "from tare_contract.loops import describe_loop; describe_loop('proactor')"
        done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=30)
        if sys.platform == "win32":
            self.assertEqual(done.returncode, 0)
        else:
            self.assertEqual(done.returncode, 77)
            self.assertIn("exists on Windows only", done.stderr)


if __name__ == "__main__":
    unittest.main()
