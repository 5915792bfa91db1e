"""Doing per step in PyTorch what `fertrain train` does: gather, scale, augment, forward, loss, backward, Adam.

Usage: python3 pytorch_training.py MODEL LAYOUT PRECISION BATCH FACES EPOCHS
LAYOUT is contiguous or channels_last, PRECISION float32 or bfloat16. Faces are random bytes: speed does not depend on
what they show. mini_xception is augmented as its recipe says, the others have none.
Prints the training images a second of each epoch, validation not counted.
"""
import math
import os
import sys
import time

import torch
import torch.nn.functional as F

from pytorch_models import arrange, create


def draw_maps(count):
    angle = (torch.rand(count) * 2 - 1) * math.radians(10)
    shift = (torch.rand(count, 2) * 2 - 1) * 0.2
    zoom = 1 + (torch.rand(count, 2) * 2 - 1) * 0.1
    mirror = (torch.rand(count) < 0.5).float() * -2 + 1
    sin, cos = angle.sin(), angle.cos()
    return torch.stack([
        torch.stack([cos * zoom[:, 0] * mirror, sin * zoom[:, 1], shift[:, 0]], 1),
        torch.stack([-sin * zoom[:, 0] * mirror, cos * zoom[:, 1], shift[:, 1]], 1)], 1)


def train_epoch(model, optimizer, pictures, labels, options):
    name, layout, precision, batch = options
    order, maps = torch.randperm(len(labels)), draw_maps(len(labels))
    loss_sum, correct = torch.zeros(()), torch.zeros((), dtype=torch.long)
    for first in range(0, len(labels), batch):
        rows = order[first:first + batch]
        x, y = pictures[rows].float() / 127.5 - 1, labels[rows]
        if name == "mini_xception":
            grid = F.affine_grid(maps[first:first + batch], x.shape, align_corners=False)
            x = F.grid_sample(x, grid, padding_mode="border", align_corners=False)
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16"):
            logits = model(arrange(x, layout))
            loss = F.cross_entropy(logits, y) + model.penalty()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            loss_sum += loss.detach() * len(y)
            correct += (logits.argmax(1) == y).sum()


def main():
    name, layout, precision = sys.argv[1:4]
    batch, faces, epochs = map(int, sys.argv[4:7])
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    torch.manual_seed(0)
    pictures = torch.randint(0, 256, (faces, 1, 48, 48), dtype=torch.uint8)
    labels = torch.randint(0, 7, (faces,))
    model = create(name, layout)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, foreach=True)
    for _ in range(epochs):
        start = time.perf_counter()
        train_epoch(model, optimizer, pictures, labels, (name, layout, precision, batch))
        print(f"{faces / (time.perf_counter() - start):.1f}", flush=True)


main()
