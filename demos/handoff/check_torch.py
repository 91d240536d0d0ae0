#!/usr/bin/env python3
"""Checks what flowscope_torch.py, from_torch.py and torchrun_train.py promise, against `flowscope eval`.

    check_torch.py FLOWSCOPE MODEL.safetensors...

The models go into torch, are trained for three steps there, and come back. Flows that zuko and normflows build and
train from the start come over, or are refused with the reason. torchrun trains in two processes. Every time log p
of torch and that of flowscope must agree within 1e-4 (times the size of the number, where that is above 1).
"""
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import normflows
import numpy as np
import torch
import zuko
from normflows import flows as nf
from normflows.nets import MLP

from flowscope_torch import FAMILIES, Affine, Shear, Spline, load, save
from from_torch import Bounded, Refused, SplineCoupling, from_normflows, from_zuko, write
from log_prob import read_safetensors
from program import ask, evaluated

BOUND = 1e-4
SPLINE = [(8,), (8,), (7,)]


class Check:
    def __init__(self, program, folder):
        self.program, self.folder, self.faults = program, folder, 0
        moons = ask(program, "data", "--target", "moons", "--count", "2000")
        self.moons = np.stack([moons["x1"], moons["x2"]], axis=1)

    def say(self, holds, name, text):
        self.faults += not holds
        print(f"{'ok   ' if holds else 'FAULT'} torch {name:36} {text}", flush=True)

    def compare(self, name, file, log_prob, x, before=""):
        """log p of torch beside that of a model file, at points."""
        truth = evaluated(self.program, file, x, self.folder)
        with torch.no_grad():
            mine = log_prob(torch.tensor(x)).numpy()
        sure, theirs = truth["converged"] == 1, truth["log_px"]
        error = (np.abs(mine - theirs) / np.maximum(1, np.abs(theirs)))[sure].max()
        self.say(error <= BOUND and sure.mean() > 0.9, name, f"{before}log p differs by {error:.1e} at most")

    def train(self, loss, parameters, steps):
        """The loss before and after some steps on moons."""
        optimizer = torch.optim.Adam(parameters, 5e-3)
        data = torch.tensor(self.moons, dtype=torch.float32)
        first = None
        for step in range(steps):
            optimizer.zero_grad()
            value = loss(data[torch.randint(len(data), (256,))])
            first = value.item() if step == 0 else first
            value.backward()
            optimizer.step()
        return f"NLL {first:.2f} → {value.item():.2f}, "


def there_and_back(check, file):
    """A model of flowscope's into torch, three steps of training, and back."""
    settings = json.loads(read_safetensors(file)[1]["settings"])
    if settings["flow"] not in FAMILIES or settings.get("base", "normal") != "normal":
        return
    samples = ask(check.program, "sample", "--model", file, "--count", "300")
    x = np.stack([samples["x1"], samples["x2"]], axis=1)
    name, back = Path(file).stem, check.folder / "back.safetensors"
    flow, metadata = load(file, torch.float64)
    check.compare(f"{name}, into torch", file, flow().log_prob, x)
    flow, metadata = load(file)
    data = torch.tensor(x, dtype=torch.float32)
    optimizer = torch.optim.Adam(flow.parameters(), 1e-3)
    for _ in range(3):
        optimizer.zero_grad()
        (-flow().log_prob(data).mean()).backward()
        optimizer.step()
    save(flow, metadata, back)
    check.compare(f"{name}, trained and back", back, flow.double()().log_prob, x)


def zuko_flows():
    """What zuko can build with flowscope's maps, and what it builds by itself."""
    yield "RealNVP", zuko.flows.NICE(2, transforms=5, univariate=Affine, shapes=[(), ()])
    yield "NICE", zuko.flows.NICE(2, transforms=4, univariate=Shear, shapes=[()])
    yield "spline coupling", zuko.flows.NICE(2, transforms=3, univariate=Spline, shapes=SPLINE)
    yield "MAF", zuko.flows.MAF(2, transforms=4, univariate=Affine, shapes=[(), ()], hidden_features=(32, 48))
    yield "NSF", zuko.flows.MAF(2, transforms=3, univariate=Spline, shapes=SPLINE)
    yield "its own RealNVP", zuko.flows.RealNVP(2)
    yield "its own MAF", zuko.flows.MAF(2)
    yield "its own NSF", zuko.flows.NSF(2)
    yield "ELU conditioners", zuko.flows.MAF(2, univariate=Affine, shapes=[(), ()], activation=torch.nn.ELU)


def normflows_flows():
    """The same for normflows."""
    def masked(i, **options):
        b = torch.tensor([1.0, 0.0] if i % 2 == 0 else [0.0, 1.0])
        return nf.MaskedAffineFlow(b, MLP([2, 24, 24, 2], init_zeros=True), MLP([2, 40, 40, 2], init_zeros=True, **options))

    def of(layers):
        return normflows.NormalizingFlow(normflows.distributions.DiagGaussian(2), layers)

    bound = dict(output_fn="tanh", score_scale=1 / 3, output_scale=3.0)
    yield "RealNVP, masked, ActNorm", of([part for i in range(4) for part in (masked(i, **bound), nf.ActNorm(2))])
    yield "RealNVP, blocks", of([
        part for _ in range(4)
        for part in (nf.AffineCouplingBlock(Bounded(MLP([1, 32, 32, 2], init_zeros=True))), nf.Permute(2, "swap"))])
    yield "NICE, blocks", of([
        part for _ in range(5)
        for part in (nf.AffineCouplingBlock(MLP([1, 32, 1], init_zeros=True), scale=False), nf.Permute(2, "swap"))])
    yield "spline coupling", of([SplineCoupling(MLP([1, 32, 32, 23], init_zeros=True), i % 2) for i in range(4)])
    yield "its own RealNVP", of([masked(i) for i in range(4)])
    yield "its own spline coupling", of([nf.CoupledRationalQuadraticSpline(2, 1, 16)])
    yield "its own autoregressive spline", of([nf.AutoregressiveRationalQuadraticSpline(2, 1, 16)])
    yield "its own MAF", of([nf.MaskedAffineAutoregressive(2, 16)])


def brought_over(check, library, name, flow, bring):
    """Trains a flow of a library's and brings it over; one with the library's own maps is to be refused."""
    if library == "zuko":
        loss, double = (lambda x: -flow().log_prob(x).mean()), lambda x: flow.double()().log_prob(x)
    else:
        loss, double = flow.forward_kld, lambda x: flow.double().log_prob(x)
    file = check.folder / "over.safetensors"
    refused = "its own" in name or "ELU" in name
    try:
        if not refused:
            trained = check.train(loss, flow.parameters(), 60)
        write(file, *bring(flow), target="moons")
    except Refused as reason:
        return check.say(refused, f"{library}: {name}", f"refused: {reason}")
    if refused:
        return check.say(False, f"{library}: {name}", "was not refused")
    check.compare(f"{library}: {name}", file, double, check.moons[:500], trained)


def in_two_processes(check, file):
    """torchrun goes on training a model; the NLL falls, and flowscope finds the same log p."""
    points, out = check.folder / "moons.csv", check.folder / "out.safetensors"
    points.write_text("x1,x2\n" + "".join(f"{a},{b}\n" for a, b in check.moons))
    script = Path(__file__).with_name("torchrun_train.py")
    command = ["-m", "torch.distributed.run", "--nproc-per-node", "2", str(script), str(file), str(points), str(out)]
    done = subprocess.run([sys.executable, *command, "--steps", "60"], capture_output=True, text=True)
    name = f"{Path(file).stem}, torchrun, 2 processes"
    if done.returncode != 0:
        return check.say(False, name, done.stderr[-300:])
    before, after = [float(line.split()[2]) for line in done.stdout.splitlines() if line.startswith("NLL")]
    check.say(after < before, name, f"NLL {before:.4f} → {after:.4f} on held-out points")
    nll = -evaluated(check.program, out, check.moons[::10], check.folder)["log_px"].mean()
    check.say(abs(nll - after) < BOUND, name, f"flowscope eval finds an NLL of {nll:.4f}")


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    warnings.filterwarnings("ignore")
    torch.manual_seed(1)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        check = Check(sys.argv[1], Path(folder))
        for file in sys.argv[2:]:
            there_and_back(check, file)
        for name, flow in zuko_flows():
            brought_over(check, "zuko", name, flow, from_zuko)
        for name, flow in normflows_flows():
            brought_over(check, "normflows", name, flow, from_normflows)
        for file in sys.argv[2:]:
            if Path(file).stem in ("realnvp", "maf", "nsf"):
                in_two_processes(check, file)
    if check.faults:
        raise SystemExit(f"{check.faults} faults")


if __name__ == "__main__":
    main()
