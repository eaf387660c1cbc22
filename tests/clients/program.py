"""A contender that a test starts and speaks to."""

import json
import subprocess


class Program:
    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self.ready = json.loads(self.process.stdout.readline())["ready"]

    def ask(self, **command):
        answer = self.answer(**command)
        assert "error" not in answer, answer
        return answer

    def answer(self, **command):
        self.process.stdin.write(json.dumps(command, separators=(",", ":")) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()
