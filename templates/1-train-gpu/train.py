"""Learns a line from noisy points: with PyTorch on a GPU where there is one, else in plain Python."""

import argparse
import csv
import pathlib
import random

options = argparse.ArgumentParser()
options.add_argument("--epochs", type=int, default=5)
options.add_argument("--lr", type=float, default=0.1)
options.add_argument("--out", type=pathlib.Path, default=pathlib.Path("outputs"))
args = options.parse_args()

random.seed(7)
points = [(x / 50 - 1, 3 * (x / 50 - 1) + 0.5 + random.gauss(0, 0.05)) for x in range(100)]


def train_with_torch(torch):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    print(f"PyTorch {torch.__version__} on {device}", flush=True)
    x = torch.tensor([[x] for x, _ in points], device=device)
    y = torch.tensor([[y] for _, y in points], device=device)
    model = torch.nn.Linear(1, 1).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
    for _ in range(args.epochs):
        loss = torch.nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item()


def train_in_plain_python():
    slope, offset = 0.0, 0.0
    for _ in range(args.epochs):
        errors = [(slope * x + offset - y, x) for x, y in points]
        yield sum(error * error for error, _ in errors) / len(errors)
        slope -= args.lr * 2 * sum(error * x for error, x in errors) / len(errors)
        offset -= args.lr * 2 * sum(error for error, _ in errors) / len(errors)


try:
    import torch

    losses = train_with_torch(torch)
except ImportError:
    print("PyTorch was not found: this is a small example in plain Python, which uses no GPU.", flush=True)
    losses = train_in_plain_python()

args.out.mkdir(parents=True, exist_ok=True)
with open(args.out / "losses.csv", "w", newline="") as file:
    table = csv.writer(file)
    table.writerow(["epoch", "loss"])
    for epoch, loss in enumerate(losses, start=1):
        print(f"epoch {epoch}/{args.epochs}  loss {loss:.4f}", flush=True)
        table.writerow([epoch, loss])
print("Done.")
