"""FerTrain beside PyTorch, plain TorchSharp and an earlier FerTrain: the programs take turns, round by round, and ratios
are medians over the rounds.

A machine's own speed drifts; within a round it is nearly the same for all, so each round gives one ratio.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
FERTRAIN = os.environ.get("FERTRAIN", HERE.parent.parent / "fertrain")
BEFORE = os.environ.get("FERTRAIN_BEFORE")  # the launcher of an earlier commit
PLAIN = HERE / "bin" / "Release" / "net10.0" / "FerTrain.Benchmarks.dll"
# The recipe whose augmentation the PyTorch scripts repeat.
RECIPE_A = ["augment.rotation=10", "augment.shift=0.1", "augment.zoom=0.1", "augment.horizontal_flip=true"]


def output(command):
    return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True).stdout


def fertrain(*arguments, launcher=FERTRAIN):
    return json.loads(output([launcher, "bench", "--json", *arguments]))


def numbers(*command):
    """The median of a program's numbers, without the first where there are several: it warms up."""
    printed = [float(line) for line in output(command).split()]
    return statistics.median(printed[1:] or printed)


def python(script, *arguments):
    return numbers(sys.executable, HERE / script, *arguments)


def compare(title, rounds, rivals, less_is_better=False):
    """Each rival's median, and the median over the rounds of FerTrain's advantage over the best PyTorch of the round."""
    taken = [{name: measure() for name, measure in rivals.items()} for _ in range(rounds)]
    print(f"\n{title}, {rounds} rounds")
    for name in rivals:
        values = [numbers[name] for numbers in taken]
        line = f"  {name:34} {statistics.median(values):12.4g}"
        if name.startswith("fertrain"):
            line += "  x " + " / ".join(
                f"{statistics.median([ratio(numbers, name, group, less_is_better) for numbers in taken]):.2f} of {group}"
                for group in groups(rivals))
        print(line, flush=True)


def groups(rivals):
    """The rivals whose best is the measure: PyTorch's layouts together, everything else by itself."""
    return list(dict.fromkeys(name.split(",")[0] for name in rivals if not name.startswith("fertrain")))


def ratio(numbers, ours, group, less_is_better):
    theirs = [value for name, value in numbers.items() if name.split(",")[0] == group]
    return min(theirs) / numbers[ours] if less_is_better else numbers[ours] / max(theirs)


def training(model, batch, faces, rounds):
    recipe = RECIPE_A if model == "mini_xception" else []

    def ours(precision, launcher=FERTRAIN, augment=recipe):
        return lambda: fertrain(
            model, "--measure", "training", "--faces", faces, f"train.batch_size={batch}", f"train.precision={precision}",
            *augment, launcher=launcher)["training_images_per_second"]

    def theirs(layout, precision):
        return lambda: python("pytorch_training.py", model, layout, precision, batch, faces, 3)

    compare(f"training {model}, batch {batch}, images a second", rounds, {
        "fertrain float32": ours("float32"),
        "fertrain bfloat16": ours("bfloat16"),
        # The plain program does not augment.
        **({"fertrain float32, not augmented": ours("float32", augment=[])} if recipe else {}),
        **({"before float32": ours("float32", BEFORE), "before bfloat16": ours("bfloat16", BEFORE)} if BEFORE else {}),
        "plain TorchSharp": lambda: numbers("dotnet", PLAIN, model, batch, faces, 3),
        "PyTorch float32, channels_last": theirs("channels_last", "float32"),
        "PyTorch float32, contiguous": theirs("contiguous", "float32"),
        "PyTorch bfloat16, channels_last": theirs("channels_last", "bfloat16"),
    })


def data(rounds):
    compare("gather, augment and scale, batch 32, images a second", rounds, {
        "fertrain": lambda: fertrain(*RECIPE_A, "--measure", "data", "--faces", 28709)["data_images_per_second"],
        "Dataset and DataLoader": lambda: python("pytorch_dataloader.py", "data", 32, 28709, 3),
    })


def epoch(rounds):
    compare("an epoch of mini_xception with its loading, batch 32, images a second", rounds, {
        "fertrain": lambda: fertrain(*RECIPE_A, "--measure", "training", "--faces", 8192)["training_images_per_second"],
        "Dataset and DataLoader": lambda: python("pytorch_dataloader.py", "epoch", 32, 8192, 2),
    })


def inference(batch, rounds):
    def ours(launcher):
        measured = fertrain("mini_xception", "--measure", "inference", launcher=launcher)["inference"]
        return next(entry["milliseconds"] for entry in measured if entry["batch"] == batch)

    compare(f"inference of mini_xception, batch {batch}, milliseconds", rounds, {
        "fertrain": lambda: ours(FERTRAIN),
        **({"before": lambda: ours(BEFORE)} if BEFORE else {}),
        "PyTorch, channels_last": lambda: python("pytorch_inference.py", "mini_xception", "channels_last", batch),
        "PyTorch, contiguous": lambda: python("pytorch_inference.py", "mini_xception", "contiguous", batch),
    }, less_is_better=True)


def quickstart(rounds):
    def seconds(launcher):
        with tempfile.TemporaryDirectory() as folder:
            output([launcher, "train", "--runs", folder, "train.epochs=4", "early_stopping.patience=0"])
            log = next(Path(folder).glob("*/metrics.csv")).read_text().splitlines()
            at = log[0].split(",").index("seconds")
            return statistics.median(float(line.split(",")[at]) for line in log[2:])

    compare("an epoch of the quickstart with its validation, seconds", rounds, {
        "fertrain": lambda: seconds(FERTRAIN),
        **({"before": lambda: seconds(BEFORE)} if BEFORE else {}),
    }, less_is_better=True)


def busy(rounds):
    """Training steps while two other programs keep two cores busy."""
    def speed(others):
        def measure():
            started = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(others)]
            try:
                return fertrain("mini_xception", "--measure", "training", "--faces", 512)["training_images_per_second"]
            finally:
                for process in started:
                    process.kill()
        return measure

    compare("training mini_xception beside two busy programs, images a second", rounds, {
        "fertrain, beside them": speed(2),
        "alone": speed(0),
    })


def reading(file, rounds):
    ours = {}

    def parsed():
        ours.update(fertrain("--measure", "reading", "--data", file)["reading"])
        return ours["parsed_seconds"]

    compare("reading the CSV, seconds", rounds, {
        "fertrain, parsed": parsed,
        "fertrain, from its cache": lambda: ours["cached_seconds"],
        "number by number": lambda: python("python_reading.py", file, "split"),
        "NumPy fromstring": lambda: python("python_reading.py", file, "fromstring"),
    }, less_is_better=True)


def startup(rounds):
    def seconds(command):
        def measure():
            start = time.perf_counter()
            output(command)
            return time.perf_counter() - start
        return measure

    compare("start-up, seconds", rounds, {
        "fertrain --help": seconds([FERTRAIN, "--help"]),
        "python -c 'import torch'": seconds([sys.executable, "-c", "import torch"]),
    }, less_is_better=True)


def main():
    parts = ["training", "quickstart", "busy", "data", "epoch", "inference", "reading", "startup"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(parts)}; all without it, reading only with --data")
    parser.add_argument("--model", action="append", help="for training: mini_xception, five_conv or seven_conv_vgg; all without it")
    parser.add_argument("--batch", action="append", type=int, help="for training; 32 and 128 without it")
    parser.add_argument("--faces", type=int, default=4096, help="for training: of an epoch; the larger networks take a fifth")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", help="a plain fer2013.csv, for reading")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if "reading" in options.parts and not options.data:
        parser.error("reading needs --data fer2013.csv")
    chosen = options.parts or [part for part in parts if part != "reading" or options.data]
    if "training" in chosen:
        for model in options.model or ["mini_xception", "five_conv", "seven_conv_vgg"]:
            for batch in options.batch or [32, 128]:
                training(model, batch, options.faces if model == "mini_xception" else max(options.faces // 5, 256), options.rounds)
    if "quickstart" in chosen:
        quickstart(options.rounds)
    if "busy" in chosen:
        busy(options.rounds)
    if "data" in chosen:
        data(options.rounds)
    if "epoch" in chosen:
        epoch(options.rounds)
    if "inference" in chosen:
        for batch in 1, 256:
            inference(batch, options.rounds)
    if "reading" in chosen:
        reading(options.data, options.rounds)
    if "startup" in chosen:
        startup(options.rounds)


if __name__ == "__main__":
    main()
