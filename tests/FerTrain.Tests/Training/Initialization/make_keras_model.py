"""Writes a Keras model with random weights as HDF5, and what it answers, computed in NumPy as Keras does: H x W x C.

python3 make_keras_model.py NAME FOLDER

NAME is mini_xception or custom_cnn (as model.save writes it), five_conv (as save_weights), or vgg19_notop (with the names of
Keras 1, which vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5 has). FOLDER gets model.h5, inputs.f32 (N x C x H x W, as
FerTrain reads them) and logits.f32, of vgg19_notop its last map.
"""
import sys

import h5py
import numpy as np

random = np.random.default_rng(7)


class Model:
    """Computes as it is built, names layers as Keras does and keeps what the file needs."""

    def __init__(self, first_number):
        self.counts, self.first, self.weights = {}, first_number, {}

    def layer(self, kind, **weights):
        number = self.counts[kind] = self.counts.get(kind, self.first - 1) + 1
        name = f"{kind}_{number}" if number else kind
        self.weights[name] = weights
        return name

    def conv(self, x, filters, kernel, stride=1, same=False, bias=True):
        w = weight(kernel, kernel, x.shape[3], filters)
        b = random.normal(size=filters).astype("f4") if bias else np.zeros(filters, "f4")
        self.layer("conv2d", kernel=w, **({"bias": b} if bias else {}))
        return windows(padded(x, kernel, stride) if same else x, kernel, stride).reshape(
            *out_shape(x, kernel, stride, same), -1) @ w.transpose(2, 0, 1, 3).reshape(-1, filters) + b

    def separable(self, x, filters):
        depthwise, pointwise = weight(3, 3, x.shape[3], 1), weight(1, 1, x.shape[3], filters)
        self.layer("separable_conv2d", depthwise_kernel=depthwise, pointwise_kernel=pointwise)
        return np.einsum("nyxcij,ijc->nyxc", windows(padded(x, 3, 1), 3, 1), depthwise[..., 0]) @ pointwise[0, 0]

    def batch_norm(self, x):
        c = x.shape[-1]
        gamma, variance = random.uniform(0.5, 1.5, (2, c)).astype("f4")
        beta, mean = random.normal(0, 0.3, (2, c)).astype("f4")
        self.layer("batch_normalization", gamma=gamma, beta=beta, moving_mean=mean, moving_variance=variance)
        return (x - mean) / np.sqrt(variance + 1e-3) * gamma + beta

    def dense(self, x, units):
        w, b = weight(x.shape[1], units), random.normal(size=units).astype("f4")
        self.layer("dense", kernel=w, bias=b)
        return x @ w + b


def weight(*shape):
    return random.normal(0, np.sqrt(2 / np.prod(shape[:-1])), shape).astype("f4")


def out_shape(x, kernel, stride, same):
    side = -(-x.shape[1] // stride) if same else (x.shape[1] - kernel) // stride + 1
    return x.shape[0], side, side


def padded(x, kernel, stride, value=0.0):
    total = max((-(-x.shape[1] // stride) - 1) * stride + kernel - x.shape[1], 0)
    near = total // 2
    return np.pad(x, ((0, 0), (near, total - near), (near, total - near), (0, 0)), constant_values=value)


def windows(x, kernel, stride):
    """N x H x W x C x kernel x kernel."""
    return np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(1, 2))[:, ::stride, ::stride]


def max_pool(x, kernel=2, same=False):
    return windows(padded(x, kernel, 2, -np.inf) if same else x, kernel, 2).max((4, 5))


def average_pool(x):
    return windows(x, 2, 2).mean((4, 5))


def relu(x):
    return np.maximum(x, 0)


def mini_xception(x):
    m, order = Model(first_number=10), []
    for _ in range(2):
        x = relu(m.batch_norm(m.conv(x, 8, 3, bias=False)))
    order += list(m.weights)
    for filters in (16, 32, 64, 128):
        before = len(m.weights)
        shortcut = m.batch_norm(m.conv(x, filters, 1, stride=2, same=True, bias=False))
        x = relu(m.batch_norm(m.separable(x, filters)))
        x = max_pool(m.batch_norm(m.separable(x, filters)), 3, same=True) + shortcut
        conv, shortcut_norm, *main = list(m.weights)[before:]
        order += [*main, conv, shortcut_norm]  # Keras lists a graph by depth
    x = m.conv(x, 7, 3, same=True).mean((1, 2))
    return m, [*order, list(m.weights)[-1]], x


def five_conv(x):
    m = Model(first_number=0)
    x = relu(m.batch_norm(m.conv(x, 32, 3)))
    x = max_pool(relu(m.batch_norm(m.conv(x, 64, 3, same=True))))
    x = relu(m.batch_norm(m.conv(x, 64, 3)))
    x = max_pool(relu(m.batch_norm(m.conv(x, 128, 3, same=True))))
    x = max_pool(relu(m.batch_norm(m.conv(x, 128, 3))))
    x = relu(m.dense(x.reshape(len(x), -1), 250))
    x = m.dense(x, 7)
    return m, list(m.weights), x


def custom_cnn(x):
    m = Model(first_number=0)
    x = max_pool(m.conv(x, 256, 3))
    x = average_pool(m.conv(x, 128, 2))
    x = average_pool(m.conv(x, 64, 3))
    x = m.batch_norm(relu(m.dense(x.reshape(len(x), -1), 128)))
    x = relu(m.dense(relu(m.dense(x, 64)), 16))
    x = m.dense(x, 7)
    return m, list(m.weights), x


def vgg19_notop(x):
    m = Model(first_number=0)
    blocks = [(64, 2), (128, 2), (256, 4), (512, 4), (512, 4)]
    for i, (filters, convolutions) in enumerate(blocks):
        x = max_pool(x) if i else x
        for _ in range(convolutions):
            x = relu(m.conv(x, filters, 3, same=True))
    names = [f"block{i}_conv{n}" for i, (_, convolutions) in enumerate(blocks, 1) for n in range(1, convolutions + 1)]
    m.weights = dict(zip(names, m.weights.values(), strict=True))
    return m, names, x.transpose(0, 3, 1, 2)


def texts(names):
    return np.array([name.encode() for name in names], dtype="S")


def full_name(layer, weight, is_old):
    return f"{layer}_{'W' if weight == 'kernel' else 'b'}_1:0" if is_old else f"{layer}/{weight}:0"


def write(path, model, order, saved_model, is_old):
    with h5py.File(path, "w") as file:
        root = file.create_group("model_weights") if saved_model else file
        root.attrs["layer_names"] = texts(["input_1", *order])
        root.create_group("input_1").attrs["weight_names"] = np.array([])
        for name in order:
            group = root.create_group(name)
            group.attrs["weight_names"] = texts([full_name(name, weight, is_old) for weight in model.weights[name]])
            for weight, values in model.weights[name].items():
                group.create_dataset(full_name(name, weight, is_old), data=values)


name, folder = sys.argv[1:]
inputs = random.uniform(-1, 1, (2, 48, 48, 3 if name in ("custom_cnn", "vgg19_notop") else 1)).astype("f4")
built, layers, logits = globals()[name](inputs)
write(f"{folder}/model.h5", built, layers, saved_model=name not in ("five_conv", "vgg19_notop"), is_old=name == "vgg19_notop")
np.ascontiguousarray(inputs.transpose(0, 3, 1, 2)).tofile(f"{folder}/inputs.f32")
np.ascontiguousarray(logits, "f4").tofile(f"{folder}/logits.f32")
