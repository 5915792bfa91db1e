"""A reader and a writer of safetensors that share nothing with FerTrain's: struct, json and NumPy alone.

python3 safetensors.py check FILE: prints the metadata's keys, and the type, shape and sum of each tensor
python3 safetensors.py write FILE: every type, out of order, the header padded with spaces
"""
import json
import struct
import sys

import numpy as np

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?"}


def check(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    assert length % 8 == 0
    print(*header.pop("__metadata__", {}))
    end = 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, stop = entry["data_offsets"]
        values = np.frombuffer(data[begin:stop], TYPES[entry["dtype"]]).reshape(entry["shape"])
        assert begin == end and begin % values.itemsize == 0, name
        end = stop
        print(name, entry["dtype"], list(values.shape), float(values.astype("f8").sum()))
    assert end == len(data)


def write(path):
    header, data = {}, b""
    for dtype, numpy in TYPES.items():
        values = (np.arange(6).reshape(2, 3) % (2 if dtype == "BOOL" else 6)).astype(numpy).tobytes()
        header[dtype.lower()] = {"shape": [2, 3], "data_offsets": [len(data), len(data) + len(values)], "dtype": dtype}
        data += values
    header["empty"] = {"dtype": "F32", "shape": [0, 3], "data_offsets": [0, 0]}
    header["scalar"] = {"dtype": "F32", "shape": [], "data_offsets": [len(data), len(data) + 4]}
    header["__metadata__"] = {"format": "pt", "ä": "\n"}
    text = json.dumps(header).encode() + b" " * 5
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data + struct.pack("<f", 2.5))


{"check": check, "write": write}[sys.argv[1]](sys.argv[2])
