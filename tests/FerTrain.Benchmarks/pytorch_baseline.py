"""mini_xception in PyTorch, doing per step what `fertrain train` does: the measure that FerTrain is held against.

Usage: python3 pytorch_baseline.py FORMAT BATCH FACES EPOCHS
FORMAT is contiguous or channels_last. Faces are random bytes: speed does not depend on what they show.
Prints the training images a second of each epoch, validation not counted.
"""
import math
import os
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


class SeparableConv(nn.Sequential):
    def __init__(self, a, b):
        super().__init__(nn.Conv2d(a, a, 3, padding=1, groups=a, bias=False), nn.Conv2d(a, b, 1, bias=False))


def batch_norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


class Module(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.shortcut = nn.Sequential(nn.Conv2d(a, b, 1, bias=False), batch_norm(b))
        self.main = nn.Sequential(
            SeparableConv(a, b), batch_norm(b), nn.ReLU(inplace=True), SeparableConv(b, b), batch_norm(b))

    def forward(self, x):
        # The stride is taken before the convolution: libtorch 1.13's own way crashes on odd batches.
        residual = self.shortcut(x[:, :, ::2, ::2])
        y = self.main(x)
        y = F.max_pool2d(y, 3, 2, ceil_mode=True) if y.shape[-1] % 2 == 0 else F.max_pool2d(y, 3, 2, padding=1)
        return y + residual


class MiniXception(nn.Module):
    def __init__(self, classes=7):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(1, 8, 3, bias=False), batch_norm(8), nn.ReLU(inplace=True),
            nn.Conv2d(8, 8, 3, bias=False), batch_norm(8), nn.ReLU(inplace=True))
        self.body = nn.Sequential(Module(8, 16), Module(16, 32), Module(32, 64), Module(64, 128))
        self.head = nn.Conv2d(128, classes, 3, padding=1)

    def forward(self, x):
        return self.head(self.body(self.stem(x))).mean((2, 3))


def draw_maps(count):
    angle = (torch.rand(count) * 2 - 1) * math.radians(10)
    shift = (torch.rand(count, 2) * 2 - 1) * 0.2
    zoom = 1 + (torch.rand(count, 2) * 2 - 1) * 0.1
    mirror = (torch.rand(count) < 0.5).float() * -2 + 1
    sin, cos = angle.sin(), angle.cos()
    return torch.stack([
        torch.stack([cos * zoom[:, 0] * mirror, sin * zoom[:, 1], shift[:, 0]], 1),
        torch.stack([-sin * zoom[:, 0] * mirror, cos * zoom[:, 1], shift[:, 1]], 1)], 1)


def main():
    layout, batch, faces, epochs = sys.argv[1], *map(int, sys.argv[2:5])
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    torch.manual_seed(0)
    pictures = torch.randint(0, 256, (faces, 1, 48, 48), dtype=torch.uint8)
    labels = torch.randint(0, 7, (faces,))
    model = MiniXception()
    if layout == "channels_last":
        model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, foreach=True)
    for _ in range(epochs):
        order, maps = torch.randperm(faces), draw_maps(faces)
        loss_sum, correct = torch.zeros(()), torch.zeros((), dtype=torch.long)
        start = time.perf_counter()
        for first in range(0, faces, batch):
            rows = order[first:first + batch]
            x = pictures[rows].float() / 127.5 - 1
            grid = F.affine_grid(maps[first:first + batch], x.shape, align_corners=False)
            x = F.grid_sample(x, grid, padding_mode="border", align_corners=False)
            if layout == "channels_last":
                x = x.contiguous(memory_format=torch.channels_last)
            y = labels[rows]
            logits = model(x)
            penalty = sum(model.stem[i].weight.square().sum() for i in (0, 3)) * 0.01
            loss = F.cross_entropy(logits, y) + penalty
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                loss_sum += loss.detach() * len(y)
                correct += (logits.argmax(1) == y).sum()
        print(f"{faces / (time.perf_counter() - start):.1f}", flush=True)


main()
