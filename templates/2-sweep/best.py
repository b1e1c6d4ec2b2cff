"""Finds the best of a sweep."""

import json
import pathlib
import sys

runs = [json.loads(path.read_text()) for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json"))]
if not runs:
    sys.exit("No task of the sweep wrote a result: read their outputs.")
best = min(runs, key=lambda run: run["loss"])
print(f"Best of {len(runs)}: lr {best['lr']}, seed {best['seed']}, loss {best['loss']:.4f}")
pathlib.Path("best.json").write_text(json.dumps(best))
