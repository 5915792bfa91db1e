"""python3 check_models.py MANIFEST: ONNX's own checker and shape inference on exported models; prints what it read, as JSON."""
import json
import sys

import onnx


def shape(value):
    return [side.dim_value or side.dim_param for side in value.type.tensor_type.shape.dim]


def check(path):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    return {
        "inputs": {value.name: shape(value) for value in model.graph.input},
        "outputs": {value.name: shape(value) for value in inferred.graph.output},
        "known": len({value.name for value in inferred.graph.value_info}),
        "operators": sorted({node.op_type for node in model.graph.node}),
        "metadata": {entry.key: entry.value for entry in model.metadata_props},
    }


with open(sys.argv[1]) as manifest:
    print(json.dumps({job["name"]: check(job["file"]) for job in json.load(manifest)}))
