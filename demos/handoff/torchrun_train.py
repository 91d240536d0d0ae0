#!/usr/bin/env python3
"""Goes on training a flowscope model in torch, on as many processes as torchrun starts, and saves it back.

    flowscope data --target moons --count 20000 > points.csv
    torchrun --nproc-per-node 2 demos/handoff/torchrun_train.py m.safetensors points.csv more.safetensors --steps 200
    flowscope eval --model more.safetensors --points points.csv --json

Every process has its own part of the points and the whole model; gradients are averaged by gloo, which needs no GPU.
Points are a CSV with the columns x1 and x2, as `flowscope data` and `flowscope sample` print them, in the units
that the model was trained in. Every tenth of them is held out, and on those the NLL is measured before and after.
"""
import argparse
import csv

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from flowscope_torch import load, save


class NLL(nn.Module):
    """The mean negative log-likelihood of points: what the gradient is of."""

    def __init__(self, flow):
        super().__init__()
        self.flow = flow

    def forward(self, x):
        return -self.flow().log_prob(x).mean()


def points(path):
    with open(path, newline="") as file:
        return torch.tensor([[float(row["x1"]), float(row["x2"])] for row in csv.DictReader(file)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("points")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--batch", type=int, default=512, help="points a step, of all processes together")
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    options = parser.parse_args()
    dist.init_process_group("gloo")
    rank, world = dist.get_rank(), dist.get_world_size()
    torch.set_num_threads(1)
    flow, metadata = load(options.model)
    every = points(options.points)
    held_out, mine = every[::10], every[torch.arange(len(every)) % 10 != 0][rank::world]
    loss = DistributedDataParallel(NLL(flow))
    optimizer = torch.optim.Adam(flow.parameters(), options.learning_rate)
    random = torch.Generator().manual_seed(rank)

    def measure(when):
        with torch.no_grad():
            nll = loss.module(held_out).item()
        if rank == 0:
            print(f"NLL {when} {nll:.4f} nats on {len(held_out)} held-out points, {world} processes", flush=True)

    measure("before")
    for _ in range(options.steps):
        batch = mine[torch.randint(len(mine), (options.batch // world,), generator=random)]
        optimizer.zero_grad()
        loss(batch).backward()
        optimizer.step()
    measure("after ")
    if rank == 0:
        save(flow, metadata, options.out)
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
