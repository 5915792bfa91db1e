"""Every format of every given run as a Markdown table: size, distance from the checkpoint, accuracy, latency at batch 1.

    tests/FerTrain.Benchmarks/export_table.py runs/*_mini_xception runs/*_mlp --data fer2013.csv

Exports each run to ONNX (float32, half, int8) and safetensors beside its checkpoint, then times the .onnx files and
FerTrain's own inference in turns. Latencies are medians over the rounds.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

FERTRAIN = pathlib.Path(__file__).resolve().parents[2] / "fertrain"
FORMATS = {
    "onnx": ["--onnx"],
    "onnx half": ["--onnx", "--fp16"],
    "onnx int8": ["--onnx", "--int8"],
    "safetensors": ["--safetensors"],
}


def fertrain(*words):
    ended = subprocess.run([str(FERTRAIN), *words, "--json"], stdout=subprocess.PIPE, text=True)
    answer = json.loads(ended.stdout)
    if ended.returncode:
        print(f"{' '.join(words)}: {answer['error']['message']}", file=sys.stderr)
        return None
    return answer


def latency(*words):
    (single, _) = fertrain("bench", *words, "--measure", "inference")["inference"]
    return single["milliseconds"]


def row(run, name, bytes_, check, milliseconds):
    def percent(key):
        return f"{100 * check[key]:.2f} %" if check.get(key) is not None else ""

    difference = check.get("max_abs_difference")
    return [run, name, f"{bytes_ / 1024:,.0f}", "" if difference is None else f"{difference:.1e}", percent("agreement"),
            percent("original_accuracy"), percent("accuracy"), "" if milliseconds is None else f"{milliseconds:.2f}"]


def rows_of(run, compared, rounds):
    summary = json.loads((run / "summary.json").read_text())
    model = summary["model"]
    size = re.search(r"^  size: (\d+)", (run / "config.yaml").read_text(), re.MULTILINE)[1]
    exported = {name: fertrain("export", "--checkpoint", str(run), *options, *(compared if "--onnx" in options else [])) for name, options in FORMATS.items()}
    timed = {name: answer["file"] for name, answer in exported.items() if answer and answer["file"].endswith(".onnx")}
    turns = [{"pt": latency(model, f"preprocess.size={size}"), **{name: latency(file) for name, file in timed.items()}} for _ in range(rounds)]
    medians = {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}
    yield row(model, "pt", os.path.getsize(run / "checkpoints" / "best.pt"), {}, medians["pt"])
    for name, answer in exported.items():
        yield row("", name, answer["bytes"], answer, medians.get(name)) if answer else ["", name, "refused", *[""] * 5]


def main():
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # a face is too little work to share
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("runs", nargs="+", type=pathlib.Path)
    arguments.add_argument("--data", help="the FER2013 file; the one of each run's config without it")
    arguments.add_argument("--samples", help="compare on so many faces; on the whole split without it")
    arguments.add_argument("--rounds", type=int, default=3)
    asked = arguments.parse_args()
    head = ["model", "format", "KB", "largest difference", "same class", "checkpoint", "exported", "ms at batch 1"]
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    options = [word for name in ("data", "samples") if (value := getattr(asked, name)) for word in (f"--{name}", value)]
    for run in asked.runs:
        for cells in rows_of(run, options, asked.rounds):
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
