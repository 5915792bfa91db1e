"""Writes classification_reports.json: confusion matrices and what scikit-learn makes of them.

Run: /usr/bin/python3 make_classification_reports.py   (Debian's python3-sklearn)
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import classification_report

FER = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
PRIVATE_TEST = [491, 55, 528, 879, 594, 416, 626]


def fer_confusion():
    rng = np.random.default_rng(0)
    rows = []
    for truth, support in enumerate(PRIVATE_TEST):
        shares = rng.dirichlet(np.ones(len(FER)) + 12 * (np.arange(len(FER)) == truth))
        rows.append(rng.multinomial(support, shares).tolist())
    return rows


CASES = {
    "balanced": (["a", "b", "c"], [[8, 1, 1], [2, 7, 1], [0, 4, 6]]),
    "class without predictions": (["a", "b", "c"], [[5, 0, 2], [1, 0, 3], [2, 0, 9]]),
    "class without support": (["a", "b", "c"], [[5, 1, 2], [0, 0, 0], [2, 3, 9]]),
    "class without either": (["a", "b", "c"], [[5, 0, 2], [0, 0, 0], [2, 0, 9]]),
    "two classes": (["calm", "upset"], [[30, 4], [7, 19]]),
    "one class": (["calm"], [[4]]),
    "long names": (["surprise, with an open mouth", "neutral"], [[3, 1], [2, 5]]),
    "all right": (["a", "b", "c"], [[3, 0, 0], [0, 4, 0], [0, 0, 5]]),
    "all wrong": (["a", "b", "c"], [[0, 2, 1], [4, 0, 0], [0, 5, 0]]),
    "ties of the last digit": (["a", "b", "c"], [[1, 7, 0], [5, 3, 0], [0, 0, 16]]),
    "seven classes of FER2013": (FER, fer_confusion()),
}
DIGITS = [2, 0, 3, 14]


def report(names, confusion, digits):
    truth, predicted = zip(
        *[(t, p) for t, row in enumerate(confusion) for p, n in enumerate(row) for _ in range(n)]
    )
    return classification_report(
        truth, predicted, labels=range(len(names)), target_names=names, zero_division=0, digits=digits
    )


golden = {
    "made_by": "make_classification_reports.py",
    "scikit_learn": sklearn.__version__,
    "numpy": np.__version__,
    "cases": [
        {"name": name, "class_names": names, "confusion": confusion, "digits": digits,
         "report": report(names, confusion, digits)}
        for name, (names, confusion) in CASES.items()
        for digits in DIGITS
    ],
}
path = pathlib.Path(__file__).with_name("classification_reports.json")
path.write_text(json.dumps(golden) + "\n")
