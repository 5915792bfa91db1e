"""Writes losses.json: logits, targets and PyTorch's cross-entropy of them, with its gradient.

Run: /usr/bin/python3 make_losses.py   (Debian's python3-torch)
"""

import json
import pathlib

import torch
from torch.nn.functional import cross_entropy

ROWS, CLASSES = 5, 4


def case(index, hard, weighted, smoothing):
    torch.manual_seed(index)
    logits = torch.randn(ROWS, CLASSES, dtype=torch.float64) * 2
    labels = torch.randint(0, CLASSES, (ROWS,))
    shares = torch.rand(ROWS, CLASSES, dtype=torch.float64).softmax(1)
    weights = torch.rand(CLASSES, dtype=torch.float64) * 3 if weighted else None
    logits.requires_grad_()
    loss = cross_entropy(logits, labels if hard else shares, weights, label_smoothing=smoothing)
    loss.backward()
    return {
        "logits": logits.flatten().tolist(),
        "labels": labels.tolist() if hard else None,
        "soft_labels": None if hard else shares.flatten().tolist(),
        "weights": weights.tolist() if weighted else None,
        "smoothing": smoothing,
        "loss": loss.item(),
        "gradient": logits.grad.flatten().tolist(),
    }


SETTINGS = [(h, w, s) for h in [True, False] for w in [False, True] for s in [0, 0.1]]
golden = {
    "made_by": "make_losses.py",
    "torch": torch.__version__,
    "classes": CLASSES,
    "cases": [case(i, *setting) for i, setting in enumerate(SETTINGS)],
}
path = pathlib.Path(__file__).with_name("losses.json")
path.write_text(json.dumps(golden) + "\n")
