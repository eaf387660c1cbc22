"""The lock file of the environment: everything pinned, every file with a hash, no index named."""

import os
import pathlib
import re
import unittest

FOLDER = pathlib.Path(os.environ.get("TARE_ROOT", pathlib.Path(__file__).parents[3])) / "contract" / "python"
REQUIREMENT = re.compile(r"([a-z0-9-]+)==[^ ;]+( ; [^\\]+?)?")


def requirements(text):
    """Each with what is attached to it, continued lines joined."""
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]
    return [line.partition(" --hash=") for line in lines]


class Lock(unittest.TestCase):
    def setUp(self):
        self.text = (FOLDER / "requirements.txt").read_text()
        self.requirements = requirements(self.text)

    def test_each_requirement_is_pinned_and_has_hashes(self):
        self.assertGreater(len(self.requirements), 10)
        for requirement, _, hashes in self.requirements:
            self.assertRegex(requirement.strip(), f"^{REQUIREMENT.pattern}$")
            for one in hashes.split("--hash="):
                self.assertRegex(one.strip(), r"^sha256:[0-9a-f]{64}$", requirement)

    def test_no_index_is_named(self):
        for word in ("://", "--index", "--extra-index", "--find-links", "--trusted-host", "@ "):
            self.assertNotIn(word, self.text)

    def test_what_is_asked_for_is_locked(self):
        locked = {REQUIREMENT.match(requirement).group(1) for requirement, _, _ in self.requirements}
        asked = {re.match(r"[a-z0-9-]+", line).group() for line in (FOLDER / "requirements.in").read_text().splitlines()
                 if line and not line.startswith("#")}
        self.assertEqual(asked - locked, set())

    def test_finds_what_is_wrong(self):
        self.assertEqual(requirements("a==1 \\\n    --hash=sha256:00\n# b\n"), [("a==1     ", " --hash=", "sha256:00")])
        self.assertIsNone(REQUIREMENT.fullmatch("a>=1"))


if __name__ == "__main__":
    unittest.main()
