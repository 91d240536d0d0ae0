#!/usr/bin/env python3
"""Runs exported ONNX files with onnxruntime and compares them with flowscope's own numbers.

    check_onnx.py FLOWSCOPE MODEL.safetensors...

For every model and each of the two directions it exports a file, lets onnx check it, runs it in single precision
on 10,000 points (samples of the model, or their points in base space) and prints how far its columns are from
those of `flowscope eval` and `flowscope sample`, which are in double precision. Greatest differences above 1e-4
(times the size of the number, where that is above 1) are a fault, except at points that flowscope itself does not
confirm. Directions that flowscope refuses, because they are a search, are named.
"""
import csv
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

COUNT, BOUND = 10_000, 1e-4


def run(*command, text=None):
    return subprocess.run(command, input=text, capture_output=True, text=True)


def table(text):
    rows = csv.reader(io.StringIO(text))
    header = next(rows)
    return dict(zip(header, np.array([[float(cell) for cell in row] for row in rows]).T))


def compare(flowscope, model, what, truth, folder):
    """A line about one direction, and whether it holds."""
    file = str(Path(folder) / f"{what}.onnx")
    done = run(flowscope, "export", "--model", model, "--what", what, "--out", file, "--json", "--force")
    if done.returncode != 0:
        reason = done.stderr.strip().removeprefix("Error: ")
        return f"refused: {reason}", "is a search" in reason
    onnx.checker.check_model(file, full_check=True)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    feed = "x" if what == "density" else "z"
    points = np.stack([truth[feed + "1"], truth[feed + "2"]], axis=1).astype(np.float32)
    columns = [output.name for output in session.get_outputs()]
    results = dict(zip(columns, session.run(columns, {feed: points})))
    sure = truth["converged"] == 1
    worst, place = 0.0, ""
    for column in columns:
        mine, theirs = results[column].astype(float)[sure], truth[column][sure]
        same = mine == theirs  # infinities, where the density is 0
        error = np.where(same, 0, np.abs(mine - theirs) / np.maximum(1, np.abs(theirs)))
        if error.max() > worst or np.isnan(error).any():
            worst, place = float(error.max()), column
    nodes = json.loads(done.stdout)["nodes"]
    text = f"{nodes:5} operators, {sure.sum():5} points, greatest difference {worst:.1e} ({place})"
    return text, worst <= BOUND and sure.sum() > 0.9 * len(sure)


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    flowscope, faults = sys.argv[1], 0
    onnxruntime.set_default_logger_severity(3)
    with tempfile.TemporaryDirectory() as folder:
        for model in sys.argv[2:]:
            drawn = run(flowscope, "sample", "--model", model, "--count", str(COUNT)).stdout
            samples = table(drawn)
            points = "x1,x2\n" + "".join(
                f"{a},{b}\n" for a, b in zip(samples["x1"].astype(np.float32), samples["x2"].astype(np.float32)))
            file = Path(folder) / "points.csv"
            file.write_text(points)
            found = table(run(flowscope, "eval", "--model", model, "--points", str(file)).stdout)
            for what, truth in (("density", found), ("sample", samples)):
                text, holds = compare(flowscope, model, what, truth, folder)
                faults += not holds
                print(f"{'ok   ' if holds else 'FAULT'} {Path(model).stem:16} {what:8} {text}", flush=True)
    if faults:
        raise SystemExit(f"{faults} directions differ")


if __name__ == "__main__":
    main()
