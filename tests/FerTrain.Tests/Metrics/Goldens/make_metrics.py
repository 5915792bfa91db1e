"""Writes metrics.json: labels, float32 probabilities and what scikit-learn makes of them; and bootstrap.json:
confusion matrices with the intervals that NumPy's resamples give scikit-learn's scores.

Run: /usr/bin/python3 make_metrics.py   (Debian's python3-sklearn; the resamples take a minute)

The probabilities go to scikit-learn as 64-bit floats with the values of the 32-bit ones, so that its
arithmetic is not the source of a difference; log_loss still clips at the 32-bit epsilon.
"""

import json
import pathlib

import numpy as np
import sklearn
from scipy import optimize
from sklearn import calibration, metrics


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


def calibration_error(truth, probabilities):
    """Expected calibration error from scikit-learn's reliability curve of the predicted class."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    right_share, said = calibration.calibration_curve(right, confidence, pos_label=True, n_bins=15)
    rows = np.histogram(confidence, bins=15, range=(0, 1))[0]
    return float(np.abs(right_share - said) @ rows[rows > 0] / len(truth))


def at_temperature(probabilities, temperature):
    powers = probabilities ** (1 / temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def calibrated(truth, probabilities):
    """The temperature at which log_loss is least, and what is left of the two scores there."""
    labels = range(probabilities.shape[1])
    loss = lambda log_t: metrics.log_loss(truth, at_temperature(probabilities, np.exp(log_t)), labels=labels, eps=1e-300)
    best = optimize.minimize_scalar(loss, bounds=(np.log(0.01), np.log(100)), method="bounded", options={"xatol": 1e-10})
    scaled = at_temperature(probabilities, np.exp(best.x))
    return {
        "temperature": float(np.exp(best.x)),
        "calibrated_log_loss": metrics.log_loss(truth, scaled, labels=labels, eps=np.finfo(np.float32).eps),
        "calibrated_ece": calibration_error(truth, scaled),
    }


def class_scores(truth, predicted, labels):
    columns = metrics.precision_recall_fscore_support(truth, predicted, labels=labels, zero_division=0)
    accuracy = [metrics.accuracy_score(truth == c, predicted == c) for c in labels]
    names = ["precision", "recall", "f1", "support", "accuracy"]
    return [dict(zip(names, map(float, row))) for row in zip(*columns, accuracy)]


def rank_counts(truth, probabilities):
    """Rows by the rank of their true class, as the gains of top-k accuracy from k-1 to k."""
    classes = probabilities.shape[1]
    if classes == 2:  # which scikit-learn takes for a binary problem
        hits = [int((probabilities.argmax(axis=1) == truth).sum()), len(truth)]
    else:
        hits = [
            metrics.top_k_accuracy_score(truth, probabilities, k=k, labels=range(classes), normalize=False)
            for k in range(1, classes)
        ] + [len(truth)]
    return np.diff([0, *hits]).astype(int).tolist()


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
        "ece": calibration_error(truth, probabilities),
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
            # Without a mistake there is no best temperature.
            "calibrated": calibrated(truth, probabilities.astype(np.float64)) if name != "all right" else None,
            "classes": class_scores(truth, probabilities.argmax(axis=1), range(probabilities.shape[1])),
            "rank_of_truth": rank_counts(truth, probabilities),
        }
        for name, (truth, probabilities) in CASES.items()
    ],
}
path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text(json.dumps(golden) + "\n")


def intervals(truth, predicted, resamples=2000):
    labels = np.unique(truth)
    rng = np.random.default_rng(11)
    drawn = []
    for _ in range(resamples):
        rows = rng.integers(0, len(truth), len(truth))
        t, p = truth[rows], predicted[rows]
        drawn.append([
            metrics.accuracy_score(t, p),
            metrics.balanced_accuracy_score(t, p),
            metrics.f1_score(t, p, labels=labels, average="macro", zero_division=0),
            metrics.f1_score(t, p, labels=labels, average="weighted", zero_division=0),
        ])
    ends = np.percentile(drawn, [2.5, 97.5], axis=0).T
    return dict(zip(["accuracy", "balanced_accuracy", "macro_f1", "weighted_f1"], ends.tolist()))


def rare():
    """Two classes of 300 rows and one of about 20."""
    truth, probabilities = noisy(7, 900, 3, 1.0)
    kept = (truth != 2) | (np.arange(900) < 60)
    return truth[kept], probabilities[kept]


BOOTSTRAPPED = {"seven classes": noisy(6, 2000, 7, 1.5), "a rare class": rare()}
golden = {
    "made_by": "make_metrics.py",
    "scikit_learn": sklearn.__version__,
    "numpy": np.__version__,
    "cases": [
        {
            "name": name,
            "confusion": metrics.confusion_matrix(truth, probabilities.argmax(axis=1)).tolist(),
            "intervals": intervals(truth, probabilities.argmax(axis=1)),
        }
        for name, (truth, probabilities) in BOOTSTRAPPED.items()
    ],
}
pathlib.Path(__file__).with_name("bootstrap.json").write_text(json.dumps(golden) + "\n")
