#!/usr/bin/env python3
"""Loads FerTrain's mini_xception into PyTorch and runs it.

python3 load_in_pytorch.py best.pt FACES

FACES holds grey images of the checkpoint's size, a byte a pixel, one after another; for each a line of JSON with its
logits is printed, in the order of the checkpoint's class names. docs/guide/weights.md tells how the other models are named.
"""
import json
import sys
from collections import OrderedDict

import torch
from torch import nn


def batch_norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)  # Keras's


class SamePool(nn.Module):
    def forward(self, x):  # 3x3, stride 2, padded as Keras does: an even map on its far side only
        even = x.shape[-1] % 2 == 0
        return nn.functional.max_pool2d(x, 3, stride=2, padding=0 if even else 1, ceil_mode=even)


def separable(inputs, outputs):
    return nn.Sequential(OrderedDict(
        depthwise=nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs, bias=False),
        pointwise=nn.Conv2d(inputs, outputs, 1, bias=False)))


class XceptionModule(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.shortcut = nn.Sequential(OrderedDict(
            conv=nn.Conv2d(inputs, outputs, 1, stride=2, bias=False), bn=batch_norm(outputs)))
        self.main = nn.Sequential(OrderedDict(
            sepconv1=separable(inputs, outputs), bn1=batch_norm(outputs), relu=nn.ReLU(),
            sepconv2=separable(outputs, outputs), bn2=batch_norm(outputs), pool=SamePool()))

    def forward(self, x):
        return self.main(x) + self.shortcut(x)


def mini_xception(classes, stem=8, body=16):
    widths = [stem, body, 2 * body, 4 * body, 8 * body]
    return nn.Sequential(OrderedDict(
        stem=nn.Sequential(OrderedDict(
            conv1=nn.Conv2d(1, stem, 3, bias=False), bn1=batch_norm(stem), relu1=nn.ReLU(),
            conv2=nn.Conv2d(stem, stem, 3, bias=False), bn2=batch_norm(stem), relu2=nn.ReLU())),
        body=nn.Sequential(OrderedDict(
            (f"module{i + 1}", XceptionModule(widths[i], widths[i + 1])) for i in range(4))),
        head=nn.Sequential(OrderedDict(
            conv=nn.Conv2d(widths[4], classes, 3, padding=1), pool=nn.AdaptiveAvgPool2d(1), flat=nn.Flatten()))))


def load(path):
    """The model in evaluation mode, and what it expects of its input."""
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    if checkpoint["model"] != "mini_xception":
        sys.exit(f"{path} holds a {checkpoint['model']}, this script knows mini_xception alone")
    model = mini_xception(len(checkpoint["preprocessing"]["class_names"]))
    model.load_state_dict(checkpoint["model_state"])
    return model.eval(), checkpoint["preprocessing"]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    model, expected = load(sys.argv[1])
    with open(sys.argv[2], "rb") as file:
        grey = torch.frombuffer(bytearray(file.read()), dtype=torch.uint8)
    faces = grey.reshape(-1, 1, expected["size"], expected["size"]).float()
    if expected["crop"] > 0:  # the centre of the face
        start, side = (expected["size"] - expected["crop"]) // 2, expected["crop"]
        faces = faces[:, :, start:start + side, start:start + side]
    scaled = (faces - expected["offset"]) / expected["range"]
    with torch.no_grad():
        for logits in model(scaled).tolist():
            print(json.dumps(logits))
