"""check_schema.py SCHEMA PROGRAM: what PROGRAM prints must be valid, and each damage done to it must not be.

check_schema.py SCHEMA --file RESULT…: these results must be valid.
"""
import copy
import json
import subprocess
import sys

SKIPPED = 77

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed (apt-get install python3-jsonschema)")
    sys.exit(SKIPPED)


def set_at(path, value):
    def damage(document):
        *parents, last = path
        for step in parents:
            document = document[step]
        document[last] = value
    return damage


def remove_at(path):
    def damage(document):
        *parents, last = path
        for step in parents:
            document = document[step]
        del document[last]
    return damage


# Cell 0 of the example is ok, cell 2 invalid. None of these may pass.
DAMAGES = {
    "a later schema": set_at(["schema"], 2),
    "no cells": remove_at(["cells"]),
    "a key that is no hash": set_at(["hardware", "key"], "laptop"),
    "a fact that is no text": set_at(["hardware", "keyed", "arch"], 64),
    "a time of day that is none": set_at(["run", "started_utc"], "yesterday"),
    "no seed": remove_at(["run", "seed"]),
    "an unknown transport": set_at(["cells", 0, "case", "transport"], "tcp"),
    "a negative size": set_at(["cells", 0, "case", "size_bytes"], -1),
    "an unknown role": set_at(["cells", 0, "role"], "both"),
    "an ok cell without a number": remove_at(["cells", 0, "ops_per_s"]),
    "an ok cell without sessions": set_at(["cells", 0, "sessions"], []),
    "an ok cell with a reason": set_at(["cells", 0, "reason"], "but"),
    "half an interval": remove_at(["cells", 0, "ops_per_s", "lo"]),
    "null for not measured": set_at(["cells", 0, "latency_ns", "p50"], None),
    "latency of nothing": set_at(["cells", 0, "latency_ns", "n"], 0),
    "p99 without p90": remove_at(["cells", 0, "latency_ns", "p90"]),
    "a histogram that is none": set_at(["cells", 0, "latency_ns", "hdr"], "AAAA"),
    "a core that is no number": set_at(["run", "cores", "same.server"], ["1"]),
    "an unknown bottleneck": set_at(["cells", 0, "bottleneck"], "network"),
    "0 for not measured": set_at(["cells", 0, "sessions", 0, "cpu_ns_per_op_server"], 0),
    "an invalid cell with a number": set_at(["cells", 2, "ops_per_s"], {"est": 1}),
    "an invalid cell without a reason": remove_at(["cells", 2, "reason"]),
}


def validate_files(validator, paths):
    wrong = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for error in validator.iter_errors(json.load(file)):
                print(f"{path}: {error.json_path}: {error.message}")
                wrong += 1
    return wrong


def main():
    schema_path, program, *paths = sys.argv[1:]
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    if program == "--file":
        return 1 if validate_files(validator, paths) else 0

    text = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    example = json.loads(text, parse_constant=lambda name: sys.exit(f"{name} is not JSON"))
    wrong = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(example)]

    for what, damage in DAMAGES.items():
        damaged = copy.deepcopy(example)
        damage(damaged)
        if validator.is_valid(damaged):
            wrong.append(f"the schema lets pass: {what}")
    added = copy.deepcopy(example)
    added["cells"][0]["field_of_a_later_tare"] = 1
    if not validator.is_valid(added):
        wrong.append("the schema refuses an added field")
    print("\n".join(wrong) or f"valid; {len(DAMAGES)} kinds of damage refused")
    return 1 if wrong else 0


sys.exit(main())
