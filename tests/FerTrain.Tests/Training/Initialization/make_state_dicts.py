"""Writes state dicts as other programs do.

python3 make_state_dicts.py mini_xception best.pt FOLDER: the weights of best.pt in every form that is read
python3 make_state_dicts.py vgg19 FOLDER: torchvision's layout with random weights, inputs, and what its trunk answers
"""
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
    torch.save(state, f"{folder}/vgg19.pt")
    inputs = torch.rand(1, 3, 48, 48)
    with torch.no_grad():
        inputs.numpy().tofile(f"{folder}/inputs.f32")
        features[:36](inputs).numpy().tofile(f"{folder}/trunk.f32")


{"mini_xception": mini_xception, "vgg19": vgg19}[sys.argv[1]](*sys.argv[2:])
