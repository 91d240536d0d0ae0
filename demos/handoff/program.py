"""Runs flowscope and reads what it prints; the checks beside this file share it."""
import csv
import io
import subprocess

import numpy as np


def run(program, *arguments):
    """What the program printed, how it ended and why."""
    return subprocess.run([program, *arguments], capture_output=True, text=True)


def table(text):
    """The columns of a CSV, by name."""
    rows = csv.reader(io.StringIO(text))
    header = next(rows)
    return dict(zip(header, np.array([[float(cell) for cell in row] for row in rows]).T))


def ask(program, *arguments):
    """The columns that a command prints."""
    done = run(program, *arguments)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, arguments))}: {done.stderr.strip()}")
    return table(done.stdout)


def evaluated(program, model, points, folder):
    """The columns of `flowscope eval` at points (N, 2); the file of the points is left in the folder."""
    file = folder / "points.csv"
    file.write_text("x1,x2\n" + "".join(f"{a},{b}\n" for a, b in points))
    return ask(program, "eval", "--model", model, "--points", file)
