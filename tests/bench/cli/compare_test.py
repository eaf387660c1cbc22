"""`tare baseline` and `tare compare` on files, as their user meets them.

    python3 compare_test.py PATH/TO/tare

Results are made here, consistent in themselves, so nothing is measured.
"""
import copy
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TARE = None
REPOSITORY = pathlib.Path(__file__).resolve().parents[3]

def key_of(facts):
    """FNV-1a over the facts, as hw/hash.hpp has it."""
    digest = 0xcbf29ce484222325
    for byte in "".join(f"{name}={facts[name]}\n" for name in sorted(facts)).encode():
        digest = (digest ^ byte) * 0x100000001b3 % 2**64
    return f"{digest:016x}"


KEY_OF_ONE_FACT = key_of({"a": "b"})
MACHINE = None  # of this machine, as `tare hw --json` prints it: a key and the facts that it is made of


def session(ln_ratio, i):
    wall = 6000 * math.exp(ln_ratio) + i  # no two sessions are alike
    return {"rounds": 30, "dropped": 0, "noisy": False, "steady": True, "ops_per_s": 1e9 / wall,
            "wall_ns_per_op": wall, "cpu_ns_per_op_server": wall / 2, "cpu_ns_per_op_client": wall / 2,
            "ln_cpu_over_floor": ln_ratio, "ln_wall_over_floor": ln_ratio, "ln_p99_over_floor": ln_ratio}


def row(contender, ln_ratios, role="server"):
    sessions = [session(x, i) for i, x in enumerate(ln_ratios)]
    mean = math.fsum(ln_ratios) / len(ln_ratios)
    ln_wall = math.fsum(math.log(s["wall_ns_per_op"]) for s in sessions) / len(sessions)
    ends = {"server": {"contender": contender, "variant": "epoll"},
            "client": {"contender": "cpp-raw", "variant": "epoll"}}
    cell = {"case": {"id": "echo-256", "workload": "echo", "size_bytes": 256, "connections": 1, "transport": "ws",
                     "placement": "same", "wait": "block", "kind": "binary"},
            "role": role, "contender": contender, "variant": "epoll", "ends": ends, "status": "ok",
            "ops_per_s": {"est": 1e9 / math.exp(ln_wall)},
            "over_floor": {"cpu": {"est": math.exp(mean)}, "wall": {"est": math.exp(mean)}}, "sessions": sessions}
    if role == "floor":
        del cell["over_floor"]
        for one in sessions:
            for name in ("ln_cpu_over_floor", "ln_wall_over_floor", "ln_p99_over_floor"):
                del one[name]
    return cell


def result(mean, sessions, seed=1, day=20):
    ratios = [mean + (0.002 if i % 2 == 0 else -0.002) for i in range(sessions)]
    floor = [0.005 if i % 2 == 0 else -0.005 for i in range(sessions)]
    hardware = {name: MACHINE[name] for name in ("key", "keyed", "recorded")}
    return {"schema": 1, "tare": {"version": "0.1.0", "revision": "aaaa", "dirty": False},
            "hardware": copy.deepcopy(hardware),
            "run": {"started_utc": f"2026-11-{day}T20:15:40Z", "took_s": 100.0, "seed": seed, "suite": "quick",
                    "sessions": sessions, "rounds": 30, "block_ms": 12.0, "budget_s": 100.0, "partial": False,
                    "warnings": []},
            "cells": [row("cpp-floor", floor, "floor"), row("cpp-beast", ratios)]}


class Compare(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.kept = self.folder / "baselines"

    def write(self, name, value):
        path = self.folder / name
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return str(path)

    def tare(self, *words):
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TARE_HOME": str(REPOSITORY)}
        done = subprocess.run([TARE, *words], env=environment, capture_output=True, encoding="utf-8",
                              stdin=subprocess.DEVNULL, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def refused(self, *words):
        code, out, err = self.tare(*words)
        self.assertEqual((code, out), (2, ""), err)
        self.assertEqual(len(err.splitlines()), 1, err)
        return err

    def save(self, path, *more):
        return self.tare("baseline", "--baselines", str(self.kept), "save", path, *more)

    def test_two_results(self):
        base = self.write("a.json", result(0.30, 10))
        for mean, code, word in ((0.33, 1, "1 regressed."), (0.27, 0, "1 improved."), (0.30, 0, "1 equivalent.")):
            with self.subTest(word):
                now = self.write("b.json", result(mean, 10, seed=2, day=21))
                got, out, err = self.tare("compare", base, now)
                self.assertEqual((got, err), (code, ""), out)
                self.assertIn(word, out)
                self.assertIn("could see", out)

    def test_a_suspicion_is_no_pass(self):
        base = self.write("a.json", result(0.30, 10))
        now = self.write("b.json", result(0.33, 4, seed=2, day=21))
        code, out, err = self.tare("compare", base, now)
        self.assertEqual(code, 3)
        self.assertIn("1 suspected.", out)
        self.assertIn("--confirm", err)

    def test_json(self):
        base = self.write("a.json", result(0.30, 10))
        now = self.write("b.json", result(0.33, 10, seed=2, day=21))
        code, out, _ = self.tare("compare", base, now, "--json")
        self.assertEqual(code, 1)
        said = json.loads(out)
        self.assertEqual((said["comparison_schema"], said["outcome"], said["forced"]), (1, "regressed", False))
        (judgement,) = said["judgements"]
        self.assertEqual((judgement["verdict"], judgement["gate"], judgement["confirmed"]), ("regressed", "cpu", True))
        self.assertAlmostEqual(judgement["change"]["est"], math.exp(0.03), places=9)
        self.assertLess(judgement["change"]["lo"], math.exp(0.03))
        self.assertEqual(judgement["sessions"], {"base": 10, "new": 10})

    def test_a_baseline(self):
        base = self.write("a.json", result(0.30, 10))
        code, out, err = self.save(base)
        self.assertEqual((code, err), (0, ""))
        file = self.kept / MACHINE["key"] / "quick.json"
        self.assertEqual(out.strip(), str(file))
        self.assertTrue(file.exists())

        now = self.write("b.json", result(0.33, 10, seed=2, day=21))
        code, out, err = self.tare("compare", now, "--baselines", str(self.kept))
        self.assertEqual((code, err), (1, ""))
        self.assertIn("1 regressed.", out)

        code, out, _ = self.tare("baseline", "--baselines", str(self.kept), "list")
        self.assertEqual(code, 0)
        self.assertIn(MACHINE["key"], out)
        code, out, _ = self.tare("baseline", "--baselines", str(self.kept), "show", "quick", "--key", MACHINE["key"])
        self.assertEqual(code, 0)
        self.assertIn("cpp-beast", out)

    def test_a_baseline_is_not_replaced_unasked(self):
        self.save(self.write("a.json", result(0.30, 10)))
        file = self.kept / MACHINE["key"] / "quick.json"
        before = file.read_bytes()
        other = self.write("b.json", result(0.33, 10, seed=2))
        code, _, err = self.save(other)
        self.assertEqual(code, 2)
        self.assertIn("never replaced unasked", err)
        self.assertEqual(file.read_bytes(), before)
        self.assertEqual(self.save(other, "--force")[0], 0)
        self.assertNotEqual(file.read_bytes(), before)
        self.assertEqual([path.name for path in file.parent.iterdir()], ["quick.json"])

    def test_what_cannot_be_a_baseline(self):
        partial = result(0.3, 5)
        partial["run"]["partial"] = True
        invalid = result(0.3, 5)
        cell = invalid["cells"][1]
        for name in ("ops_per_s", "over_floor", "sessions"):
            del cell[name]
        cell.update(status="invalid", reason="message 3: wrong")
        named = result(0.3, 5)
        named["run"]["suite"] = "../../quick"
        for value, why in ((partial, "interrupted"), (invalid, "message 3: wrong"), (result(0.3, 2), "it takes 3"),
                           (named, "cannot name a baseline")):
            with self.subTest(why):
                self.assertIn(why, self.refused("baseline", "--baselines", str(self.kept), "save",
                                                self.write("r.json", value)))
        self.assertFalse(self.kept.exists())

    def test_no_baseline(self):
        code, out, err = self.tare("compare", self.write("a.json", result(0.3, 5)), "--baselines", str(self.kept))
        self.assertEqual(code, 3)
        self.assertIn("1 no-baseline.", out)
        self.assertIn("tare baseline save", err)

    def test_a_baseline_filed_under_another_key(self):
        self.save(self.write("a.json", result(0.30, 10)))
        other = result(0.30, 10)
        other["hardware"] = {"key": KEY_OF_ONE_FACT, "keyed": {"a": "b"}, "recorded": {}}
        folder = self.kept / KEY_OF_ONE_FACT
        folder.mkdir()
        (self.kept / MACHINE["key"] / "quick.json").rename(folder / "quick.json")
        self.assertIn("it is filed under", self.refused("compare", self.write("b.json", other), "--baselines",
                                                        str(self.kept)))

    def test_different_hardware(self):
        base, now = result(0.30, 10), result(0.33, 10, seed=2, day=21)
        now["hardware"] = {"key": KEY_OF_ONE_FACT, "keyed": {"a": "b"}, "recorded": {}}
        base, now = self.write("a.json", base), self.write("b.json", now)
        err = self.refused("compare", base, now)
        self.assertIn("their hardware keys differ in:", err)
        self.assertIn("kernel (", err)
        code, out, _ = self.tare("compare", base, now, "--force")
        self.assertEqual(code, 1)
        self.assertIn("forced", out)

    def test_bad_input(self):
        good = result(0.30, 10)
        text = json.dumps(good)
        edited = copy.deepcopy(good)
        edited["cells"][1]["over_floor"]["cpu"]["est"] = 1.1
        future = copy.deepcopy(good)
        future["schema"] = 99
        twice = copy.deepcopy(good)
        twice["cells"].append(twice["cells"][1])
        copied = copy.deepcopy(good)
        copied["cells"][1]["sessions"][3] = copied["cells"][1]["sessions"][1]
        backwards = copy.deepcopy(good)
        backwards["run"]["took_s"] = -5.0
        empty = copy.deepcopy(good)
        empty["cells"][1]["sessions"] = []
        key = copy.deepcopy(good)
        key["hardware"]["keyed"]["kernel"] = "5.0"
        base = self.write("base.json", good)
        for name, value, why in (
                ("cut.json", text[:len(text) // 2], "cut off"),
                ("nan.json", text.replace('"took_s": 100.0', '"took_s": NaN'), "not JSON"),
                ("edited.json", edited, "but its sessions make"), ("future.json", future, "schema 99 is newer"),
                ("twice.json", twice, "twice"), ("copied.json", copied, "session 4 is a copy of session 2"),
                ("backwards.json", backwards, "before it started"), ("empty.json", empty, "has no session"),
                ("key.json", key, "its hardware key is"), ("foreign.json", {"benchmarks": []}, "no result of tare"),
                ("list.json", [], "expected an object")):
            with self.subTest(name):
                err = self.refused("compare", base, self.write(name, value))
                self.assertIn(name, err)
                self.assertIn(why, err)
        self.assertIn("no such file", self.refused("compare", str(self.folder / "none.json")).lower())
        self.assertIn("are the same run", self.refused("compare", base, self.write("again.json", good)))
        self.assertIn("got 3 results", self.refused("compare", base, base, base))
        self.assertIn("given twice", self.refused("compare", "--build", str(self.folder)))
        self.assertIn("bin/contenders", self.refused("compare", "--build", "/nowhere", "--build", "/nowhere"))
        self.assertIn("--relinked goes with", self.refused("compare", "--relinked", "/nowhere", str(self.folder)))
        self.assertIn("--budget goes with", self.refused("compare", "--budget", "3m", str(self.folder)))

    def test_a_base_that_is_newer_is_said(self):
        base = self.write("a.json", result(0.30, 10, day=25))
        code, out, _ = self.tare("compare", base, self.write("b.json", result(0.30, 10, seed=2, day=21)))
        self.assertEqual(code, 0)
        self.assertIn("measured after the new one", out)


if __name__ == "__main__":
    TARE = sys.argv.pop(1)
    MACHINE = json.loads(subprocess.run([TARE, "hw", "--json"], capture_output=True, check=True).stdout)
    unittest.main()
