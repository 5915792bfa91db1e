"""Makes the HDF5 files beside this, for KerasFileTests.

python3 make_hdf5_files.py FOLDER; the committed ones are from h5py 3.7.0 and HDF5 1.10.8.
"""
import sys

import h5py
import numpy as np

folder = sys.argv[1]


def bytes_of(*names):
    return np.array([name.encode() for name in names], dtype="S")


def keras(name, layer="dense", weights=("dense/kernel:0", "dense/bias:0"), texts=bytes_of):
    file = h5py.File(f"{folder}/{name}", "w")
    file.attrs["layer_names"] = texts("flatten", layer)
    file.create_group("flatten").attrs["weight_names"] = np.array([])
    group = file.create_group(layer)
    group.attrs["weight_names"] = texts(*weights)
    return file, group


# A network of a flatten and a dense layer, as save_weights leaves it, and the same in other types.
kernel, bias = np.arange(6, dtype="f4").reshape(3, 2), np.array([0.5, -1], "f4")
file, group = keras("sequential.h5")
group["dense/kernel:0"], group["dense/bias:0"] = kernel, bias
file, group = keras("types.h5")
group["dense/kernel:0"] = kernel.astype(">f8")
group["dense/bias:0"] = bias.astype("f2")

# A model inside a model: the file lists the outer layer, the weights name the inner ones.
file, group = keras("nested.h5", "vgg", ("block1/conv1/kernel:0", "block1/conv1/bias:0", "block1/conv2/kernel:0", "block1/conv2/bias:0"))
for conv in (1, 2):
    group[f"block1/conv{conv}/kernel:0"] = np.full((1, 1, 1, conv), conv, "f4")
    group[f"block1/conv{conv}/bias:0"] = np.zeros(conv, "f4")

# Nothing of these may be read.
file, group = keras("external_link.h5")
group["dense/kernel:0"] = h5py.ExternalLink("sequential.h5", "/dense/dense/kernel:0")
file, group = keras("soft_link.h5")
group["dense/kernel:0"] = h5py.SoftLink("/dense/dense/kernel:0")
file, group = keras("external_storage.h5")
group.create_dataset("dense/kernel:0", (3, 2), "f4", external=[("/etc/hostname", 0, h5py.h5f.UNLIMITED)])
file, group = keras("virtual.h5")
layout = h5py.VirtualLayout((3, 2), "f4")
layout[:] = h5py.VirtualSource("sequential.h5", "/dense/dense/kernel:0", (3, 2))
group.create_virtual_dataset("dense/kernel:0", layout)
file, group = keras("chunks.h5")
group.create_dataset("dense/kernel:0", data=kernel, chunks=(2, 1))
file, group = keras("terabytes.h5")
group.create_dataset("dense/kernel:0", (1 << 20, 1 << 20), "f4")
file, group = keras("huge.h5")
group.create_dataset("dense/kernel:0", (1 << 40, 1 << 19), "f4")
file, group = keras("text.h5")
group["dense/kernel:0"] = np.array([b"a"])
file, group = keras("group.h5")
group.create_group("dense/kernel:0")
file, group = keras("missing.h5")
file, group = keras("twice.h5", weights=("dense/kernel:0", "dense/kernel:1"))
group["dense/kernel:0"] = group["dense/kernel:1"] = kernel
file, group = keras("variable.h5", texts=lambda *names: list(names))
file, group = keras("numbers.h5", texts=lambda *names: np.arange(3))
h5py.File(f"{folder}/foreign.h5", "w").create_group("layers/dense/vars")
