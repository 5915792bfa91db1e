"""Doing per step in PyTorch what `fertrain train` does: gather, scale, augment, forward, loss, backward, the optimiser.

Usage: python3 pytorch_training.py MODEL LAYOUT PRECISION BATCH FACES EPOCHS [DEVICE]
LAYOUT is contiguous or channels_last, PRECISION float32, tf32 (on a GPU) or bfloat16. Faces are random
bytes, on the device from the start: speed does not depend on what they show. mini_xception and vgg_fer are augmented as
their recipes say, the others have none.
Prints the training images a second of each epoch, validation not counted.
"""
import os
import sys
import time

import torch
import torch.nn.functional as F

from pytorch_augmentation import RECIPES, Augmentation
from pytorch_models import arrange, create


def create_optimizer(name, parameters, device):
    # One kernel for all tensors, or as few as there are without such a kernel.
    at_once = {"foreach": True} if device.type == "cpu" else {"fused": True}
    if name == "vgg_fer":
        return torch.optim.SGD(parameters, lr=0.01, momentum=0.9, nesterov=True, weight_decay=1e-4, **at_once)
    return torch.optim.Adam(parameters, lr=1e-3, eps=1e-7, **at_once)


def train_epoch(model, optimizer, images, labels, options):
    name, layout, precision, batch = options
    device = images.device
    order = torch.randperm(len(labels), device=device)
    augmentation = Augmentation(RECIPES[name], len(labels), device) if name in RECIPES else None
    loss_sum, correct = torch.zeros((), device=device), torch.zeros((), dtype=torch.long, device=device)
    for first in range(0, len(labels), batch):
        rows = order[first:first + batch]
        x, y = images[rows].float() / 127.5 - 1, labels[rows]
        if augmentation:
            x = augmentation(x, first)
        with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16"):
            logits = model(arrange(x, layout))
            loss = F.cross_entropy(logits, y) + model.penalty()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            loss_sum += loss.detach() * len(y)
            correct += (logits.argmax(1) == y).sum()
    if device.type == "cuda":
        torch.cuda.synchronize()


def main():
    name, layout, precision = sys.argv[1:4]
    batch, faces, epochs = map(int, sys.argv[4:7])
    device = torch.device(*sys.argv[7:8] or ["cpu"])
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision != "float32"
    torch.backends.cudnn.benchmark = True
    torch.manual_seed(0)
    images = torch.randint(0, 256, (faces, 1, 48, 48), dtype=torch.uint8, device=device)
    labels = torch.randint(0, 7, (faces,), device=device)
    model = create(name, layout, device)
    optimizer = create_optimizer(name, model.parameters(), device)
    for _ in range(epochs):
        start = time.perf_counter()
        train_epoch(model, optimizer, images, labels, (name, layout, precision, batch))
        print(f"{faces / (time.perf_counter() - start):.1f}", flush=True)


main()
