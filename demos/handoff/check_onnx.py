#!/usr/bin/env python3
"""Runs exported ONNX files with onnxruntime and compares them with flowscope's own numbers.

    check_onnx.py FLOWSCOPE MODEL.safetensors...

For every model and each of the two directions it exports a file, lets onnx check it, runs it on 10,000 points
(samples of the model, or their points in base space) and prints how far its columns are from those of
`flowscope eval` and `flowscope sample`, in single precision and in double precision. Greatest differences above
1e-4 (times the size of the number, where that is above 1) are a fault, except at points that flowscope itself does
not confirm. Directions that flowscope refuses, because they are a search, are named.
"""
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from program import ask, evaluated, run

COUNT, BOUND = 10_000, 1e-4


def compare(program, model, what, truth, folder):
    """A line about one direction, and whether it holds."""
    sure, found = truth["converged"] == 1, []
    for precision in ("single", "double"):
        file = folder / f"{what}-{precision}.onnx"
        done = run(program, "export", "--model", model, "--what", what, "--out", file, "--json", "--force",
                   "--precision", precision)
        if done.returncode != 0:
            reason = done.stderr.strip().removeprefix("Error: ")
            return "refused: " + reason.split(", which")[0], "is a search" in reason
        found.append((json.loads(done.stdout)["nodes"], *differences(file, what, truth, sure)))
    (nodes, worst, place, beyond), (_, exact, _, _) = found
    text = (f"{nodes:4} operators, {sure.sum():5} points, greatest difference "
            f"{worst:.1e} ({place}), in double precision {exact:.1e}")
    if beyond:
        text += f"; {beyond} points beyond {BOUND}"
    return text, worst <= BOUND and exact <= BOUND and sure.mean() > 0.9


def differences(file, what, truth, sure):
    """The greatest difference of any column, in which it is, and at how many points one is too great."""
    onnx.checker.check_model(str(file), full_check=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # two checks run at once
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    start = "x" if what == "density" else "z"
    kind = np.float64 if "double" in session.get_inputs()[0].type else np.float32
    points = np.stack([truth[start + "1"], truth[start + "2"]], axis=1).astype(kind)
    columns = [output.name for output in session.get_outputs()]
    results = dict(zip(columns, session.run(columns, {start: points})))
    worst, place, beyond = 0.0, "", np.zeros(sure.sum(), bool)
    for column in columns:
        mine, theirs = results[column].astype(float)[sure], truth[column][sure]
        with np.errstate(invalid="ignore"):  # infinities, where the density is 0
            error = np.where(mine == theirs, 0, np.abs(mine - theirs) / np.maximum(1, np.abs(theirs)))
        beyond |= ~(error <= BOUND)
        if not error.max() <= worst:
            worst, place = float(error.max()), column
    return worst, place, beyond.sum()


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    program, faults = sys.argv[1], 0
    onnxruntime.set_default_logger_severity(3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for model in sys.argv[2:]:
            samples = ask(program, "sample", "--model", model, "--count", str(COUNT))
            # What single precision makes of the points is what both are asked about.
            x = np.stack([samples["x1"], samples["x2"]], axis=1).astype(np.float32).astype(float)
            found = evaluated(program, model, x, folder)
            for what, truth in (("density", found), ("sample", samples)):
                text, holds = compare(program, model, what, truth, folder)
                faults += not holds
                print(f"{'ok   ' if holds else 'FAULT'} onnx  {Path(model).stem:22} {what:8} {text}", flush=True)
    if faults:
        raise SystemExit(f"{faults} directions differ")


if __name__ == "__main__":
    main()
