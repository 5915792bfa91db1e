"""Writes metrics.json: labels, float32 probabilities and what scikit-learn makes of them.

Run: /usr/bin/python3 make_metrics.py   (Debian's python3-sklearn)

The probabilities go to scikit-learn as 64-bit floats with the values of the 32-bit ones, so that its
arithmetic is not the source of a difference; log_loss still clips at the 32-bit epsilon.
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics


def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True)).astype(np.float32)


def noisy(seed, rows, classes, signal, truth_below=None):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, truth_below or classes, rows)
    logits = rng.normal(size=(rows, classes))
    logits[np.arange(rows), truth] += signal
    return truth, softmax(logits)


def saturated():
    """A certain model, right or wrong: probabilities of exactly 1 and down to 1e-17, which log_loss clips."""
    truth, _ = noisy(3, 60, 5, 0)
    rng = np.random.default_rng(4)
    logits = rng.normal(size=(60, 5))
    logits[np.arange(60), np.where(rng.random(60) < 0.7, truth, (truth + 1) % 5)] += 35
    return truth, softmax(logits)


CASES = {
    "seven classes": noisy(0, 250, 7, 1.5),
    "classes without support": noisy(1, 40, 7, 1.0, truth_below=5),
    "two classes": noisy(2, 50, 2, 0.7),
    "saturated": saturated(),
    "all right": noisy(5, 30, 3, 50),
}


def scores(truth, probabilities):
    classes = probabilities.shape[1]
    labels = range(classes)
    probabilities = probabilities.astype(np.float64)
    predicted = probabilities.argmax(axis=1)
    averaged = {}
    for average in ["macro", "weighted"]:
        values = metrics.precision_recall_fscore_support(
            truth, predicted, labels=labels, average=average, zero_division=0
        )
        averaged |= {f"{average}_{name}": v for name, v in zip(["precision", "recall", "f1"], values)}
    return averaged | {
        "accuracy": metrics.accuracy_score(truth, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, predicted),
        "hamming_loss": metrics.hamming_loss(truth, predicted),
        "cohen_kappa": metrics.cohen_kappa_score(truth, predicted, labels=labels),
        "log_loss": metrics.log_loss(truth, probabilities, labels=labels, eps=np.finfo(np.float32).eps),
        # scikit-learn takes no two-column scores for two classes; the second guess is then always right.
        "top2_accuracy": metrics.top_k_accuracy_score(truth, probabilities, k=2, labels=labels)
        if classes > 2
        else 1.0,
    }


golden = {
    "made_by": "make_metrics.py",
    "scikit_learn": sklearn.__version__,
    "numpy": np.__version__,
    "cases": [
        {
            "name": name,
            "labels": truth.tolist(),
            "probabilities": [[float(str(p)) for p in row] for row in probabilities],
            "confusion": metrics.confusion_matrix(
                truth, probabilities.argmax(axis=1), labels=range(probabilities.shape[1])
            ).tolist(),
            "scores": scores(truth, probabilities),
        }
        for name, (truth, probabilities) in CASES.items()
    ],
}
path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text(json.dumps(golden) + "\n")
