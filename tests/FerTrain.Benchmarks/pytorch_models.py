"""Four of FerTrain's networks in PyTorch, layer by layer the same: what FerTrain's speed is held against."""
import torch
import torch.nn.functional as F
from torch import nn


def batch_norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


def conv_bn_relu(a, b, padding):
    return [nn.Conv2d(a, b, 3, padding=padding), batch_norm(b), nn.ReLU(inplace=True)]


class SeparableConv(nn.Sequential):
    def __init__(self, a, b):
        super().__init__(nn.Conv2d(a, a, 3, padding=1, groups=a, bias=False), nn.Conv2d(a, b, 1, bias=False))


class XceptionModule(nn.Module):
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
        self.body = nn.Sequential(
            XceptionModule(8, 16), XceptionModule(16, 32), XceptionModule(32, 64), XceptionModule(64, 128))
        self.head = nn.Conv2d(128, classes, 3, padding=1)

    def forward(self, x):
        return self.head(self.body(self.stem(x))).mean((2, 3))

    def penalty(self):
        return sum(self.stem[i].weight.square().sum() for i in (0, 3)) * 0.01


class FiveConv(nn.Sequential):
    def __init__(self, classes=7):
        super().__init__(
            *conv_bn_relu(1, 32, 0), nn.Dropout(0.25), *conv_bn_relu(32, 64, 1), nn.MaxPool2d(2),
            *conv_bn_relu(64, 64, 0), nn.Dropout(0.25), *conv_bn_relu(64, 128, 1), nn.MaxPool2d(2),
            *conv_bn_relu(128, 128, 0), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(2048, 250), nn.ReLU(inplace=True), nn.Dropout(0.5), nn.Linear(250, classes))

    def penalty(self):
        return 0


class SevenConvVgg(nn.Sequential):
    def __init__(self, classes=7):
        layers, a = [], 1
        for b, convs in (64, 3), (128, 2), (256, 2):
            for _ in range(convs):
                layers += [nn.Conv2d(a, b, 3), nn.ReLU(inplace=True)]
                a = b
            layers += [batch_norm(b), nn.MaxPool2d(2), nn.Dropout(0.5)]
        super().__init__(
            *layers, nn.Flatten(), nn.Linear(1024, 1024), nn.ReLU(inplace=True), nn.Dropout(0.4), nn.Linear(1024, classes))

    def penalty(self):
        return 0


class VggFer(nn.Sequential):
    def __init__(self, classes=7):
        layers, a = [], 1
        for b in 64, 128, 256, 512:
            for _ in range(2):
                layers += [nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU(inplace=True)]
                a = b
            layers.append(nn.MaxPool2d(2))
        super().__init__(
            *layers, nn.Flatten(), nn.Linear(2048, 4096), nn.Dropout(0.2), nn.ReLU(inplace=True),
            nn.Linear(4096, 4096), nn.Dropout(0.2), nn.ReLU(inplace=True), nn.Linear(4096, classes))

    def penalty(self):
        return 0


MODELS = {"mini_xception": MiniXception, "five_conv": FiveConv, "seven_conv_vgg": SevenConvVgg, "vgg_fer": VggFer}


def create(name, layout, device="cpu"):
    model = MODELS[name]().to(device)
    return model.to(memory_format=torch.channels_last) if layout == "channels_last" else model


def arrange(x, layout):
    return x.contiguous(memory_format=torch.channels_last) if layout == "channels_last" else x
