"""Writes mcnemar.json: p-values of McNemar's test by scipy.

Run: /usr/bin/python3 make_mcnemar.py   (Debian's python3-scipy)

Below 25 discordant rows scipy's exact binomial test; from there on the chi-square distribution of
max(|b - c| - 1, 0)^2 / (b + c). Where b = c the correction must not make a difference of nothing, so that p is 1.
"""

import json
import pathlib

import scipy
from scipy.stats import chi2

try:
    from scipy.stats import binomtest

    def binomial(k, n):
        return binomtest(k, n, 0.5).pvalue
except ImportError:  # before scipy 1.7
    from scipy.stats import binom_test

    def binomial(k, n):
        return binom_test(k, n, 0.5)

PAIRS = [(0, 1), (1, 0), (2, 1), (0, 5), (3, 9), (12, 12), (1, 23), (24, 0), (10, 14),
         (12, 13), (25, 0), (0, 25), (20, 20), (10, 25), (59, 6), (150, 86), (121, 59), (300, 280), (1000, 900),
         (700, 100), (2000, 2001)]


def case(first, second):
    exact = first + second < 25
    statistic = max(abs(first - second) - 1, 0) ** 2 / (first + second)
    return {
        "only_first": first,
        "only_second": second,
        "method": "exact_binomial" if exact else "chi_square",
        "p_value": float(binomial(first, first + second) if exact else chi2.sf(statistic, 1)),
    }


golden = {"made_by": "make_mcnemar.py", "scipy": scipy.__version__, "cases": [case(*pair) for pair in PAIRS]}
pathlib.Path(__file__).with_name("mcnemar.json").write_text(json.dumps(golden) + "\n")
