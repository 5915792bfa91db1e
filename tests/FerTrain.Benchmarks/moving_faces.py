"""Draws a video of 640×480 at 25 frames per second: faces from a file in FER2013's format that circle in a noisy room.

moving_faces.py CSV FACES FRAMES VIDEO
"""
import csv
import sys
from itertools import islice

import cv2
import numpy as np

WIDTH, HEIGHT, SIDES = 640, 480, (200, 130, 90)
FRAMES_PER_TURN = 60


def main(path, count, frames, video):
    with open(path) as file:
        faces = [np.array(row["pixels"].split(), np.uint8).reshape(48, 48) for row in islice(csv.DictReader(file), count)]
    random = np.random.default_rng(1)
    room = np.full((HEIGHT, WIDTH, 3), (150, 160, 170), np.uint8)
    for _ in range(12):
        corner = random.integers(0, [WIDTH, HEIGHT])
        cv2.rectangle(room, corner.tolist(), (corner + random.integers(20, 160, 2)).tolist(), random.integers(60, 200, 3).tolist(), -1)
    noise = [random.integers(0, 6, room.shape, np.uint8) for _ in range(8)]  # which a camera has and a codec cannot skip
    writer = cv2.VideoWriter(video, cv2.VideoWriter_fourcc(*"mp4v"), 25, (WIDTH, HEIGHT))
    for number in range(frames):
        scene = cv2.add(room, noise[number % len(noise)])
        turn = 2 * np.pi * number / FRAMES_PER_TURN
        for place, face in enumerate(faces):
            side = SIDES[place % len(SIDES)]
            x = int((place + 0.5) * WIDTH / count - side / 2 + 20 * np.cos(turn))
            y = int(HEIGHT / 2 - side / 2 + 60 * np.sin(turn + place))
            large = cv2.resize(face, (side, side), interpolation=cv2.INTER_CUBIC)
            scene[y:y + side, x:x + side] = large[:, :, None]
        writer.write(scene)
    writer.release()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
