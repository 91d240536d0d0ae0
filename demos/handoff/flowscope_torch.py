"""A flowscope model as a zuko flow that goes on training in torch, and back into a file of flowscope's.

    flow, settings = load("m.safetensors")     # zuko.lazy.Flow: flow().log_prob(x), flow().sample((n,))
    ... train flow.parameters() as any torch module ...
    save(flow, settings, "m2.safetensors")     # flowscope eval --model m2.safetensors

zuko's transforms run from data to base and flowscope's layers are numbered from base to data, so their order
turns round. flowscope's scalar maps (AffineMap, RationalQuadraticSpline) are not zuko's own, and cannot be had by
changing weights alone: they are the two small classes here. Conditioners are zuko's, with the same weights.
"""
import json

import torch
import zuko
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn
from torch.distributions import Transform, constraints
from torch.nn import functional as F
from zuko.distributions import DiagNormal
from zuko.lazy import Flow, LazyTransform, UnconditionalDistribution, UnconditionalTransform
from zuko.transforms import DependentTransform, FreeFormJacobianTransform, MonotonicAffineTransform

# MARK: Maps of one feature, from data to base


class Affine(Transform):
    """z = (x - t) e^-s with s = 3 tanh(raw / 3)."""

    domain = codomain = constraints.real
    bijective, sign = True, +1

    def __init__(self, raw_scale, shift, **kwargs):
        super().__init__(**kwargs)
        self.log_scale, self.shift = 3 * torch.tanh(raw_scale / 3), shift

    def _call(self, x):
        return (x - self.shift) * torch.exp(-self.log_scale)

    def _inverse(self, z):
        return z * torch.exp(self.log_scale) + self.shift

    def log_abs_det_jacobian(self, x, z):
        return (-self.log_scale).expand(x.shape)


class Shear(Transform):
    """z = x - t."""

    domain = codomain = constraints.real
    bijective, sign = True, +1

    def __init__(self, shift, **kwargs):
        super().__init__(**kwargs)
        self.shift = shift

    def _call(self, x):
        return x - self.shift

    def _inverse(self, z):
        return z + self.shift

    def log_abs_det_jacobian(self, x, z):
        return torch.zeros_like(x)


class Spline(zuko.transforms.MonotonicRQSTransform):
    """Durkan's spline on [-5, 5], with flowscope's bounds on bins and slopes."""

    def __init__(self, widths, heights, slopes, bound=5.0, least=1e-3, **kwargs):
        Transform.__init__(self, **kwargs)

        def knots(logits):
            part = torch.softmax(8 * torch.tanh(logits / 16), dim=-1)
            part = least + (1 - least * logits.shape[-1]) * part
            return bound * (2 * F.pad(torch.cumsum(part, dim=-1), (1, 0)) - 1)

        unit = torch.log(torch.expm1(torch.tensor(1 - least, dtype=slopes.dtype)))
        self.horizontal, self.vertical = knots(widths), knots(heights)
        self.derivatives = F.pad(F.softplus(slopes / 2 + unit) + least, (1, 1), value=1.0)


SCALARS = {"affine": (Affine, lambda bins: [(), ()]), "shear": (Shear, lambda bins: [()]),
           "spline": (Spline, lambda bins: [(bins,), (bins,), (bins - 1,)])}

# MARK: Layers


class Linear(nn.Module):
    """x = P L U z, from data to base, as a lazy transform's constructor."""

    def __init__(self, log_diagonal, lower, upper, exchanges):
        super().__init__()
        self.log_diagonal, self.lower = nn.Parameter(log_diagonal), nn.Parameter(lower)
        self.upper, self.exchanges = nn.Parameter(upper), exchanges

    def forward(self):
        one, zero = torch.ones_like(self.lower[0]), torch.zeros_like(self.lower[0])
        lower = torch.stack([one, zero, self.lower[0], one]).reshape(2, 2)
        scale = torch.exp(self.log_diagonal)
        upper = torch.stack([scale[0], self.upper[0], zero, scale[1]]).reshape(2, 2)
        matrix = lower @ upper
        if self.exchanges:
            matrix = matrix.flip(0)
        return Matrix(matrix, -self.log_diagonal.sum())


class Reflection(nn.Module):
    def __init__(self, normal):
        super().__init__()
        self.normal = nn.Parameter(normal)

    def forward(self):
        v = self.normal / self.normal.norm()
        return Matrix(torch.eye(2, dtype=v.dtype) - 2 * torch.outer(v, v), torch.zeros_like(v[0]))


class Matrix(Transform):
    """x = A z: solves for z; the log-determinant of x -> z is given."""

    domain = codomain = constraints.real_vector
    bijective = True

    def __init__(self, matrix, log_det, **kwargs):
        super().__init__(**kwargs)
        self.matrix, self.log_det = matrix, log_det

    def _call(self, x):
        return torch.linalg.solve(self.matrix, x.unsqueeze(-1)).squeeze(-1)

    def _inverse(self, z):
        return z @ self.matrix.T

    def log_abs_det_jacobian(self, x, z):
        return self.log_det.expand(x.shape[:-1])


class Scaling(nn.Module):
    """z = x e^s + b, one of each per feature; `trained` names those that are trained."""

    def __init__(self, log_scale, shift, trained=("log_scale", "shift")):
        super().__init__()
        self.log_scale = nn.Parameter(log_scale, requires_grad="log_scale" in trained)
        self.shift = nn.Parameter(shift, requires_grad="shift" in trained)

    def forward(self):
        return DependentTransform(MonotonicExp(self.log_scale, self.shift), 1)


class MonotonicExp(MonotonicAffineTransform):
    def __init__(self, log_scale, shift, **kwargs):
        Transform.__init__(self, **kwargs)
        self.shift, self.log_scale, self.scale = shift, log_scale, torch.exp(log_scale)


class Field(nn.Module):
    """A velocity of x and t: every layer's bias moves with time."""

    def __init__(self, tensors):
        super().__init__()
        count = sum(name.startswith("weight") for name in tensors)
        parts = ("weight", "bias", "drift")
        self.layers = nn.ParameterList(
            [nn.Parameter(tensors[f"{part}{i}"]) for i in range(count) for part in parts])

    def velocity(self, t, x):
        for i in range(0, len(self.layers), 3):
            weight, bias, drift = self.layers[i : i + 3]
            x = F.linear(x, weight, bias + drift * t)
            if i + 3 < len(self.layers):
                x = torch.tanh(x)
        return x

    def forward(self):
        return FreeFormJacobianTransform(
            self.velocity, t0=torch.tensor(1.0), t1=torch.tensor(0.0), phi=self.parameters(),
            atol=1e-7, rtol=1e-6)


class Inverted(LazyTransform):
    """The other direction of a layer: IAF of MAF's."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, c=None):
        return self.layer(c).inv


def network(hyper):
    """The linear layers of a conditioner."""
    return [module for module in hyper if hasattr(module, "weight")]


def widths(tensors):
    """Of a conditioner's hidden layers."""
    count = sum(name.startswith("weight") for name in tensors)
    return [tensors[f"weight{i}"].shape[0] for i in range(count - 1)]


def coupling(index, tensors, scalar):
    univariate, shapes = SCALARS[scalar]
    bins = (tensors[f"bias{len(widths(tensors))}"].numel() + 1) // 3
    layer = zuko.flows.coupling.GeneralCouplingTransform(
        2, mask=torch.arange(2) != index % 2, univariate=univariate, shapes=shapes(bins),
        hidden_features=widths(tensors))
    with torch.no_grad():
        for i, linear in enumerate(network(layer.hyper)):
            linear.weight.copy_(tensors[f"weight{i}"])
            linear.bias.copy_(tensors[f"bias{i}"])
    return layer


def autoregressive(index, tensors, scalar):
    univariate, shapes = SCALARS[scalar]
    first, count = index % 2, tensors["free"].numel()
    layer = zuko.flows.autoregressive.MaskedAutoregressiveTransform(
        2, order=[0, 1] if first == 0 else [1, 0], univariate=univariate,
        shapes=shapes((count + 1) // 3), hidden_features=widths(tensors))
    linears = network(layer.hyper)
    with torch.no_grad():
        for i, linear in enumerate(linears):
            weight, bias = tensors[f"weight{i}"], tensors[f"bias{i}"]
            rows = slice(None) if i + 1 < len(linears) else rows_of(1 - first, count)
            columns = slice(first, first + 1) if i == 0 else slice(None)
            linear.weight[rows, columns] = weight
            linear.bias[rows] = bias
        linears[-1].bias[rows_of(first, count)] = tensors["free"]
    return layer


def rows_of(feature, count):
    """A masked network's outputs that shape a feature."""
    return slice(feature * count, (feature + 1) * count)


def glow(index, t):
    return [
        UnconditionalTransform(Scaling(t["logScale"], t["shift"])),
        UnconditionalTransform(Linear(t["logDiagonal"], t["lower"], t["upper"], True)),
        coupling(1, t, "affine"),
    ]


def continuous(index, t):
    return [UnconditionalTransform(Field(t))]


# A family: a layer's place and its tensors -> transforms from data to base.
FAMILIES = {
    "realnvp": lambda i, t: [coupling(i, t, "affine")],
    "nice": lambda i, t: [coupling(i, t, "shear")],
    "nice-vp": lambda i, t: [coupling(i, t, "shear")],
    "glow": glow,
    "maf": lambda i, t: [autoregressive(i, t, "affine")],
    "iaf": lambda i, t: [Inverted(autoregressive(i, t, "affine"))],
    "nsf": lambda i, t: [coupling(i, t, "spline")],
    "nsf-ar": lambda i, t: [autoregressive(i, t, "spline")],
    "linear": lambda i, t: [
        UnconditionalTransform(Linear(t["logDiagonal"], t["lower"], t["upper"], False))],
    "orthogonal": lambda i, t: [UnconditionalTransform(Reflection(t["normal"]))],
    "cnf": continuous,
    "flow-matching": continuous,
}

# MARK: Files


def load(path, dtype=torch.float32):
    """A zuko flow with the file's weights, and the file's metadata."""
    with safe_open(path, "pt") as file:
        metadata = {**file.metadata(), "source": str(path)}
        tensors = {name: file.get_tensor(name).to(dtype) for name in file.keys()}
    settings = json.loads(metadata["settings"])
    family, base = settings["flow"], settings.get("base", "normal")
    if family not in FAMILIES or base != "normal":
        raise ValueError(
            f"flow '{family}' on base '{base}' has no hand-over; flows that have one, on the base "
            f"'normal': {', '.join(FAMILIES)}")
    layers, alone = grouped(tensors)
    transforms = data_transforms(settings, dtype)
    if "shift" in alone:
        transforms.append(
            UnconditionalTransform(Scaling(torch.zeros(2, dtype=dtype), -alone["shift"], trained=["shift"])))
    for index in sorted(layers, reverse=True):
        transforms += FAMILIES[family](index, layers[index])
    if "logScale" in alone:
        transforms.append(
            UnconditionalTransform(
                Scaling(-alone["logScale"], torch.zeros(2, dtype=dtype), trained=["log_scale"])))
    zeros = torch.zeros(2, dtype=dtype)
    flow = Flow(transforms, UnconditionalDistribution(DiagNormal, zeros, zeros + 1, buffer=True))
    return flow.to(dtype), metadata


def grouped(tensors):
    """Tensors by layer, and those that stand alone."""
    layers, alone = {}, {}
    for name, value in tensors.items():
        match name.split("."):
            case ["layers", index, part]:
                layers.setdefault(int(index), {})[part] = value
            case ["shift" | "logScale" as part]:
                alone[part] = value
            case [part]:
                layers.setdefault(0, {})[part] = value
    return layers, alone


def data_transforms(settings, dtype):
    """From a user's units to the flow's; not trained."""
    points = settings.get("points") or {}
    transforms = []
    if standard := points.get("standardization"):
        mean = torch.tensor(standard["mean"], dtype=dtype)
        deviation = torch.tensor(standard["deviation"], dtype=dtype)
        transforms.append(
            UnconditionalTransform(Scaling(-deviation.log(), -mean / deviation, trained=[])))
    if correlation := points.get("correlation"):
        rest = (1 - correlation**2) ** 0.5
        matrix = torch.tensor([[1, 0], [correlation, rest]], dtype=dtype)
        transforms.append(
            UnconditionalTransform(Matrix, matrix, -matrix.diagonal().log().sum(), buffer=True))
    return transforms


def save(flow, metadata, path):
    """Writes a flow that `load` made, after more training, as a file of the same settings."""
    settings = json.loads(metadata["settings"])
    transforms = list(flow.transform.transforms)[len(data_transforms(settings, torch.float32)) :]
    with safe_open(metadata["source"], "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    layers, alone = grouped(tensors)
    if "shift" in alone:
        alone["shift"].copy_(-transforms.pop(0).f.shift.detach())
    if "logScale" in alone:
        alone["logScale"].copy_(-transforms.pop().f.log_scale.detach())
    size = len(transforms) // len(layers)
    for place, index in enumerate(sorted(layers, reverse=True)):
        for transform in transforms[place * size : (place + 1) * size]:
            write(transform, layers[index], first=index % 2)
    save_file(tensors, path, {key: text for key, text in metadata.items() if key != "source"})


@torch.no_grad()
def write(transform, tensors, first):
    """A layer's weights back into the tensors that they came from."""
    if isinstance(transform, Inverted):
        transform = transform.layer
    if hasattr(transform, "hyper"):
        linears = network(transform.hyper)
        free = tensors.get("free")
        for i, linear in enumerate(linears):
            rows, columns = slice(None), slice(None)
            if free is not None and i == 0:
                columns = slice(first, first + 1)
            if free is not None and i == len(linears) - 1:
                rows = rows_of(1 - first, free.numel())
                free.copy_(linear.bias[rows_of(first, free.numel())])
            tensors[f"weight{i}"].copy_(linear.weight[rows, columns])
            tensors[f"bias{i}"].copy_(linear.bias[rows])
        return
    match transform.f:
        case Scaling() as scaling:
            tensors["logScale"].copy_(scaling.log_scale)
            tensors["shift"].copy_(scaling.shift)
        case Linear() as linear:
            tensors["logDiagonal"].copy_(linear.log_diagonal)
            tensors["lower"].copy_(linear.lower)
            tensors["upper"].copy_(linear.upper)
        case Reflection() as reflection:
            tensors["normal"].copy_(reflection.normal)
        case Field() as field:
            for i, parameter in enumerate(field.layers):
                tensors[f"{('weight', 'bias', 'drift')[i % 3]}{i // 3}"].copy_(parameter)
