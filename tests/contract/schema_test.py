"""Holds every contender.json of the tree against contract/contender.schema.json, and the schema against bad ones.

    schema_test.py ROOT

Exit codes: 0 all is right, 1 something is not (said on stdout), 77 python3-jsonschema is not installed.
"""

import copy
import json
import pathlib
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError as error:
    print(f"skipped: {error}; install python3-jsonschema for {sys.executable}")
    sys.exit(77)

# Each takes a good document and breaks one thing of it.
BREAKS = {
    "an unknown member": lambda d: d.update(colour="red"),
    "a side that is none": lambda d: d.update(side="both"),
    "a name without a language": lambda d: d.update(name="beast"),
    "no variants": lambda d: d.update(variants=[]),
    "a variant without a command": lambda d: d["variants"][0].pop("command"),
    "a command that is a shell line": lambda d: d["variants"][0].update(command="{bin}/x --fast"),
    "an unknown capability": lambda d: d["capabilities"].update(http3=True),
    "a capability that is no truth value": lambda d: d["capabilities"].update(tls="yes"),
    "too many connections": lambda d: d["capabilities"].update(most_connections=100001),
    "a workload that does not exist": lambda d: d.update(workloads=["juggle"]),
    "a deviation that says nothing": lambda d: d.update(deviations=[{"vector": "masked-reply"}]),
    "a tuning without a reason": lambda d: d.update(tuned=[{"variant": "*", "what": "x"}]),
}


def main(root):
    schema = json.loads((root / "contract/contender.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    wrong = 0

    files = [file for top in ("servers", "clients", "contract", "tests") for file in sorted(root.glob(f"{top}/**/contender.json"))]
    for file in files:
        document = json.loads(file.read_text(encoding="utf-8"))
        for error in validator.iter_errors(document):
            where = "/".join(str(part) for part in error.absolute_path)
            print(f"{file.relative_to(root)}: /{where}: {error.message}")
            wrong += 1

    good = json.loads((root / "contract/template/cpp-server/contender.json").read_text(encoding="utf-8"))
    for name, spoil in BREAKS.items():
        bad = copy.deepcopy(good)
        spoil(bad)
        if validator.is_valid(bad):
            print(f"the schema takes {name}")
            wrong += 1

    print(f"{len(files)} contenders and {len(BREAKS)} broken ones, {wrong} wrong")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
