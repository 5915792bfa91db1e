"""FerTrain beside PyTorch on a GPU: the programs take turns as in side_by_side.py.

steps: images a second of whole training steps; ratios are medians over the rounds.
epochs: seconds of a whole program, from its start to its end, once each. FerTrain reads the file, validates, draws, keeps
checkpoints and scores the test faces; PyTorch only trains, on bytes that are on the device from the start. The time of
the Dataset and DataLoader is one epoch's, times the epochs.
"""
import argparse
import importlib.util
import math
import sys
import time

from side_by_side import FERTRAIN, HERE, RECIPE_A, compare, fertrain, output, python

TRAINING_FACES = 28709  # of FER2013
RECIPES = {
    "mini_xception": RECIPE_A,
    "vgg_fer": [
        "preprocess.crop=40", "augment.rotation=10", "augment.shift=0.2", "augment.fill=constant", "augment.horizontal_flip=true",
        "augment.random_crop=true", "augment.random_erasing=0.5", "optimizer.name=sgd", "optimizer.lr=0.01", "optimizer.momentum=0.9",
        "optimizer.nesterov=true", "optimizer.weight_decay=1e-4"],
}
BATCHES = {"mini_xception": [32, 128, 1024], "vgg_fer": [640]}
EPOCHS = {"mini_xception": 35, "vgg_fer": 100}
# What the whole recipe does more than the benchmark's: the published VGG takes ten crops of each face an epoch.
ONE_PICTURE_A_FACE = {"mini_xception": [], "vgg_fer": ["augment.repeats=1"]}


def precisions(device):
    return ("tf32" if device.startswith("cuda") else "float32"), "bfloat16"


def has_torchvision():
    return importlib.util.find_spec("torchvision") is not None


def steps(model, batch, options):
    def ours(precision):
        return lambda: fertrain(
            model, "--measure", "training", "--faces", options.faces, "--device", options.device, f"train.batch_size={batch}",
            f"train.precision={precision}", *RECIPES[model])["training_images_per_second"]

    def theirs(precision, layout):
        return lambda: python("pytorch_training.py", model, layout, precision, batch, options.faces, 3, options.device)

    rivals = {f"fertrain {precision}": ours(precision) for precision in precisions(options.device)}
    rivals |= {
        f"PyTorch {precision}, {layout}": theirs(precision, layout)
        for precision in precisions(options.device) for layout in ("channels_last", "contiguous")}
    if has_torchvision():
        rivals["Dataset and DataLoader"] = lambda: loader(model, batch, options)
    compare(f"training {model}, batch {batch}, {options.faces} faces, images a second", options.rounds, rivals)


def loader(model, batch, options):
    return python("pytorch_dataloader.py", "epoch", batch, options.faces, 2, options.device, model)


def epochs(model, options):
    count, batch = options.epochs or EPOCHS[model], BATCHES[model][0]
    faces = TRAINING_FACES if options.data else options.faces
    # Eight in ten synthetic faces are for training.
    source = [f"data.path={options.data}"] if options.data else ["data.source=synthetic", f"data.synthetic_count={math.ceil(faces / 0.8)}"]

    def ours(precision):
        return seconds([
            FERTRAIN, "train", "--config", model, "--runs", options.runs, "--device", options.device, f"train.epochs={count}",
            f"train.precision={precision}", *ONE_PICTURE_A_FACE[model], *source])

    def theirs(precision):
        return seconds([
            sys.executable, HERE / "pytorch_training.py", model, "channels_last", precision, batch, faces, count, options.device])

    rivals = {f"fertrain {precision}": ours(precision) for precision in precisions(options.device)}
    rivals |= {f"PyTorch {precision}, channels_last": theirs(precision) for precision in precisions(options.device)}
    if has_torchvision():
        rivals["Dataset and DataLoader, of 1 epoch"] = lambda: count * faces / loader(model, batch, options)
    compare(f"{count} epochs of {model}, batch {batch}, {faces} faces, seconds in all", 1, rivals, less_is_better=True)


def seconds(command):
    def measure():
        start = time.perf_counter()
        output(command)
        return time.perf_counter() - start
    return measure


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="steps or epochs; both without it")
    parser.add_argument("--model", action="append", choices=list(RECIPES), help="both without it")
    parser.add_argument("--batch", action="append", type=int, help="for steps; mini_xception's are 32, 128 and 1024, vgg_fer's is 640")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--rounds", type=int, default=3, help="of steps")
    parser.add_argument("--faces", type=int, default=TRAINING_FACES, help="an epoch, where there is no --data")
    parser.add_argument("--epochs", type=int, help="35 of mini_xception and 100 of vgg_fer without it")
    parser.add_argument("--data", help="fer2013.csv, for epochs; synthetic faces without it")
    parser.add_argument("--runs", default="runs", help="where FerTrain's runs go")
    options = parser.parse_args()
    if unknown := set(options.parts) - {"steps", "epochs"}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if not has_torchvision():
        print("no Dataset and DataLoader: torchvision is missing")
    for model in options.model or RECIPES:
        if "steps" in (options.parts or ["steps"]):
            for batch in options.batch or BATCHES[model]:
                steps(model, batch, options)
        if "epochs" in (options.parts or ["epochs"]):
            epochs(model, options)


main()
