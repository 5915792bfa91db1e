"""Reading fer2013.csv (plain) in Python: prints the seconds it took.

Usage: python3 python_reading.py FILE split|fromstring
split is what the published notebooks do: split each row's text and convert number by number.
fromstring lets NumPy parse each row.
"""
import csv
import sys
import time

import numpy as np


def split(text):
    return np.asarray([int(pixel) for pixel in text.split(" ")]).reshape(48, 48).astype("uint8")


def fromstring(text):
    return np.fromstring(text, dtype=np.uint8, sep=" ").reshape(48, 48)


def main():
    parse = {"split": split, "fromstring": fromstring}[sys.argv[2]]
    start = time.perf_counter()
    with open(sys.argv[1], newline="") as file:
        rows = [(int(row["emotion"]), parse(row["pixels"]), row["Usage"]) for row in csv.DictReader(file)]
    images = np.stack([row[1] for row in rows])
    print(f"{time.perf_counter() - start:.3f}", file=sys.stdout)
    assert images.shape == (len(rows), 48, 48)


main()
