"""The program as its user meets it: exit codes, what goes to stdout and what to stderr.

    python3 program_test.py PATH/TO/tare

Runs on a tree of its own (TARE_HOME), so it knows what must be listed.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TARE = None

SUITE = {
    "name": "quick", "about": "What to run first.", "label": "latency", "sessions": 5, "rounds": 30,
    "block_ms": 12, "budget_s": 60, "roles": ["server"],
    "cases": [{"workload": "echo", "size_bytes": [256, 8192]}],
}
CAN = {"tls": False, "text": True, "fragments": True, "deflate": False, "spin": False, "most_connections": 1}


def contender(name):
    return {
        "name": name, "side": "server", "language": "shell", "library": "none × at all", "homepage": "",
        "workloads": ["echo"], "capabilities": CAN,
        "variants": [{"name": "only", "about": "Answers the probe.", "command": ["sh", "{dir}/probe.sh"]}],
        "tuned": [],
    }


class Program(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        self.write("bench/cases/quick.json", SUITE)
        self.add("sh-good", """echo '{"versions": {"sh": "1.2.3"}, "features": "pipes"}'""")

    def write(self, path, value):
        target = self.home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")

    def add(self, name, script, where="servers"):
        """A contender that is a shell script; an absolute `where` is outside the tree."""
        self.write(f"{where}/{name}/contender.json", contender(name))
        self.write(f"{where}/{name}/probe.sh", script)

    def tare(self, *words, **variables):
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TARE_HOME": str(self.home), **variables}
        done = subprocess.run([TARE, *words], env=environment, capture_output=True, encoding="utf-8",
                              stdin=subprocess.DEVNULL, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def refused(self, *words, **variables):
        """Wrong usage: exit 2, nothing on stdout, one sentence on stderr, which is returned."""
        code, out, err = self.tare(*words, **variables)
        self.assertEqual((code, out), (2, ""), err)
        self.assertEqual(len(err.splitlines()), 1, err)
        self.assertTrue(err.startswith("tare: "), err)
        return err[len("tare: "):].rstrip("\n")

    def test_version_names_tare(self):
        code, out, err = self.tare("--version")
        self.assertEqual((code, err), (0, ""))
        self.assertRegex(out, r"^tare \d+\.\d+\.\d+ \((unknown|[0-9a-f]{7,40})(, modified)?; .+\)\n$")

    def test_an_unknown_verb(self):
        self.assertEqual(self.refused("lsit"), 'there is no verb "lsit"; did you mean "list"?')

    def test_an_unknown_option(self):
        self.assertEqual(self.refused("list", "--jsn"), 'list: there is no option --jsn; did you mean "--json"?')

    def test_an_unknown_suite(self):
        self.assertEqual(self.refused("list", "--suite", "qick"), 'there is no suite "qick"; did you mean "quick"?')

    def test_an_unknown_contender(self):
        self.assertEqual(self.refused("list", "--contender", "sh-god"),
                         'there is no contender "sh-god"; did you mean "sh-good"?')

    def test_an_unknown_colour(self):
        self.assertEqual(self.refused("--color", "red", "list"),
                         '--color: expected auto, always or never, got "red".')

    def test_a_home_that_is_not_there(self):
        self.assertEqual(self.refused("list", TARE_HOME="/does/not/exist"),
                         'TARE_HOME is "/does/not/exist", which is no folder.')

    def test_a_malformed_suite(self):
        self.write("bench/cases/quick.json", dict(SUITE, rounds="many"))
        self.assertIn("quick.json: /rounds: ", self.refused("list"))

    def test_list_says_who_is_available_and_why_not(self):
        self.add("sh-lacking", "echo 'needs a library: apt install it' >&2; exit 77")
        code, out, err = self.tare("list")
        self.assertEqual((code, err), (0, ""))
        self.assertIn("echo-256 echo-8192", out)
        self.assertIn("✓ only  sh 1.2.3 · pipes", out)
        self.assertIn("✗ only  unavailable: needs a library: apt install it", out)

    def test_list_as_json(self):
        self.add("sh-lacking", "echo 'needs a library' >&2; exit 77")
        code, out, _ = self.tare("list", "--json")
        self.assertEqual(code, 0)
        listed = {each["name"]: each["variants"][0] for each in json.loads(out)["contenders"]}
        self.assertEqual(listed["sh-good"]["versions"], {"sh": "1.2.3"})
        self.assertEqual((listed["sh-lacking"]["available"], listed["sh-lacking"]["reason"]),
                         (False, "needs a library"))

    def test_a_malformed_contender_hides_nobody(self):
        self.write("servers/sh-broken/contender.json", '{"name": "sh-broken", ')
        code, out, err = self.tare("list")
        self.assertEqual(code, 2)
        self.assertIn("sh-good", out)
        self.assertNotIn("sh-broken", out)
        self.assertIn("sh-broken/contender.json", err.replace("\n           ", ""))

    def test_contenders_from_outside_the_tree(self):
        with tempfile.TemporaryDirectory() as outside:
            self.add("sh-mine", """echo '{"versions": {}, "features": ""}'""", where=outside)
            code, out, _ = self.tare("list", "--contenders", outside)
            self.assertEqual(code, 0)
            self.assertIn("sh-mine", out)

    def test_colour_only_when_asked_for(self):
        self.assertNotIn("\x1b", self.tare("list")[1])
        self.assertIn("\x1b[1msuites", self.tare("list", "--color", "always", NO_COLOR="1")[1])

    def test_ascii_where_the_locale_has_nothing_else(self):
        out = self.tare("list", LANG="C")[1]
        self.assertTrue(out.isascii(), out)
        self.assertIn("none x at all", out)

    def test_the_machine(self):
        code, out, err = self.tare("hw")
        self.assertEqual((code, err), (0, ""))
        self.assertIn("where the ends would run", out)
        code, out, err = self.tare("hw", "--json")
        self.assertEqual((code, err), (0, ""))
        machine = json.loads(out)
        self.assertRegex(machine["key"], r"^[0-9a-f]{16}$")
        self.assertEqual(set(machine["cores"]), {"same", "split", "smt", "numa"})
        allowed = {cpu["id"] for cpu in machine["cpus"] if cpu["allowed"]}
        self.assertEqual(allowed & os.sched_getaffinity(0), os.sched_getaffinity(0))
        self.assertLessEqual(set(machine["cores"]["same"]["server"]), allowed)

    def test_the_cores_for_ctest(self):
        code, out, err = self.tare("hw", "--ctest-resources")
        self.assertEqual((code, err), (0, ""))
        cores = json.loads(out)["local"][0]["cores"]
        self.assertGreaterEqual(sum(core["slots"] for core in cores), 2)
        self.assertIn("excludes", self.refused("hw", "--json", "--ctest-resources"))

    def test_the_script_for_ctest(self):
        code, out, err = self.tare("list", "--ctest", str(self.home / "results"))
        self.assertEqual((code, err), (0, ""))
        self.assertIn("quick.echo-8192", out)


if __name__ == "__main__":
    TARE = sys.argv.pop(1)
    unittest.main()
