"""Inference in PyTorch's eval mode.

Usage: python3 pytorch_inference.py MODEL LAYOUT BATCH
Prints the median milliseconds of a forward pass, from a float input to logits.
"""
import os
import statistics
import sys
import time

import torch

from pytorch_models import arrange, create

SECONDS = 3


def main():
    name, layout, batch = sys.argv[1], sys.argv[2], int(sys.argv[3])
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    torch.manual_seed(0)
    model = create(name, layout).eval()
    x = arrange(torch.randn(batch, 1, 48, 48), layout)
    times = []
    with torch.inference_mode():
        for _ in range(10):
            model(x)
        end = time.perf_counter() + SECONDS
        while time.perf_counter() < end:
            start = time.perf_counter()
            model(x)
            times.append(time.perf_counter() - start)
    print(f"{statistics.median(times) * 1000:.4f}")


main()
