"""The program as its user meets it: exit codes, what goes to stdout and what to stderr.

    python3 program_test.py PATH/TO/tare

Runs on a tree of its own (TARE_HOME), so it knows what must be listed.
"""
import json
import math
import os
import pathlib
import shutil
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

    def test_the_doctor_of_this_machine(self):
        code, out, err = self.tare("doctor", "--json")
        self.assertEqual((code, err), (0, ""))
        diagnosis = json.loads(out)
        grades = [finding["grade"] for finding in diagnosis["findings"]]
        self.assertEqual(grades, sorted(grades, key=["serious", "minor", "unknown", "good"].index))
        self.assertGreater(diagnosis["looked_s"], 2.9)
        found = {finding["id"]: finding for finding in diagnosis["findings"]}
        self.assertGreater(found["clock"]["measured"]["clock_read_ns"], 0)
        self.assertIn("jitter", found)

    def machine(self, name):
        """A captured machine, copied so that it may be written to."""
        source = pathlib.Path(__file__).parents[2] / "hw" / "machines" / name
        shutil.copytree(source, self.home / name, symlinks=True)
        return self.home / name

    def test_the_doctor_of_another_machine(self):
        code, out, err = self.tare("doctor", "--root", str(self.machine("laptop-i7-1370p")))
        self.assertEqual((code, err), (0, ""))
        self.assertTrue(out.startswith("By its settings alone, do not trust a single run: "), out)
        self.assertIn("sudo tare doctor --tune", out.replace("\n", " "))
        self.assertIn("holds no folder proc", self.refused("doctor", "--root", str(self.home / "servers")))

    def test_tuned_and_restored(self):
        root = self.machine("laptop-i7-1370p")
        before = {path: path.read_text() for path in root.rglob("*") if path.is_file()}
        code, out, err = self.tare("doctor", "--tune", "--root", str(root))
        self.assertEqual((code, err), (0, ""), out)
        self.assertIn("powersave → performance", out)
        governor = root / "sys/devices/system/cpu/cpu7/cpufreq/scaling_governor"
        self.assertEqual(governor.read_text(), "performance\n")
        self.tare("doctor", "--tune", "--root", str(root))
        code, out, err = self.tare("doctor", "--restore", "--root", str(root))
        self.assertEqual((code, err), (0, ""), out)
        after = {path: path.read_text() for path in root.rglob("*") if path.is_file()}
        self.assertEqual(before, after)
        self.assertEqual(self.tare("doctor", "--restore", "--root", str(root)), (0, "Nothing to restore.\n", ""))

    def test_a_spoilt_state_file_is_not_overwritten(self):
        root = self.machine("laptop-i7-1370p")
        state = root / "var/lib/tare/tune.json"
        state.parent.mkdir(parents=True)
        state.write_text('{"schema": 1, "saved": [')
        for option in ("--tune", "--restore"):
            self.assertIn("tune.json", self.refused("doctor", option, "--root", str(root)))
        self.assertEqual(state.read_text(), '{"schema": 1, "saved": [')

    @unittest.skipIf(os.geteuid() == 0, "root may")
    def test_tuning_needs_root(self):
        code, out, err = self.tare("doctor", "--tune")
        self.assertEqual((code, out), (77, ""))
        self.assertIn("needs root", err)

    def test_json_is_for_findings(self):
        self.assertIn("excludes", self.refused("doctor", "--json", "--tune"))
        self.assertIn("excludes", self.refused("doctor", "--tune", "--restore"))

    def result(self, name, started, ratio, key="0123456789abcdef"):
        """A result.json with one cell, whose five sessions lie around `ratio`."""
        sessions = [{"rounds": 30, "dropped": 0, "noisy": False, "steady": True,
                     "ln_cpu_over_floor": math.log(ratio) + 0.001 * i} for i in range(5)]
        program = {"contender": "cpp-beast", "variant": "epoll"}
        cell = {"case": {"id": "echo-256", "workload": "echo", "size_bytes": 256, "connections": 1,
                         "transport": "ws", "placement": "same", "wait": "block", "kind": "binary"},
                "role": "server", **program,
                "ends": {"server": program, "client": {"contender": "cpp-raw", "variant": "epoll"}},
                "versions": {}, "status": "ok", "ops_per_s": {"est": 100000 / ratio},
                "over_floor": {"cpu": {"est": ratio}}, "sessions": sessions}
        self.write(f"results/{name}/result.json", {
            "schema": 1, "tare": {"version": "0.1.0", "revision": f"rev{name}", "dirty": False},
            "hardware": {"key": key, "keyed": {}, "recorded": {}},
            "run": {"started_utc": started, "seed": 1, "suite": "quick", "sessions": 5, "rounds": 30,
                    "budget_s": 60, "partial": False, "warnings": []},
            "cells": [cell]})

    def test_a_selftest_that_cannot_be(self):
        self.assertIn("say --quick, --full or --summary", self.refused("selftest"))
        self.assertIn("need --folder", self.refused("selftest", "--full"))
        folder = str(self.home / "kept")
        self.assertIn("there are no experiments in " + folder, self.refused("selftest", "--summary", "--folder", folder))
        self.assertIn("goes with --full --suite", self.refused("selftest", "--full", "--folder", folder,
                                                               "--contender", "cpp-raw"))
        self.assertIn("goes with --case", self.refused("selftest", "--full", "--folder", folder, "--suite", "quick",
                                                       "--injection", "twice-50"))
        self.assertIn("soon", self.refused("selftest", "--full", "--folder", folder, "--suite", "quick",
                                           "--budget", "soon"))
        self.assertFalse((self.home / "kept").exists())

    def test_the_figures_of_a_suites_aa(self):
        row = {"case": "echo-256", "role": "server", "contender": "cpp-raw", "variant": "epoll", "gate": "cpu",
               "verdict": "equivalent", "suspected": False, "screen": [-0.001, 0.0, 0.001], "fresh": []}
        run = {"started_utc": "2026-01-01T00:00:00Z", "hardware_key": "0123456789abcdef", "suite": "quick",
               "seed": 1, "took_s": 150.0, "rows": [row]}
        self.write("kept/suites/00000.json", run)
        code, out, err = self.tare("selftest", "--summary", "--folder", str(self.home / "kept"))
        self.assertEqual((code, err), (0, ""))
        self.assertIn("false alarms: 0 of 1 judgements, in 0 of 1 runs", out)
        self.assertEqual((self.home / "kept/summary.txt").read_text(encoding="utf-8"), out)
        machine = {"key": run["hardware_key"], "keyed": {"kernel": "6.18"}, "recorded": {}, "cpu_name": "Some CPU",
                   "cpu_features": [], "cpus": [], "caches": []}
        self.write("kept/machine.json", machine)
        code, out, err = self.tare("selftest", "--summary", "--folder", str(self.home / "kept"))
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(out.splitlines()[0], "Some CPU · kernel 6.18 · key 0123456789abcdef")
        self.write("other/suites/00000.json", {**run, "hardware_key": "0123456789abcdee"})
        code, both, err = self.tare("selftest", "--summary", "--folder", str(self.home / "kept"),
                                    "--folder", str(self.home / "other"))
        self.assertEqual((code, err), (0, ""))
        self.assertTrue(both.startswith(out))
        self.assertIn("2 folders together\n  A/A of the suite quick: 2 runs, 2 judgements, a false alarm in 0 runs", both)
        self.assertIn("in one --folder, 2 were named",
                      self.refused("selftest", "--full", "--folder", "a", "--folder", "b"))
        self.write("kept/suites/00001.json", {**run, "rows": [{**row, "verdict": "perhaps"}]})
        self.assertIn("00001.json", self.refused("selftest", "--summary", "--folder", str(self.home / "kept")))

    def history(self, *words):
        return self.tare("history", "echo-256", "--dir", str(self.home / "results"), *words)

    def test_a_history_with_a_step(self):
        for day, ratio in enumerate([2.0, 2.0, 2.0, 2.2, 2.2], 1):
            self.result(f"r{day}", f"2026-01-0{day}T00:00:00Z", ratio)
        code, out, err = self.history()
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(out.count("  changed  by "), 1, out)
        self.assertIn("  changed  by +10.0 % with revr4 of 2026-01-04 00:00 (p ", out)
        code, out, err = self.history("--json")
        points = json.loads(out)["series"][0]["points"]
        self.assertEqual([("change" in point) for point in points], [False, False, False, True, False])
        code, out, err = self.history("--csv")
        self.assertEqual(len(out.splitlines()), 6)

    def test_keys_are_not_mixed(self):
        self.result("a", "2026-01-01T00:00:00Z", 2.0)
        self.result("b", "2026-01-02T00:00:00Z", 3.0, key="fedcba9876543210")
        code, out, err = self.history()
        self.assertEqual((code, err), (0, ""))
        self.assertIn("2 hardware keys", out)
        self.assertNotIn("+50", out)

    def test_bad_results_are_named(self):
        self.result("a", "2026-01-01T00:00:00Z", 2.0)
        self.write("results/cut/result.json", '{"schema": 1, "tare": {')
        self.write("results/foreign/result.json", {"name": "something else"})
        self.write("results/future/result.json", {"schema": 99, "tare": {}, "cells": []})
        code, out, err = self.history()
        self.assertEqual(code, 2)
        self.assertIn("2026-01-01 00:00", out)
        for name in ("cut", "foreign", "future"):
            self.assertIn(f"{name}/result.json", err.replace("\n          ", ""))
        self.assertEqual(err.count("left out: "), 3)

    def test_a_history_of_nothing(self):
        self.assertIn("is no folder", self.refused("history", "echo-256", "--dir", str(self.home / "nowhere")))
        self.assertIn("no result.json below", self.refused("history", "echo-256", "--dir", str(self.home / "servers")))
        self.result("a", "2026-01-01T00:00:00Z", 2.0)
        self.assertEqual(self.refused("history", "echo-265", str(self.home / "results/a")),
                         'history: no result holds the case "echo-265"; did you mean "echo-256"?')
        self.assertIn("has the contender cpp-none",
                      self.refused("history", "echo-256", str(self.home / "results/a"), "--contender", "cpp-none"))
        self.assertIn("expected cpu, wall, p99 or rate",
                      self.refused("history", "echo-256", str(self.home / "results/a"), "--metric", "mem"))
        self.assertIn("is required", self.refused("history"))


if __name__ == "__main__":
    TARE = sys.argv.pop(1)
    unittest.main()
