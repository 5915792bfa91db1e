#!/usr/bin/env python3
"""Records what Python's OpenCV makes of a computed picture and of a drawn face.

    /usr/bin/python3 make_opencv.py      # Debian 12: python3-opencv, opencv-data 4.6.0
"""
import base64
import json
import pathlib

import cv2
import numpy as np

CASCADE = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml"


def picture():
    y, x, c = np.indices((30, 40, 3))
    return ((7 * x + 13 * y + 50 * c + x * y % 31) % 256).astype(np.uint8)


def face():
    scene = np.full((240, 320), 150, np.uint8)
    shapes = [  # centre, radius, grey
        ((160, 120), 60, 215),
        ((160, 150), 38, 205),
        ((138, 105), 13, 120), ((182, 105), 13, 120),
        ((138, 106), 7, 40), ((182, 106), 7, 40),
        ((160, 128), 7, 185), ((152, 133), 3, 120), ((168, 133), 3, 120),
    ]
    for centre, radius, grey in shapes:
        cv2.circle(scene, centre, radius, grey, -1)
    for (x1, y1), (x2, y2), thickness, grey in [((122, 90), (152, 88), 6, 70), ((168, 88), (198, 90), 6, 70),
                                                ((142, 152), (178, 152), 6, 90)]:
        cv2.line(scene, (x1, y1), (x2, y2), grey, thickness)
    return scene


def golden(image):
    return {"shape": list(image.shape), "bytes": base64.b64encode(np.ascontiguousarray(image).tobytes()).decode()}


def main():
    colour = picture()
    grey = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)
    drawn = np.zeros((40, 60, 3), np.uint8)
    cv2.rectangle(drawn, (5, 6, 20, 15), (0, 255, 0), 2)
    cv2.circle(drawn, (40, 20), 9, (255, 0, 0), -1)
    cv2.line(drawn, (0, 39), (59, 0), (0, 0, 255), 1, cv2.LINE_AA)
    cv2.putText(drawn, "fear", (8, 34), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (255, 255, 255))
    (width, height), baseline = cv2.getTextSize("surprise", cv2.FONT_HERSHEY_DUPLEX, 0.7, 2)
    found = cv2.CascadeClassifier(CASCADE).detectMultiScale(face(), 1.1, 5, 0, (30, 30))
    golds = {
        "version": cv2.__version__,
        "grey": golden(grey),
        "linear": golden(cv2.resize(colour, (23, 17))),
        "area": golden(cv2.resize(grey, (13, 11), interpolation=cv2.INTER_AREA)),
        "cubic": golden(cv2.resize(grey, (61, 47), interpolation=cv2.INTER_CUBIC)),
        "equalized": golden(cv2.equalizeHist(grey)),
        "mirrored": golden(cv2.flip(colour, 1)),
        "turned": golden(cv2.rotate(colour, cv2.ROTATE_90_CLOCKWISE)),
        "bordered": golden(cv2.copyMakeBorder(grey, 1, 2, 3, 4, cv2.BORDER_REPLICATE)),
        "blended": golden(cv2.addWeighted(colour, 0.25, cv2.flip(colour, 0), 0.75, 3)),
        "viridis": golden(cv2.applyColorMap(grey, cv2.COLORMAP_VIRIDIS)),
        "drawn": golden(drawn),
        "text": [width, height, baseline],
        "faces": [[int(n) for n in rect] for rect in found],
    }
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in golds.items())
    pathlib.Path(__file__).with_name("opencv.json").write_text(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    main()
