"""A stand-in for a training: the loss goes down, a progress bar runs, and no GPU is needed.

EPOCHS (20) and SECONDS (0.5 for each epoch) change how long it takes.
"""

import math
import os
import random
import time

EPOCHS = int(os.environ.get("EPOCHS", "20"))
SECONDS = float(os.environ.get("SECONDS", "0.5"))
STEPS = 20
BAR = 30

GREEN, YELLOW, BOLD, PLAIN = "\033[32m", "\033[33m", "\033[1m", "\033[0m"


def progress(epoch: int, step: int) -> None:
    """Draws over the line before it: a carriage return and no newline."""
    done = BAR * step // STEPS
    bar = "█" * done + "░" * (BAR - done)
    print(f"\repoch {epoch:2}/{EPOCHS} {bar} {100 * step // STEPS:3}%", end="", flush=True)


def main() -> None:
    random.seed(7)
    print(f"{BOLD}Training on {os.environ.get('SLURMD_NODENAME', 'this machine')}{PLAIN}, "
          f"GPUs: {os.environ.get('CUDA_VISIBLE_DEVICES', 'none')}", flush=True)
    best = math.inf
    for epoch in range(1, EPOCHS + 1):
        for step in range(1, STEPS + 1):
            time.sleep(SECONDS / STEPS)
            progress(epoch, step)
        loss = 2.3 * math.exp(-epoch / 6) + 0.1 + random.uniform(-0.08, 0.08)
        colour = GREEN if loss < best else YELLOW
        best = min(best, loss)
        print(f"  loss {colour}{loss:.4f}{PLAIN}", flush=True)
    print(f"{BOLD}Done.{PLAIN} Best loss {GREEN}{best:.4f}{PLAIN}", flush=True)


if __name__ == "__main__":
    main()
