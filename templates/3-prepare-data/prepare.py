"""Prepares one part of the data with all cores that the job has."""

import argparse
import json
import multiprocessing
import os
import pathlib

options = argparse.ArgumentParser()
options.add_argument("--part", type=int, required=True)
options.add_argument("--parts", type=int, required=True)
options.add_argument("--out", type=pathlib.Path, required=True)
args = options.parse_args()


def prepare(document: int) -> dict:
    """Stands for your own work on one document."""
    words = [f"word{document * step % 97}" for step in range(1, 200)]
    return {"document": document, "words": len(words), "different": len(set(words))}


if __name__ == "__main__":
    # the cores of the job, which are fewer than those of the node
    cores = int(os.environ.get("SLURM_CPUS_PER_TASK", "1"))
    mine = range(args.part, 1000, args.parts)
    with multiprocessing.Pool(cores) as pool:
        prepared = pool.map(prepare, mine, chunksize=16)
    args.out.mkdir(parents=True, exist_ok=True)
    file = args.out / f"part-{args.part:04}.jsonl"
    # written beside and renamed: a job that is stopped half-way leaves no half file
    unfinished = file.with_suffix(".tmp")
    unfinished.write_text("".join(json.dumps(one) + "\n" for one in prepared))
    unfinished.rename(file)
    print(f"{len(prepared)} documents with {cores} cores in {file}")
