"""The usual script: a Dataset that augments face by face through torchvision, and a DataLoader with two workers.

Usage: python3 pytorch_dataloader.py data|epoch BATCH FACES EPOCHS
data only loads; epoch also trains mini_xception in PyTorch's default format.
Prints the images a second of each epoch.
"""
import os
import sys
import time

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from pytorch_models import MiniXception


class Faces(Dataset):
    def __init__(self, pictures, labels):
        self.pictures, self.labels = pictures, labels
        self.transform = transforms.Compose([
            transforms.ToPILImage(),
            transforms.RandomAffine(10, translate=(0.1, 0.1), scale=(0.9, 1.1), interpolation=transforms.InterpolationMode.BILINEAR),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize(0.5, 0.5)])

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.transform(self.pictures[index]), self.labels[index]


def main():
    what, batch, faces, epochs = sys.argv[1], *map(int, sys.argv[2:5])
    cores = len(os.sched_getaffinity(0))
    torch.set_num_threads(cores)
    torch.manual_seed(0)
    pictures = torch.randint(0, 256, (faces, 48, 48), dtype=torch.uint8).numpy()
    labels = torch.randint(0, 7, (faces,)).tolist()
    loader = DataLoader(Faces(pictures, labels), batch_size=batch, shuffle=True, num_workers=cores, persistent_workers=True)
    model = MiniXception()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7)
    for _ in range(epochs):
        start = time.perf_counter()
        loss_sum = correct = 0
        for x, y in loader:
            if what == "data":
                continue
            logits = model(x)
            loss = F.cross_entropy(logits, y) + model.penalty()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum += loss.item() * len(y)
            correct += (logits.argmax(1) == y).sum().item()
        print(f"{faces / (time.perf_counter() - start):.1f}", flush=True)


main()
