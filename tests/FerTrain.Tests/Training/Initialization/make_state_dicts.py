"""Writes state dicts as other programs do: python3 make_state_dicts.py best.pt FOLDER

FOLDER: the weights of best.pt, of mini_xception, in every form that is read
FOLDER/vgg19: torchvision's layout with random weights, inputs, and what its trunk answers
FOLDER/resnet18: torchvision's layout for colour images of ImageNet's classes
FOLDER/NAME_SIDE: a network with random weights, inputs of SIDE pixels, and its logits
"""
import os
import sys
from collections import OrderedDict

import torch
from torch import nn


def mini_xception(path, folder):
    state = torch.load(path, weights_only=True)["model_state"]
    floats = {name: t for name, t in state.items() if t.is_floating_point()}
    flat = torch.cat([t.reshape(-1) for t in floats.values()])  # one storage that all share
    views = dict(zip(floats, (v.reshape(t.shape) for v, t in zip(flat.split([t.numel() for t in floats.values()]), floats.values()))))
    strided = {name: torch.stack([t, -t], -1)[..., 0] if t.dim() == 1 else t.transpose(0, 1).contiguous().transpose(0, 1) for name, t in floats.items()}
    assert sum(not t.is_contiguous() for t in strided.values()) > 20
    torch.save(OrderedDict(state), f"{folder}/plain.pt")
    torch.save({"epoch": 3, "state_dict": state}, f"{folder}/state_dict.pt")
    torch.save({"model": state, "optimizer": {"lr": 0.1}}, f"{folder}/model.pt")
    torch.save({f"module.{name}": t for name, t in state.items()}, f"{folder}/parallel.pt")
    torch.save({name: nn.Parameter(t) for name, t in floats.items()}, f"{folder}/parameters.pt")
    torch.save(views, f"{folder}/shared.pt")
    torch.save(strided, f"{folder}/strided.pt")
    torch.save({name: t.double() for name, t in floats.items()}, f"{folder}/double.pt")
    torch.save({name: t.half() for name, t in floats.items()}, f"{folder}/half.pt")
    torch.save({name: t.bfloat16() for name, t in floats.items()}, f"{folder}/bfloat16.pt")
    torch.save({f"net.{name}": t for name, t in state.items()}, f"{folder}/renamed.pt")
    torch.save({name: t for name, t in state.items() if not name.startswith("head.")} | {"head.conv.weight": torch.zeros(10, 128, 3, 3), "fc.bias": torch.zeros(3)}, f"{folder}/other_head.pt")
    torch.save(state, f"{folder}/legacy.pt", _use_new_zipfile_serialization=False)


def vgg19(folder):
    torch.manual_seed(0)
    layers, channels = [], 3
    for filters, count in ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4)):
        for _ in range(count):
            layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(inplace=True)]
            nn.init.kaiming_normal_(layers[-2].weight)
            channels = filters
        layers.append(nn.MaxPool2d(2))
    features = nn.Sequential(*layers)
    state = {f"features.{name}": t for name, t in features.state_dict().items()}
    state["classifier.6.weight"] = torch.zeros(1000, 8)
    torch.save(state, f"{folder}/weights.pt")
    inputs = torch.rand(1, 3, 48, 48)
    with torch.no_grad():
        inputs.numpy().tofile(f"{folder}/inputs.f32")
        features[:36](inputs).numpy().tofile(f"{folder}/trunk.f32")


def answered(network, folder, side):
    for parameter in network.parameters():
        if parameter.dim() == 1:
            parameter.data.uniform_(0.5, 1.5)
    for buffer in network.buffers():
        if buffer.dim() == 1:
            buffer.uniform_(0.5, 1.5)
    network.eval()
    torch.save(network.state_dict(), f"{folder}/weights.pt")
    inputs = torch.rand(3, 1, side, side)
    with torch.no_grad():
        inputs.numpy().tofile(f"{folder}/inputs.f32")
        network(inputs).numpy().tofile(f"{folder}/logits.f32")


def vgg_fer(folder, side):
    torch.manual_seed(1)

    def stage(ins, outs):
        return nn.Sequential(OrderedDict(
            conv1=nn.Conv2d(ins, outs, 3, padding=1), bn1=nn.BatchNorm2d(outs), relu1=nn.ReLU(),
            conv2=nn.Conv2d(outs, outs, 3, padding=1), bn2=nn.BatchNorm2d(outs), relu2=nn.ReLU(), pool=nn.MaxPool2d(2)))

    features = nn.Sequential(OrderedDict(stage1=stage(1, 64), stage2=stage(64, 128), stage3=stage(128, 256), stage4=stage(256, 512)))
    classifier = nn.Sequential(OrderedDict(
        flatten=nn.Flatten(), dense1=nn.Linear(512 * (side // 16) ** 2, 4096), drop1=nn.Dropout(0.2), relu1=nn.ReLU(),
        dense2=nn.Linear(4096, 4096), drop2=nn.Dropout(0.2), relu2=nn.ReLU(), dense3=nn.Linear(4096, 7)))
    answered(nn.Sequential(OrderedDict(features=features, classifier=classifier)), folder, side)


class Block(nn.Module):
    def __init__(self, ins, outs, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(ins, outs, 3, stride, 1, bias=False), nn.BatchNorm2d(outs)
        self.conv2, self.bn2 = nn.Conv2d(outs, outs, 3, 1, 1, bias=False), nn.BatchNorm2d(outs)
        self.downsample = nn.Sequential(nn.Conv2d(ins, outs, 1, stride, bias=False), nn.BatchNorm2d(outs)) if ins != outs else nn.Identity()

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + self.downsample(x))


def resnet(stem, classes):
    def layer(ins, outs, stride):
        return nn.Sequential(Block(ins, outs, stride), Block(outs, outs, 1))

    return nn.Sequential(OrderedDict(
        conv1=stem, bn1=nn.BatchNorm2d(64), relu=nn.ReLU(),
        layer1=layer(64, 64, 1), layer2=layer(64, 128, 2), layer3=layer(128, 256, 2), layer4=layer(256, 512, 2),
        avgpool=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), fc=nn.Linear(512, classes)))


def resnet18_fer(folder, side):
    torch.manual_seed(2)
    answered(resnet(nn.Conv2d(1, 64, 3, 1, 1, bias=False), 7), folder, side)


def fertrain(narrow, middle, wide):
    def make(folder, side):
        torch.manual_seed(3)
        stem = nn.Sequential(OrderedDict(conv=nn.Conv2d(1, narrow, 5, 2, 2, bias=False), bn=nn.BatchNorm2d(narrow), relu=nn.ReLU()))
        body = nn.Sequential(OrderedDict(
            block1=Block(narrow, narrow, 1), block2=Block(narrow, narrow, 1), pool1=nn.MaxPool2d(2),
            block3=Block(narrow, middle, 1), block4=Block(middle, middle, 1), pool2=nn.MaxPool2d(2), block5=Block(middle, wide, 1)))
        answered(nn.Sequential(OrderedDict(
            stem=stem, body=body, avgpool=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), fc=nn.Linear(wide, 7))), folder, side)
    return make


def resnet18(folder):
    torch.save(resnet(nn.Conv2d(3, 64, 7, 2, 3, bias=False), 1000).state_dict(), f"{folder}/weights.pt")


def made(name, make, *arguments):
    folder = os.path.join(sys.argv[2], name)
    os.mkdir(folder)
    make(folder, *arguments)


mini_xception(*sys.argv[1:])
made("vgg19", vgg19)
made("resnet18", resnet18)
for name, make, sides in (
        ("vgg_fer", vgg_fer, [40]), ("resnet18_fer", resnet18_fer, [40, 44]),
        ("fertrain_small", fertrain(64, 128, 256), [40, 44]), ("fertrain_tiny", fertrain(32, 64, 88), [40])):
    for side in sides:
        made(f"{name}_{side}", make, side)
