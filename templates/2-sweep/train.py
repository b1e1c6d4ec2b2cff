"""Stands for your training: learns a line from noisy points and writes how well that went."""

import argparse
import json
import pathlib
import random

options = argparse.ArgumentParser()
options.add_argument("--lr", type=float, required=True)
options.add_argument("--seed", type=int, required=True)
options.add_argument("--out", type=pathlib.Path, required=True)
args = options.parse_args()

random.seed(args.seed)
points = [(x / 50 - 1, 3 * (x / 50 - 1) + random.gauss(0, 0.1)) for x in range(100)]
slope = random.uniform(-1, 1)
for _ in range(20):
    slope -= args.lr * 2 * sum((slope * x - y) * x for x, y in points) / len(points)
loss = sum((slope * x - y) ** 2 for x, y in points) / len(points)

print(f"lr {args.lr}  seed {args.seed}  loss {loss:.4f}")
args.out.parent.mkdir(parents=True, exist_ok=True)
args.out.write_text(json.dumps({"lr": args.lr, "seed": args.seed, "loss": loss}))
