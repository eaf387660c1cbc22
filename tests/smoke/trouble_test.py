"""Bad input and misbehaving contenders, through the real program: every trouble is one clear sentence, hits only
whom it concerns, and leaves nothing behind."""
import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
MISBEHAVING = os.path.realpath(os.path.join(HERE, "..", "misbehaving"))
TARE = None  # set from the command line

# What each variant's cell must say. The words are those a person reads.
SERVER_FAULTS = {
    "unavailable": ("unavailable", "needs a library nobody has; get it nowhere"),
    "unavailable-after-all": ("unavailable", "cannot run here: others have locked all the memory there is"),
    "missing-program": ("unavailable", "No such file or directory"),
    "never-ready": ("invalid", 'did not answer within 10.0 s (waiting for "ready")'),
    "port-in-use": ("invalid", "cannot listen on 127.0.0.1:"),
    "garbage": ("invalid", 'printed "Hello! Listening, I think.", expected a JSON object with "ready"'),
    "exits": ("invalid", "py-misbehaving server, exits exited with code 3; its stderr ends: the disk is full"),
    "crashes": ("invalid", "py-misbehaving server, crashes was killed by SIGSEGV"),
    "hangs": ("invalid", "no message for 2000 ms"),
    "floods": ("invalid", "py-misbehaving server, floods flooded stderr: more than 1024 KiB"),
    "corrupts": ("invalid", "message 49"),
    "truncates": ("invalid", "message 49"),
    "replays": ("invalid", "message 49"),
    "has-a-child": ("invalid", "py-misbehaving server, has-a-child has 1 child process (sleep 3600)"),
    "has-work-done": ("invalid", "started processes that used"),
    "broken-probe": ("unavailable", "the probe exited with code 1: cannot import name 'everything'"),
}
CLIENT_FAULTS = {
    "never-ready": 'did not answer within 10.0 s (waiting for "ready")',
    "garbage": 'printed "Traceback (most recent call last):", expected a JSON object with "opened"',
    "endless-line": "without a line end",
    "exits": "exited with code 4",
    "crashes": "was killed by SIGABRT",
    "hangs": "did not answer within",
    "floods": "flooded stderr: more than 1024 KiB",
    "refuses": "says: cannot connect: no route to anywhere",
    "does-nothing": "finished a block without a single operation",
    "no-times": "its times file was not written",
    "wrong-count": "its times file has 100 stamps, expected 101 for 100 operations",
    "clock-backwards": "its times file goes backwards or stands still at stamp 51",
}


def processes_with(setting):
    """Command lines of live processes that were started with this in their environment."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                environment = file.read().decode(errors="replace").split("\0")
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                command = file.read().decode(errors="replace").replace("\0", " ")
        except OSError:
            continue
        if setting in environment:
            found.append(command)
    return found


class Trouble(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.scratch = os.path.join(self.folder.name, "tmp")
        os.mkdir(self.scratch)
        self.environment = dict(os.environ, TMPDIR=self.scratch)

    def command(self, *words):
        return [TARE, *words]

    def tare(self, *words, timeout=120):
        return subprocess.run(self.command(*words), env=self.environment, capture_output=True, text=True,
                              timeout=timeout, check=False)

    def run_json(self, *words, expect):
        out = os.path.join(self.folder.name, "out")
        done = self.tare("run", "echo-256", "--suite", "smoke", "--seed", "1", "--json", "--out", out, *words)
        self.assertEqual(done.returncode, expect, done.stderr)
        result = json.loads(done.stdout)
        with open(os.path.join(out, "result.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file), result)
        return result

    def assert_nothing_left(self):
        self.assertEqual(os.listdir(self.scratch), [], "temporary files are left behind")
        self.assertEqual(processes_with(f"TMPDIR={self.scratch}"), [], "processes are left behind")

    def misbehave(self, role, variants):
        words = [word for v in variants for word in ("--contender", f"py-misbehaving:{v}")]
        return self.run_json("--contenders", MISBEHAVING, "--role", role, *words, expect=1)

    def cells(self, result, contender):
        return {cell["variant"]: cell for cell in result["cells"] if cell["contender"] == contender}

    def test_misbehaving_servers_fall_alone(self):
        result = self.misbehave("server", [*SERVER_FAULTS, "well-behaved"])
        cells = self.cells(result, "py-misbehaving")
        for variant, (status, words) in SERVER_FAULTS.items():
            with self.subTest(variant):
                self.assertEqual(cells[variant]["status"], status, cells[variant])
                self.assertIn(words, cells[variant]["reason"])
                self.assertNotIn("ops_per_s", cells[variant], "an invalid cell carries a number")
        self.assertEqual(cells["well-behaved"]["status"], "ok", cells["well-behaved"].get("reason"))
        self.assertGreater(cells["well-behaved"]["ops_per_s"]["est"], 0)
        self.assertEqual(self.cells(result, "cpp-floor")["blocking"]["status"], "ok")
        self.assert_nothing_left()

    def test_misbehaving_clients_fall_alone(self):
        result = self.misbehave("client", CLIENT_FAULTS)
        cells = self.cells(result, "py-misbehaving")
        for variant, words in CLIENT_FAULTS.items():
            with self.subTest(variant):
                self.assertEqual(cells[variant]["status"], "invalid", cells[variant])
                self.assertIn(words, cells[variant]["reason"])
                self.assertIn(f"py-misbehaving client, {variant}", cells[variant]["reason"])
        self.assertEqual(self.cells(result, "cpp-floor")["blocking"]["status"], "ok")
        self.assert_nothing_left()

    def test_a_server_that_will_not_end_is_killed_and_named(self):
        words = ["--contenders", MISBEHAVING, "--role", "server", "--contender", "py-misbehaving:ignores-sigterm"]
        result = self.run_json(*words, expect=0)
        cell = self.cells(result, "py-misbehaving")["ignores-sigterm"]
        self.assertEqual(cell["status"], "ok")
        self.assertIn("did not end within 5 s of SIGTERM and was killed", " ".join(cell["notes"]))
        self.assert_nothing_left()

    def assert_ends_with_a_partial_result(self, number):
        out = os.path.join(self.folder.name, "out")
        process = subprocess.Popen(
            self.command("run", "echo-256", "--suite", "quick", "--budget", "60s", "--sessions", "50", "--out", out),
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # Wait until contenders run: the temporary folder then holds a times file.
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not any("times" in names for _, _, names in os.walk(self.scratch)):
            time.sleep(0.05)
        time.sleep(3)
        started = time.monotonic()
        process.send_signal(number)
        process.communicate(timeout=30)
        took = time.monotonic() - started
        self.assertLess(took, 2.0)
        self.assertEqual(process.returncode, 130)
        with open(os.path.join(out, "result.json"), encoding="utf-8") as file:
            result = json.load(file)
        self.assertTrue(result["run"]["partial"])
        self.assertEqual(result["schema"], 1)
        self.assert_nothing_left()

    def test_ctrl_c_keeps_a_valid_partial_result(self):
        self.assert_ends_with_a_partial_result(signal.SIGINT)

    def test_a_terminal_that_goes_away_does_as_well(self):
        previous = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # who runs the tests may have it ignored
        self.addCleanup(signal.signal, signal.SIGHUP, previous)
        self.assert_ends_with_a_partial_result(signal.SIGHUP)

    def test_a_full_temporary_folder_blames_no_contender(self):
        inside = f"mount -t tmpfs -o size=8k none {self.scratch} && exec \"$@\""
        # epoll alone: in a user namespace the rings of many io_uring programs exceed the locked-memory limit.
        words = ["run", "echo-256", "--suite", "smoke", "--json", "--host-network", "--contender", "cpp-raw:epoll",
                 "--out", os.path.join(self.folder.name, "out")]
        if subprocess.run(["unshare", "-rm", "sh", "-c", f"mount -t tmpfs none {self.scratch}"],
                          capture_output=True, check=False).returncode != 0:
            self.skipTest("no file system can be mounted in a user namespace here")
        done = subprocess.run(["unshare", "-rm", "sh", "-c", inside, "sh", *self.command(*words)],
                              env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 77, done.stderr)
        for cell in json.loads(done.stdout)["cells"]:
            self.assertEqual(cell["status"], "unavailable", cell)
            self.assertIn("No space left on device; TMPDIR names another folder", cell["reason"])

    def test_too_few_open_files_are_said_before_anything_starts(self):
        words = ["run", "echo-256-c1000", "--suite", "smoke", "--json", "--contender", "cpp-raw",
                 "--out", os.path.join(self.folder.name, "out")]
        done = subprocess.run(["sh", "-c", 'ulimit -n 256; exec "$@"', "sh", *self.command(*words)],
                              env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 77, done.stderr)
        reasons = {cell["reason"] for cell in json.loads(done.stdout)["cells"]}
        self.assertIn("needs 1064 open files in each end, and the limit is 256 (`ulimit -Hn`): at most 192 connections "
                      "here", reasons)

    def test_a_probe_that_breaks_the_contract_fails_the_check(self):
        check = ["check", "--contenders", MISBEHAVING, "--side", "server"]
        self.assertEqual(self.tare(*check, "py-misbehaving:unavailable").returncode, 77)
        done = self.tare(*check, "py-misbehaving:broken-probe")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("the probe exited with code 1: cannot import name 'everything'", done.stdout)

    def assert_usage(self, words, *sentence):
        done = self.tare(*words)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        for part in sentence:
            self.assertIn(part, done.stderr)
        self.assertLessEqual(len(done.stderr.strip().splitlines()), 3, done.stderr)

    def test_unknown_names_are_one_sentence(self):
        self.assert_usage(["run", "ecko-256"], 'case "ecko-256"', "echo-256")
        self.assert_usage(["run", "--suite", "qick"], 'there is no suite "qick"', 'did you mean "quick"')
        self.assert_usage(["run", "--contender", "cpp-best"], 'there is no contender "cpp-best"', 'did you mean "cpp-beast"')
        self.assert_usage(["run", "--role", "referee"], "referee", "server, client")
        self.assert_usage(["run", "--budget", "soon"], '"soon" is no length of time')
        self.assert_usage(["run", "--frobnicate"], "--frobnicate")
        self.assert_usage(["weigh"], "weigh")

    def test_results_are_never_overwritten(self):
        out = os.path.join(self.folder.name, "out")
        os.mkdir(out)
        with open(os.path.join(out, "result.json"), "w", encoding="utf-8") as file:
            file.write("precious")
        self.assert_usage(["run", "--suite", "smoke", "--out", out], "holds a result already")
        with open(os.path.join(out, "result.json"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "precious")

    def test_a_malformed_contender_is_named_and_left_out(self):
        bad = os.path.join(self.folder.name, "more", "servers", "py-broken")
        os.makedirs(bad)
        with open(os.path.join(bad, "contender.json"), "w", encoding="utf-8") as file:
            file.write('{"name": "py-broken", "side": "sideways"}')
        done = self.tare("list", "--contenders", os.path.join(self.folder.name, "more"))
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("py-broken/contender.json", done.stderr)
        self.assertIn("sideways", done.stderr)
        self.assertIn("cpp-floor", done.stdout)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tare", required=True)
    options, rest = parser.parse_known_args()
    TARE = options.tare
    unittest.main(argv=[sys.argv[0], *rest])
