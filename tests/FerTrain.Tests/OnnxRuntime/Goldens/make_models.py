"""Writes small.onnx: python3 make_models.py, with Debian's python3-onnx 1.12.

image (uint8, N×1×H×W, all three free) → mean (float, N): the mean of each picture, times factor (float, 1).
image → twice (float, N×1×H×W): its pixels times two.
"""
from pathlib import Path

from onnx import TensorProto, checker, helper, numpy_helper
import numpy as np

picture = ["N", 1, "H", "W"]
graph = helper.make_graph(
    [
        helper.make_node("Cast", ["image"], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("GlobalAveragePool", ["pixels"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("Squeeze", ["flat", "last"], ["means"]),
        helper.make_node("Mul", ["means", "factor"], ["mean"]),
        helper.make_node("Mul", ["pixels", "two"], ["twice"]),
    ],
    "small",
    [helper.make_tensor_value_info("image", TensorProto.UINT8, picture), helper.make_tensor_value_info("factor", TensorProto.FLOAT, [1])],
    [helper.make_tensor_value_info("mean", TensorProto.FLOAT, ["N"]), helper.make_tensor_value_info("twice", TensorProto.FLOAT, picture)],
    [numpy_helper.from_array(np.array([1], np.int64), "last"), numpy_helper.from_array(np.array(2, np.float32), "two")],
)
model = helper.make_model(graph, producer_name="make_models.py", opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
helper.set_model_props(model, {"classes": "fröhlich,traurig", "empty": ""})
checker.check_model(model, full_check=True)
Path(__file__).with_name("small.onnx").write_bytes(model.SerializeToString())
