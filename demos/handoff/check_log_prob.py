#!/usr/bin/env python3
"""Compares log_prob.py, which needs numpy alone, with `flowscope eval`.

    check_log_prob.py FLOWSCOPE MODEL.safetensors...

For every model it takes 300 samples, computes z, the log-determinant and log p by the formulas of log_prob.py, and
prints how far they are from flowscope's own. More than 1e-4 (times the size of the number, where that is above 1) is
a fault, and so is a flow without a formula, but for the maps that are turned by hand, which have none.
"""
import sys
import tempfile
from pathlib import Path

import numpy as np

import log_prob
from program import ask, evaluated

COUNT, BOUND = 300, 1e-4
BY_HAND = ["affine", "bent", "residual-block"]


def check(program, file, folder):
    """A line about a model, and whether it holds."""
    model = log_prob.Model.read(file)
    flow = model.settings["flow"]
    if flow not in log_prob.FAMILIES:
        return f"{flow} has no formula in log_prob.py", flow in BY_HAND
    samples = ask(program, "sample", "--model", file, "--count", str(COUNT))
    x = np.stack([samples["x1"], samples["x2"]], axis=1)
    truth = evaluated(program, file, x, folder)
    z, log_det, log_px = model(x)
    sure, worst = truth["converged"] == 1, 0.0
    for name, mine in (("z1", z[:, 0]), ("z2", z[:, 1]), ("log_det", log_det), ("log_px", log_px)):
        theirs = truth[name]
        with np.errstate(invalid="ignore"):  # infinities, where the density is 0
            error = np.where(mine == theirs, 0, np.abs(mine - theirs) / np.maximum(1, np.abs(theirs)))
        worst = max(worst, float(error[sure].max()))
    holds = worst <= BOUND and sure.mean() > 0.9
    return f"{sure.sum()} points, greatest difference {worst:.1e}", holds


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for file in sys.argv[2:]:
            text, holds = check(sys.argv[1], file, Path(folder))
            faults += not holds
            print(f"{'ok   ' if holds else 'FAULT'} numpy {Path(file).stem:22} {text}", flush=True)
    if faults:
        raise SystemExit(f"{faults} models differ")


if __name__ == "__main__":
    main()
