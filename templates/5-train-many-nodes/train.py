"""Distributed training with PyTorch, as torchrun starts it: one process for each GPU."""

import argparse
import os

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

options = argparse.ArgumentParser()
options.add_argument("--epochs", type=int, default=5)
args = options.parse_args()

local_rank = int(os.environ["LOCAL_RANK"])
has_gpu = torch.cuda.is_available()
device = torch.device("cuda", local_rank) if has_gpu else torch.device("cpu")
if has_gpu:
    torch.cuda.set_device(device)
dist.init_process_group("nccl" if has_gpu else "gloo")
rank, world = dist.get_rank(), dist.get_world_size()
if rank == 0:
    print(f"{world} processes, PyTorch {torch.__version__}", flush=True)

torch.manual_seed(7)
x = torch.randn(4096, 16)
data = TensorDataset(x, x.sum(dim=1, keepdim=True))
sampler = DistributedSampler(data)
loader = DataLoader(data, batch_size=64, sampler=sampler)
model = DistributedDataParallel(torch.nn.Linear(16, 1).to(device), device_ids=[local_rank] if has_gpu else None)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)

for epoch in range(1, args.epochs + 1):
    sampler.set_epoch(epoch)
    for batch, target in loader:
        loss = torch.nn.functional.mse_loss(model(batch.to(device)), target.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    if rank == 0:
        print(f"epoch {epoch}/{args.epochs}  loss {loss.item():.4f}", flush=True)

if rank == 0:
    torch.save(model.module.state_dict(), "model.pt")
    print("Done.")
dist.destroy_process_group()
