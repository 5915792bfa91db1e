"""What one writes in Python to serve such a model: FastAPI, OpenCV's cascade and PyTorch, with the settings of `fertrain serve`.

python3 serve_fastapi.py best.pt PORT     (a run of mini_xception)
"""
import pathlib
import sys

import cv2
import numpy
import torch
import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool

sys.path.append(str(pathlib.Path(__file__).parents[2] / "scripts"))
from load_in_pytorch import load  # noqa: E402

CASCADE = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml"
LONGEST = 1600

cv2.setNumThreads(1)  # a thread a request: more of them only wait for one another
torch.set_num_threads(1)
model, expected = load(sys.argv[1])
names, size = expected["class_names"], expected["size"]
app = FastAPI()


def predict(body):
    image = cv2.imdecode(numpy.frombuffer(body, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise HTTPException(400, "no image")
    scale = min(1, LONGEST / max(image.shape))
    searched = image if scale == 1 else cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    side = round(30 * scale)
    boxes = cv2.CascadeClassifier(CASCADE).detectMultiScale(searched, 1.1, 5, minSize=(side, side))  # one each: shared by threads it crashes
    boxes = [[int(value / scale) for value in box] for box in boxes]
    if not boxes:
        return {"images": [{"faces": []}]}
    faces = [cv2.resize(image[y:y + height, x:x + width], (size, size)) for x, y, width, height in boxes]
    scaled = (torch.from_numpy(numpy.stack(faces))[:, None].float() - expected["offset"][0]) / expected["range"][0]
    with torch.inference_mode():
        rows = model(scaled).softmax(1).tolist()
    return {"images": [{"faces": [
        {"box": box, "label": names[row.index(max(row))], "probabilities": dict(zip(names, row))} for box, row in zip(boxes, rows)]}]}


@app.post("/api/predict")
async def answer(request: Request):
    return await run_in_threadpool(predict, await request.body())


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
