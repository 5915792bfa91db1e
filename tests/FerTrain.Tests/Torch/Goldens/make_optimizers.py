"""Writes optimizers.json: gradients, and the parameters that PyTorch's optimisers make of them step by step.

Run: /usr/bin/python3 make_optimizers.py   (Debian's python3-torch)

Everything is computed in float64, so that the numbers are those of the rule and not of its rounding.
"""

import json
import pathlib

import torch

STEPS = 6
CASES = [
    ("adam", torch.optim.Adam, dict(lr=0.05, betas=(0.8, 0.95), eps=1e-3)),
    ("adam", torch.optim.Adam, dict(lr=0.05, betas=(0.9, 0.999), eps=1e-7, weight_decay=0.1)),
    ("adamw", torch.optim.AdamW, dict(lr=0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0)),
    ("adamw", torch.optim.AdamW, dict(lr=0.05, betas=(0.9, 0.999), eps=1e-7, weight_decay=0.1)),
    ("sgd", torch.optim.SGD, dict(lr=0.1)),
    ("sgd", torch.optim.SGD, dict(lr=0.1, weight_decay=0.2)),
    ("sgd", torch.optim.SGD, dict(lr=0.1, momentum=0.9)),
    ("sgd", torch.optim.SGD, dict(lr=0.1, momentum=0.8, dampening=0.3, weight_decay=0.2)),
    ("sgd", torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)),
    ("rmsprop", torch.optim.RMSprop, dict(lr=0.02, alpha=0.9, eps=1e-4)),
    ("rmsprop", torch.optim.RMSprop, dict(lr=0.02, alpha=0.99, eps=1e-7, weight_decay=0.1)),
    ("rmsprop", torch.optim.RMSprop, dict(lr=0.02, alpha=0.9, eps=1e-4, momentum=0.9)),
    ("rmsprop", torch.optim.RMSprop, dict(lr=0.02, alpha=0.9, eps=1e-4, centered=True)),
    ("rmsprop", torch.optim.RMSprop, dict(lr=0.02, alpha=0.95, eps=1e-4, momentum=0.5, centered=True, weight_decay=0.1)),
]


def run(create, settings):
    generator = torch.Generator().manual_seed(7)
    parameters = [torch.randn(shape, generator=generator, dtype=torch.float64, requires_grad=True) for shape in ([4], [2, 3])]
    start = [p.detach().flatten().tolist() for p in parameters]
    optimizer = create(parameters, **settings)
    steps = []
    for _ in range(STEPS):
        for p in parameters:
            p.grad = torch.randn(p.shape, generator=generator, dtype=torch.float64)
        gradients = [p.grad.flatten().tolist() for p in parameters]
        optimizer.step()
        steps.append({"gradients": gradients, "parameters": [p.detach().flatten().tolist() for p in parameters]})
    return start, steps


def case(name, create, settings):
    start, steps = run(create, settings)
    settings = dict(settings)
    if "betas" in settings:
        settings["beta1"], settings["beta2"] = settings.pop("betas")
    return {"optimizer": name, "settings": settings, "start": start, "steps": steps}


result = {"torch": torch.__version__, "cases": [case(*c) for c in CASES]}
pathlib.Path(__file__).with_name("optimizers.json").write_text(json.dumps(result, indent=1) + "\n")
