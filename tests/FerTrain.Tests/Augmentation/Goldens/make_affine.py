"""Writes affine.json: an image under Keras's affine changes as SciPy resamples it, with every fill mode.

Run: /usr/bin/python3 make_affine.py   (Debian's python3-scipy)

The matrices are those of Keras's ImageDataGenerator: rotation, shift, shear and zoom multiplied in this order, about the
centre of the image, in (row, column) order; mirroring comes afterwards.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import ndimage

MODES = {"nearest": "nearest", "reflect": "reflect", "constant": "grid-constant", "wrap": "grid-wrap"}
SIDE = 9
CASES = [
    dict(degrees=90),
    dict(degrees=-35, down=2.5, right=-1.25),
    dict(down=-14.0, right=11.5),
    dict(shear_degrees=30),
    dict(zoom_rows=2.5, zoom_columns=1.7),
    dict(degrees=160, down=3, right=4, shear_degrees=-50, zoom_rows=0.6, zoom_columns=1.9, left_to_right=True),
    dict(degrees=15, shear_degrees=20, zoom_rows=1.4, zoom_columns=0.7, top_to_bottom=True),
]
DEFAULTS = dict(degrees=0, down=0, right=0, shear_degrees=0, zoom_rows=1, zoom_columns=1, left_to_right=False, top_to_bottom=False)


def matrix(draw):
    t, s = np.deg2rad(draw["degrees"]), np.deg2rad(draw["shear_degrees"])
    rotation = np.array([[np.cos(t), -np.sin(t), 0], [np.sin(t), np.cos(t), 0], [0, 0, 1]])
    shift = np.array([[1, 0, draw["down"]], [0, 1, draw["right"]], [0, 0, 1]])
    shear = np.array([[1, -np.sin(s), 0], [0, np.cos(s), 0], [0, 0, 1]])
    zoom = np.diag([draw["zoom_rows"], draw["zoom_columns"], 1])
    centre = SIDE / 2 - 0.5
    there, back = np.eye(3), np.eye(3)
    there[:2, 2], back[:2, 2] = centre, -centre
    return there @ rotation @ shift @ shear @ zoom @ back


def changed(image, draw, mode, value):
    m = matrix(draw)
    result = ndimage.affine_transform(image, m[:2, :2], m[:2, 2], order=1, mode=MODES[mode], cval=value)
    if draw["left_to_right"]:
        result = result[:, ::-1]
    return result[::-1] if draw["top_to_bottom"] else result


def main():
    image = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE)).astype(float)
    cases = []
    for case in CASES:
        for mode in MODES:
            draw = DEFAULTS | case
            cases.append(draw | dict(fill=mode, expected=np.round(changed(image, draw, mode, 40), 6).ravel().tolist()))
    golden = dict(scipy=scipy.__version__, side=SIDE, fill_value=40, image=image.ravel().tolist(), cases=cases)
    path = pathlib.Path(__file__).with_name("affine.json")
    path.write_text(json.dumps(golden).replace('{"degrees"', '\n{"degrees"') + "\n")


main()
