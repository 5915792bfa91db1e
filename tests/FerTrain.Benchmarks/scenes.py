"""Pastes faces of FER2013 into synthetic scenes and scores what `fertrain predict` makes of them.

scenes.py draw CSV COUNT TILT USAGE FOLDER           scene_NNN.png, and scenes.json with where each row's face is
scenes.py score FOLDER PREDICTIONS EVAL_PREDICTIONS  faces found, labels beside those that `fertrain eval` gives the same rows
"""
import csv
import gzip
import json
import sys
from pathlib import Path

import cv2
import numpy as np

WIDTH, HEIGHT, FACES = 640, 480, 4
SMALLEST, LARGEST = 72, 200
MATCH = 0.3  # of intersection over union: the cascade's squares are a fifth larger or smaller than FER2013's


def rows(path, count, usage):
    """The first rows of a part whose pixels are not all equal: (row, label, face)."""
    with gzip.open(path, "rt") if path.endswith(".gz") else open(path) as file:
        found = 0
        for row, line in enumerate(csv.DictReader(file)):
            if line["Usage"] != usage or found == count:
                continue
            face = np.array(line["pixels"].split(), np.uint8).reshape(48, 48)
            if face.min() != face.max():
                found += 1
                yield row, int(line["emotion"]), face


def background(random):
    """A room: a wall of two colours, a floor, furniture."""
    top, bottom = random.integers(60, 220, 3), random.integers(60, 220, 3)
    share = np.linspace(0, 1, HEIGHT)[:, None, None]
    scene = np.broadcast_to(top * (1 - share) + bottom * share, (HEIGHT, WIDTH, 3)).astype(np.uint8).copy()
    for _ in range(6):
        corner = random.integers(0, [WIDTH, HEIGHT])
        size = random.integers(30, 200, 2)
        cv2.rectangle(scene, corner.tolist(), (corner + size).tolist(), random.integers(30, 230, 3).tolist(), -1, cv2.LINE_AA)
        cv2.circle(scene, random.integers(0, [WIDTH, HEIGHT]).tolist(), int(random.integers(5, 40)), random.integers(30, 230, 3).tolist(), -1, cv2.LINE_AA)
    noise = random.normal(0, 3, scene.shape)
    return np.clip(scene + noise, 0, 255).astype(np.uint8)


def paste(scene, face, box, degrees):
    """The face, enlarged and turned clockwise about its centre, fades into the scene over its outer twelfth; a turned one has no corners."""
    x, y, side, _ = box
    large = cv2.resize(face, (side, side), interpolation=cv2.INTER_CUBIC)
    edge = np.minimum(np.arange(side), np.arange(side)[::-1]) / (side / 12)
    alpha = np.clip(np.minimum.outer(edge, edge), 0, 1)
    if degrees:
        turn = cv2.getRotationMatrix2D(((side - 1) / 2, (side - 1) / 2), -degrees, 1)
        large, alpha = cv2.warpAffine(large, turn, (side, side)), cv2.warpAffine(alpha, turn, (side, side))
    alpha = alpha[:, :, None]
    area = scene[y:y + side, x:x + side]
    scene[y:y + side, x:x + side] = (alpha * large[:, :, None] + (1 - alpha) * area).astype(np.uint8)


def draw(path, count, tilt, usage, folder):
    """Each face is turned by up to TILT degrees to either side."""
    random = np.random.default_rng(1)
    folder.mkdir(parents=True, exist_ok=True)
    chosen = list(rows(path, count, usage))
    scenes = []
    for start in range(0, len(chosen), FACES):
        scene, faces = background(random), []
        for place, (row, label, face) in enumerate(chosen[start:start + FACES]):
            side = int(random.integers(SMALLEST, LARGEST))
            left, top = place % 2 * WIDTH // 2, place // 2 * HEIGHT // 2
            box = [int(left + random.integers(0, WIDTH // 2 - side)), int(top + random.integers(0, HEIGHT // 2 - side)), side, side]
            degrees = float(random.uniform(-tilt, tilt)) if tilt else 0
            paste(scene, face, box, degrees)
            faces.append({"row": row, "label": label, "box": box, "tilt": degrees})
        name = f"scene_{start // FACES:03}.png"
        cv2.imwrite(str(folder / name), scene)
        scenes.append({"file": name, "faces": faces})
    (folder / "scenes.json").write_text(json.dumps(scenes))


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def percent(part, whole):
    error = 100 * np.sqrt(part / whole * (1 - part / whole) / whole)
    return f"{part} of {whole}, {100 * part / whole:.1f} ± {error:.1f} %"


def score(folder, predictions, evaluation):
    images = json.loads(predictions.read_text())["images"]
    predicted = {Path(image["path"]).name: image["faces"] for image in images}
    with open(evaluation) as file:
        evaluated = {int(line["row"]): line for line in csv.DictReader(file)}
    names = list(next(iter(evaluated.values())))[4:]
    truth = [(scene["file"], face) for scene in json.loads((folder / "scenes.json").read_text()) for face in scene["faces"]]
    found, sides = [], []
    for file, face in truth:
        best = max(predicted[file], key=lambda other: overlap(face["box"], other["box"]), default=None)
        if best is not None and overlap(face["box"], best["box"]) >= MATCH:
            found.append((face, best["label"], evaluated[face["row"]]["predicted"]))
            sides.append(best["box"][2] / face["box"][2])
    boxes = sum(map(len, predicted.values()))
    print("faces found:            ", percent(len(found), len(truth)))
    print("boxes that are no face: ", boxes - len(found))
    print("sides of boxes to faces: 5 %% %.2f, median %.2f, 95 %% %.2f" % tuple(np.quantile(sides, [0.05, 0.5, 0.95])))
    print("same label as eval:     ", percent(sum(label == own for _, label, own in found), len(found)))
    print("accuracy in scenes:     ", percent(sum(label == names[face["label"]] for face, label, _ in found), len(found)))
    print("accuracy of eval, same: ", percent(sum(own == names[face["label"]] for face, _, own in found), len(found)))
    for faces in range(FACES + 1):
        times = [image["milliseconds"] for image in images if len(image["faces"]) == faces]
        if times:
            medians = ", ".join(f"{step} {np.median([time[step] for time in times]):.1f}" for step in times[0])
            print(f"median milliseconds, {faces} faces in {len(times)} scenes: {medians}")


if __name__ == "__main__":
    if sys.argv[1] == "draw":
        draw(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), sys.argv[5], Path(sys.argv[6]))
    else:
        score(*map(Path, sys.argv[2:5]))
