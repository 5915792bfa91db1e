"""Writes splits.json: rows as NumPy and scikit-learn draw them, as the SHA-256 of their numbers.

Run: /usr/bin/python3 make_splits.py fer2013.csv.gz   (Debian's python3-sklearn)

The published splits are those of the real file; all others are of labels that a formula gives.
"""

import gzip
import hashlib
import json
import pathlib
import sys
from decimal import Decimal

import numpy as np
import sklearn
from sklearn.model_selection import train_test_split

SIZES = [2, 7, 29, 100, 624, 1247, 35_887]
SEEDS = [0, 1, 45, 111, 4_294_967_295]
FRACTIONS = [(0.8, 0.1, 0.1), (0.72, 0.08, 0.2), (0.9, 0.1, 0.0), (0.93, 0.0, 0.07), (0.34, 0.33, 0.33)]


def labels_of(count, skewed):
    rows = np.arange(count)
    return np.minimum(rows % 7, rows * 3 % 11) if skewed else rows % 5


def digest(*parts):
    rows = np.concatenate(parts).astype("<i4")
    return dict(counts=[len(part) for part in parts], sha256=hashlib.sha256(rows.tobytes()).hexdigest())


def split(rows, size, seed, labels):
    return train_test_split(rows, test_size=size, random_state=seed, stratify=None if labels is None else labels[rows])


def share(part, others):
    part, others = Decimal(str(part)), Decimal(str(others))
    return float(part / (part + others))


def parts(rows, fractions, seed, labels=None):
    train, val, test = rows, [], []
    if fractions[2]:
        train, test = split(train, fractions[2], seed, labels)
    if fractions[1]:
        size = share(fractions[1], fractions[0])
        train, val = split(train, size, seed, labels)
    return digest(train, val, test)


def cases():
    for count in SIZES:
        for seed in SEEDS if count < 35_887 else SEEDS[:1]:
            for fractions in FRACTIONS:
                for classes in (None, "equal", "skewed"):
                    labels = None if classes is None else labels_of(count, classes == "skewed")
                    try:
                        expected = parts(np.arange(count), fractions, seed, labels)
                    except ValueError:  # too few rows for scikit-learn
                        continue
                    yield dict(rows=count, seed=seed, fractions=fractions, classes=classes) | expected


def read(path):
    with gzip.open(path, "rt") as file:
        lines = file.readlines()[1:]
    return np.array([int(line[0]) for line in lines]), lines


def published(path):
    labels, lines = read(path)
    shuffled = np.random.RandomState(0).permutation(len(labels))
    yield dict(config="seven_conv_vgg") | digest(shuffled[7178:], shuffled[3589:7178], shuffled[:3589])
    distinct = np.array(sorted({line: row for row, line in reversed(list(enumerate(lines)))}.values()))
    for config in ("svm", "svm_rbf", "knn", "random_forest", "mlp", "custom_cnn"):
        yield dict(config=config) | parts(distinct, (0.72, 0.08, 0.2), 111, labels)
    for config in ("vgg19", "vgg19_transfer"):
        yield dict(config=config) | parts(distinct, (0.8, 0.1, 0.1), 42, labels)


def main():
    golden = dict(sklearn=sklearn.__version__, numpy=np.__version__, cases=list(cases()), published=list(published(sys.argv[1])))
    text = json.dumps(golden).replace('{"rows"', '\n{"rows"').replace('{"config"', '\n{"config"')
    pathlib.Path(__file__).with_name("splits.json").write_text(text + "\n")


main()
