"""`tare run --judge` and `tare compare --build`, really run: flow and exit codes, never speed.

    python3 judge_test.py --tare PATH/TO/tare
"""
import argparse
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
RUN = ["run", "echo-256", "--suite", "smoke", "--budget", "12s", "--role", "server", "--contender", "cpp-raw:epoll"]


class Judge(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.baselines = self.folder / "baselines"

    def tare(self, *words):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CTEST_")}
        done = subprocess.run([TARE, *words], env={**environment, "LANG": "C.UTF-8"}, capture_output=True,
                              encoding="utf-8", stdin=subprocess.DEVNULL, timeout=200, check=False)
        return done.returncode, done.stdout, done.stderr

    def judged(self, name, *more):
        return self.tare(*RUN, "--sessions", "3", "--out", str(self.folder / name), "--judge", "--baselines",
                         str(self.baselines), *more)

    def test_without_a_baseline_there_is_no_pass(self):
        code, out, err = self.judged("first")
        self.assertEqual(code, 3, err)
        self.assertRegex(out, r'no verdict: there is no baseline of suite "smoke" for the hardware key [0-9a-f]{16}')
        code, out, err = self.tare(*RUN, "--out", str(self.folder / "ctest"), "--judge", "--ctest", "--baselines",
                                   str(self.baselines))
        self.assertEqual(code, 77, err)  # CTest's skip
        self.assertIn("no verdict: ", out)

    def test_what_costs_much_more_than_its_baseline_never_passes(self):
        code, _, err = self.judged("first")
        self.assertEqual(code, 3, err)
        result = json.loads((self.folder / "first" / "result.json").read_text())
        # As if it had cost a quarter: consistent in itself, since it is saved as any result is. One row alone: each
        # suspect is measured in ten more sessions.
        for cell in result["cells"]:
            if "over_floor" not in cell or cell["contender"] != "cpp-raw":
                continue
            for session in cell["sessions"]:
                session["ln_cpu_over_floor"] -= math.log(4)
            cost = cell["over_floor"]["cpu"]
            for name in cost:
                cost[name] /= 4
        edited = self.folder / "edited.json"
        edited.write_text(json.dumps(result))
        code, _, err = self.tare("baseline", "--baselines", str(self.baselines), "save", str(edited))
        self.assertEqual(code, 0, err)

        code, out, err = self.judged("second")
        self.assertIn("cpp-raw epoll", out, err)
        if code != 1:  # on a machine whose floor moved meanwhile
            self.assertEqual(code, 3, out + err)
            self.assertIn("env-shift", out)
        else:
            self.assertRegex(out, r"\n1 regressed[.,]")
            fresh = json.loads((self.folder / "second" / "confirm.json").read_text())
            self.assertEqual({len(cell["sessions"]) for cell in fresh["cells"]}, {10})

    def test_two_builds_are_measured_in_the_same_rounds(self):
        build = pathlib.Path(TARE).resolve().parent.parent
        other = self.folder / "other"
        shutil.copytree(build / "bin" / "contenders", other / "bin" / "contenders")
        code, out, err = self.tare("compare", "--build", str(build), "--build", str(other), "--suite", "smoke",
                                   "echo-256", "--contender", "cpp-raw:epoll", "--sessions", "3", "--json")
        self.assertIn(code, (0, 1, 3), err)  # what it comes to is not for a test to say
        said = json.loads(out)
        self.assertTrue(said["interleaved"])
        rows = {(one["role"], one["contender"], one["variant"]) for one in said["judgements"]}
        self.assertEqual(rows, {(role, "cpp-raw", "epoll") for role in ("server", "client", "pair")})
        self.assertEqual({one["gate"] for one in said["judgements"]}, {"cpu"})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tare", required=True)
    known, rest = parser.parse_known_args()
    TARE = known.tare
    unittest.main(argv=[sys.argv[0], *rest])
