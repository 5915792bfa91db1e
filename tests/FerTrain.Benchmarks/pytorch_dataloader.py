"""The usual script: a Dataset that augments face by face through torchvision, and a DataLoader with a worker for each core.

Usage: python3 pytorch_dataloader.py data|epoch BATCH FACES EPOCHS [DEVICE [MODEL]]
data only loads; epoch also trains mini_xception, or vgg_fer, in PyTorch's default format and precision.
Prints the images a second of each epoch.
"""
import os
import sys
import time

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from pytorch_models import create


BILINEAR = transforms.InterpolationMode.BILINEAR
RECIPES = {
    "mini_xception": (
        [transforms.RandomAffine(10, translate=(0.1, 0.1), scale=(0.9, 1.1), interpolation=BILINEAR)], []),
    "vgg_fer": (
        [transforms.RandomAffine(10, translate=(0.2, 0.2), interpolation=BILINEAR), transforms.RandomCrop(40)],
        [transforms.RandomErasing(0.5)]),
}


class Faces(Dataset):
    def __init__(self, images, labels, recipe):
        self.images, self.labels = images, labels
        of_images, of_tensors = recipe
        self.transform = transforms.Compose([
            transforms.ToPILImage(),
            *of_images,
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize(0.5, 0.5),
            *of_tensors])

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.transform(self.images[index]), self.labels[index]


def main():
    what, batch, faces, epochs = sys.argv[1], *map(int, sys.argv[2:5])
    device = torch.device(*sys.argv[5:6] or ["cpu"])
    name, = sys.argv[6:7] or ["mini_xception"]
    cores = len(os.sched_getaffinity(0))
    torch.set_num_threads(cores)
    torch.manual_seed(0)
    images = torch.randint(0, 256, (faces, 48, 48), dtype=torch.uint8).numpy()
    labels = torch.randint(0, 7, (faces,)).tolist()
    loader = DataLoader(
        Faces(images, labels, RECIPES[name]), batch_size=batch, shuffle=True, num_workers=cores, persistent_workers=True,
        pin_memory=device.type == "cuda")
    model = create(name, "contiguous", device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7)
    for _ in range(epochs):
        start = time.perf_counter()
        loss_sum = correct = 0
        for x, y in loader:
            if what == "data":
                continue
            x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
            logits = model(x)
            loss = F.cross_entropy(logits, y) + model.penalty()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum += loss.item() * len(y)
            correct += (logits.argmax(1) == y).sum().item()
        print(f"{faces / (time.perf_counter() - start):.1f}", flush=True)


main()
