"""Stands for a long training: goes on from its last state, and saves it when Slurm says that the time is nearly up."""

import argparse
import json
import os
import pathlib
import signal
import sys
import time

options = argparse.ArgumentParser()
options.add_argument("--steps", type=int, required=True)
options.add_argument("--state", type=pathlib.Path, required=True)
args = options.parse_args()

stop = False


def stop_soon(*_):
    global stop
    stop = True


signal.signal(signal.SIGUSR1, stop_soon)

state = json.loads(args.state.read_text()) if args.state.exists() else {"step": 0}
print(f"Begins at step {state['step']} of {args.steps}; turn {int(os.environ.get('SLURM_RESTART_COUNT', '0')) + 1}")


def save():
    # written beside and renamed: a job that is killed meanwhile leaves the state before
    unfinished = args.state.with_suffix(".tmp")
    unfinished.write_text(json.dumps(state))
    unfinished.rename(args.state)


while state["step"] < args.steps:
    time.sleep(0.5)  # your training step
    state["step"] += 1
    if stop:
        save()
        print(f"Saved at step {state['step']}.")
        sys.exit()
save()
print(f"Done: {state['step']} steps.")
