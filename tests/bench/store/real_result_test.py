"""real_result_test.py TARE SCHEMA: a short real run leaves a result that is valid, and agrees with its own raw blocks."""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
HERE = pathlib.Path(__file__).parent


def main():
    tare, schema = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out"
        run = subprocess.run([tare, "run", "echo-256", "echo-100000-wss", "--suite", "smoke", "--budget", "3s",
                              "--contender", "cpp-raw*", "--out", str(out)], capture_output=True, text=True)
        if run.returncode == SKIPPED:
            print("skipped:", run.stderr.strip())
            return SKIPPED
        if run.returncode != 0:
            print(f"tare run ended with {run.returncode}\n{run.stdout}\n{run.stderr}")
            return 1

        checked = subprocess.run([sys.executable, "-B", HERE / "check_schema.py", schema, "--file",
                                  str(out / "result.json")])
        if checked.returncode != 0:
            return checked.returncode
        result = json.loads((out / "result.json").read_text())
        blocks = [json.loads(line) for line in (out / "blocks.jsonl").read_text().splitlines()]

    rounds = collections.Counter((b["case"], b["server"], b["client"], b["session"]) for b in blocks)
    wrong = []
    compared = 0
    for cell in result["cells"]:
        if cell["status"] != "ok":
            continue
        server, client = (f"{cell['ends'][end]['contender']}:{cell['ends'][end]['variant']}"
                          for end in ("server", "client"))
        name = (cell["case"]["id"], server, client)
        # No block failed here, so every block of the arm was either used or dropped.
        if "failed-blocks" in cell.get("notes", []):
            continue
        for index, session in enumerate(cell["sessions"]):
            there = rounds[(*name, index)]
            if there != session["rounds"] + session["dropped"]:
                wrong.append(f"{name}: {there} blocks, but {session['rounds']} + {session['dropped']} in the result")
            compared += 1
        # Of 256 bytes: 8 of header and mask one way, 4 of header the other. The floor moves the same.
        if cell["case"]["id"] == "echo-256" and cell.get("wire_bytes_per_op", 524) != (8 + 256) + (4 + 256):
            wrong.append(f"{name}: {cell['wire_bytes_per_op']} bytes on the wire for an operation, 524 expected")
    if not compared:
        wrong.append("no cell has a session")
    print("\n".join(wrong) or f"valid; {compared} sessions agree with {len(blocks)} blocks")
    return 1 if wrong else 0


sys.exit(main())
