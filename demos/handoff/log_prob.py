#!/usr/bin/env python3
"""log p(x) of a flowscope model with numpy alone: the formula of each family, in a few lines.

    flowscope train --flow nsf --target moons --out m.safetensors
    flowscope sample --model m.safetensors --count 5 | demos/handoff/log_prob.py m.safetensors

It reads points as CSV with the columns x1 and x2, in the units that the model's points had, and prints
x1, x2, z1, z2, log_det (of x -> z) and log_px, as `flowscope eval` does. As a module:

    model = Model.read("m.safetensors")
    z, log_det, log_px = model(x)          # x: (N, 2) -> (N, 2), (N,), (N,)

Every layer runs from data to base. Layers are numbered from base to data, so they run backwards.
"""
import csv
import json
import struct
import sys

import numpy as np


def softplus(a):
    return np.logaddexp(0, a)


def sigmoid(a):
    return np.exp(-softplus(-a))


def log_sum_exp(a):
    top = a.max(axis=-1, keepdims=True)
    return (top + np.log(np.exp(a - top).sum(axis=-1, keepdims=True)))[..., 0]


# MARK: What shapes a layer


def perceptron(p, x, activation):
    """weight0, bias0, ...: y = W h + b, with an activation between."""
    count = sum(name.startswith("weight") and name[6:].isdigit() for name in p)
    for index in range(count):
        x = x @ p[f"weight{index}"].T + p[f"bias{index}"]
        if index < count - 1:
            x = activation(x)
    return x


def relu(a):
    return np.maximum(a, 0)


def silu(a):
    return a * sigmoid(a)


# MARK: Maps of one feature, from data to base: x (N,), raw (N, k) -> z (N,), log dz/dx (N,)


def affine(x, raw):
    s = 3 * np.tanh(raw[:, 0] / 3)
    return (x - raw[:, 1]) * np.exp(-s), -s


def affine_forward(z, raw):
    s = 3 * np.tanh(raw[:, 0] / 3)
    return z * np.exp(s) + raw[:, 1], s


def spline(x, raw, bound=5.0):
    """Durkan et al. 2019, equations 4 and 5, on [-5, 5]; with 3 bins numbers, the last shapes the slope at both ends."""
    bins, least = (raw.shape[1] + 1) // 3, 1e-3

    def sizes(logits):
        w = np.exp(8 * np.tanh(logits / 16))
        return 2 * bound * (least + (1 - bins * least) * w / w.sum(axis=1, keepdims=True))

    def knots(size):
        return np.concatenate([np.zeros((len(x), 1)), np.cumsum(size, axis=1)], axis=1) - bound

    w, h = sizes(raw[:, :bins]), sizes(raw[:, bins : 2 * bins])
    left, low = knots(w), knots(h)
    ends = raw[:, 3 * bins - 1 :] if raw.shape[1] == 3 * bins else np.zeros((len(x), 1))
    logits = np.concatenate([ends, raw[:, 2 * bins : 3 * bins - 1], ends], axis=1)
    slope = softplus(logits / 2 + np.log(np.exp(1 - least) - 1)) + least
    inside = np.abs(x) < bound
    at = np.clip((left[:, 1:-1] < np.clip(x, -bound, bound)[:, None]).sum(axis=1), 0, bins - 1)
    row = np.arange(len(x))
    w, h, d0, d1 = w[row, at], h[row, at], slope[row, at], slope[row, at + 1]
    t = np.clip((np.clip(x, -bound, bound) - left[row, at]) / w, 0, 1)
    s, mixed = h / w, t * (1 - t)
    below = s + (d0 + d1 - 2 * s) * mixed
    z = low[row, at] + h * (s * t**2 + d0 * mixed) / below
    grows = s**2 * (d1 * t**2 + 2 * s * mixed + d0 * (1 - t) ** 2) / below**2
    return np.where(inside, z, x), np.where(inside, np.log(np.where(inside, grows, 1)), 0.0)


def sigmoids(neutral):
    """Huang et al. 2018, equation 8, with a share 0.1 of the identity."""

    def z_of(x, raw):
        k, leak = raw.shape[1] // 3, 0.1
        least, most = 0.1, 8.1
        start, width = (1.02, 1.0) if neutral else (1.3, 3.0)
        part = (start - least) / (most - least)
        a = (most - least) * sigmoid(raw[:, :k] + np.log(part / (1 - part))) + least
        b = raw[:, k : 2 * k] + width * ((np.arange(k) + 0.5) / k - 0.5)
        log_w = raw[:, 2 * k :] - log_sum_exp(raw[:, 2 * k :])[:, None]
        c = a * x[:, None] + b
        low, high = log_sum_exp(log_w - softplus(-c)), log_sum_exp(log_w - softplus(c))
        grows = log_sum_exp(log_w + np.log(a) - softplus(-c) - softplus(c)) - low - high
        z = (1 - leak) * (low - high) + leak * x
        return z, np.log((1 - leak) * np.exp(grows) + leak)

    return z_of


def nearly_normal(c):
    """The log-odds of c under nearly the normal distribution, and their slope."""
    return c * (1.5976 + 0.07056 * c**2), 1.5976 + 3 * 0.07056 * c**2


def nearly_normal_quantile(log_odds):
    s = np.sqrt(1.5976 / (3 * 0.07056))
    return 2 * s * np.sinh(np.arcsinh(log_odds / (2 * 0.07056 * s**3)) / 3)


def normals(x, raw):
    """The normal quantile of a mixture of normals, with a share 0.02 of the identity."""
    k, leak = raw.shape[1] // 3, 0.02
    places = (np.arange(k) + 0.5) / k - 0.5
    a = np.exp(3 * np.tanh(raw[:, :k] / 3)) / np.sqrt(1 - 4 * (places**2).mean())
    log_w = raw[:, 2 * k :] - log_sum_exp(raw[:, 2 * k :])[:, None]
    c, slope = nearly_normal(a * (x[:, None] - raw[:, k : 2 * k] - 2 * places))
    low, high = log_sum_exp(log_w - softplus(-c)), log_sum_exp(log_w - softplus(c))
    grows = log_sum_exp(log_w + np.log(a * slope) - softplus(-c) - softplus(c)) - low - high
    q = nearly_normal_quantile(low - high)
    slope = (1 - leak) * np.exp(grows) / nearly_normal(q)[1] + leak
    return (1 - leak) * q + leak * x, np.log(slope)


def integral(p, reach=5.0, least=0.01):
    """Wehenkel & Louppe 2019, equation 1: a positive network is the derivative."""
    nodes, weights = np.polynomial.legendre.leggauss(20)

    def z_of(x, raw):
        def slope(t):
            h = np.outer(t, p["integrandWeight0"]) + p["integrandBias0"] + raw[:, :-1]
            for k in range(1, sum(name.startswith("integrandWeight") for name in p)):
                h = np.tanh(h) @ p[f"integrandWeight{k}"].T + p[f"integrandBias{k}"]
            return (1 - least) * softplus(h[:, 0] + np.log(np.e - 1)) + least

        y = np.clip(x, -reach, reach)
        mean = sum(w / 2 * slope(y * (u + 1) / 2) for u, w in zip(nodes, weights))
        return y * mean + slope(y) * (x - y) + raw[:, -1], np.log(slope(y))

    return z_of


def mixture_then_affine(neutral):
    def z_of(x, raw):
        y, first = sigmoids(neutral)(x, raw[:, :-2])
        z, second = affine(y, raw[:, -2:])
        return z, first + second

    return z_of


# MARK: Layers, from data to base: x (N, 2) -> z (N, 2), log|det dz/dx| (N,)


def on_circle(x):
    """The cosine and the sine of an angle."""
    angle = np.clip(x, -np.pi, np.pi)
    return np.concatenate([np.cos(angle), np.sin(angle)], axis=1)


def coupling(index, p, x, scalar, activation=relu, sees=lambda x: x):
    moved = index % 2
    raw = perceptron(p, sees(x[:, 1 - moved : 2 - moved]), activation)
    z = x.copy()
    z[:, moved], log_det = scalar(x[:, moved], raw)
    return z, log_det


def shear(index, p, x):
    z = x.copy()
    z[:, index % 2] -= perceptron(p, x[:, 1 - index % 2 : 2 - index % 2], relu)[:, 0]
    return z, np.zeros(len(x))


def autoregressive(index, p, x, scalar, activation=relu):
    first = index % 2
    free = np.broadcast_to(p["free"].reshape(1, -1), (len(x), p["free"].size))
    z = x.copy()
    z[:, first], one = scalar(x[:, first], free)
    raw = perceptron(p, x[:, first : first + 1], activation)
    z[:, 1 - first], two = scalar(x[:, 1 - first], raw)
    return z, one + two


def inverse_autoregressive(index, p, x):
    """MAF's layer run the other way: its second feature waits for its first."""
    first = index % 2
    free = np.broadcast_to(p["free"].reshape(1, -1), (len(x), 2))
    z = x.copy()
    z[:, first], one = affine_forward(x[:, first], free)
    raw = perceptron(p, z[:, first : first + 1], relu)
    z[:, 1 - first], two = affine_forward(x[:, 1 - first], raw)
    return z, one + two


def linear(p, x, exchanges=False):
    """x = P L U z."""
    y1, rest = (x[:, 1], x[:, 0]) if exchanges else (x[:, 0], x[:, 1])
    y2 = rest - p["lower"] * y1
    scale = np.exp(-p["logDiagonal"])
    z2 = y2 * scale[1]
    z1 = (y1 - p["upper"] * z2) * scale[0]
    return np.stack([z1, z2], axis=1), np.full(len(x), -p["logDiagonal"].sum())


def reflect(normal, x):
    return x - 2 * np.outer(x @ normal, normal) / max(normal @ normal, 1e-24)


def above_minus_one(a, margin=1e-3):
    return softplus(a + np.log(np.exp(1 - margin) - 1)) - (1 - margin)


def planar(p, x):
    w, u = p["weight"], p["direction"]
    along = above_minus_one(w @ u)
    h = np.tanh(x @ w + p["bias"][0])
    u = u + (along - w @ u) / (w @ w + 1e-12) * w
    return x + np.outer(h, u), np.log(1 + along * (1 - h**2))


def sylvester(p, x):
    scales = np.exp(3 * np.tanh(p["logScale"] / 3))
    product = above_minus_one(p["push"])
    y = reflect(p["normal"], x)
    sums = y * scales + p["bias"]
    sums[:, 0] += p["corners"][1] * y[:, 1]
    h = np.tanh(sums)
    w = y + h * product / scales
    w[:, 0] += p["corners"][0] * h[:, 1]
    return reflect(p["normal"], w), np.log(1 + product * (1 - h**2)).sum(axis=1)


def gaussianization(p, x):
    y = reflect(p["normal"], x)
    maps = [normals(y[:, k], np.tile(p[f"shape{k}"], (len(x), 1))) for k in (0, 1)]
    return reflect(p["normal"], np.stack([m[0] for m in maps], axis=1)), maps[0][1] + maps[1][1]


def blocks(index, p, x):
    """de Cao et al. 2019: blocks of positive weights, tanh between, a scaled identity beside them."""
    count = sum(name.startswith("firstWeight") for name in p)
    scale = np.exp(3 * np.tanh(p["logScale"] / 3))

    def network(name, x, beside=None):
        h, slope, seen = x[:, None], np.ones((len(x), 1)), []
        for k in range(count):
            seen.append(h)
            w = np.exp(p[f"{name}Weight{k}"])
            u = p[f"{name}Beside{k}"] if beside else np.zeros_like(w)
            length = np.exp(p[f"{name}Gain{k}"]) / np.sqrt((w**2 + u**2).sum(axis=1))
            h, slope = length * (h @ w.T + (beside[k] @ u.T if beside else 0)), length * (slope @ w.T)
            h = h + p[f"{name}Bias{k}"]
            if k < count - 1:
                h = np.tanh(h)
                slope = slope * (1 - h**2)
        return h[:, 0], slope[:, 0], seen

    first = index % 2
    one, grows_one, seen = network("first", x[:, first])
    two, grows_two, _ = network("second", x[:, 1 - first], seen)
    z = np.stack([one, two], axis=1) + scale * x[:, [first, 1 - first]]
    return z[:, [first, 1 - first]], np.log(grows_one + scale[0]) + np.log(grows_two + scale[1])


def convex_potential(p, x):
    """Huang et al. 2021: z is the gradient of a convex network, log det that of its Hessian."""
    modulus = np.exp(3 * np.tanh(p["logModulus"][0] / 3))
    for k in range(sum(name.startswith("input") for name in p)):
        a = p[f"input{k}"]
        s, first, second = x @ a.T + p[f"bias{k}"], a, 0
        if k > 0:
            w = np.exp(p[f"weight{k}"]) / h.shape[1]
            s = s + h @ w.T
            first = first + np.einsum("oi,nij->noj", w, slope)
            second = np.einsum("oi,nijk->nojk", w, bend)
        g = sigmoid(s)
        outer = np.einsum("...j,...k->...jk", first, first)
        h, slope = softplus(s), g[:, :, None] * first
        bend = g[:, :, None, None] * second + (g * (1 - g))[:, :, None, None] * outer
    v = np.exp(p["output"])
    hessian = modulus * np.eye(2) + np.einsum("o,nojk->njk", v, bend)
    return modulus * x + np.einsum("o,noj->nj", v, slope), np.log(np.linalg.det(hessian))


def radial(p, x):
    alpha = softplus(p["shape"][0]) + 1e-3
    beta = softplus(p["shape"][1]) - (1 - 1e-3) * alpha
    offset = x - p["center"]
    r = np.sqrt(np.maximum((offset**2).sum(axis=1), 1e-12))
    h = 1 / (alpha + r)
    z = x + (beta * h)[:, None] * offset
    return z, np.log(1 + beta * h) + np.log(1 + beta * alpha * h**2)


def residual(p, x):
    """z = x + g(x), |g'| <= 0.95: weights scaled down to their bound, LipSwish of sharpness 8 between."""
    count = sum(name.startswith("weight") and name[6:].isdigit() for name in p)
    sharp, steepest, bound = 8.0, 1.09984, 0.95 ** (1 / count)
    h, tangent = x, np.broadcast_to(np.eye(2), (len(x), 2, 2))
    for index in range(count):
        w = p[f"weight{index}"]
        sigma = abs((w * p[f"weight{index}Direction"]).sum())
        w = w * bound / max(sigma, bound)
        h, tangent = h @ w.T + p[f"bias{index}"], np.einsum("oi,nij->noj", w, tangent)
        if index < count - 1:
            gate = sigmoid(sharp * h)
            slope = (gate + sharp * h * gate * (1 - gate)) / steepest
            h, tangent = h * gate / steepest, tangent * slope[:, :, None]
    return x + h, np.log(np.linalg.det(np.eye(2) + tangent))


def continuous(p, x, clock=lambda t: (t, 1), steps=100):
    """From t = 1 (data) to t = 0 (base) by the classical Runge-Kutta method; the trace is exact.

    The clock says for each t which time the network is told, and what its velocity is multiplied by.
    """
    count = sum(name.startswith("weight") for name in p)

    def field(x, t):
        h, tangent = x, np.broadcast_to(np.eye(2), (len(x), 2, 2))
        time, speed = clock(t)
        for index in range(count):
            w = p[f"weight{index}"]
            h = h @ w.T + p[f"bias{index}"] + p[f"drift{index}"] * time
            tangent = np.einsum("oi,nij->noj", w, tangent)
            if index < count - 1:
                h = np.tanh(h)
                tangent = tangent * (1 - h**2)[:, :, None]
        return speed * np.concatenate([h, np.trace(tangent, axis1=1, axis2=2)[:, None]], axis=1)

    state, dt = np.concatenate([x, np.zeros((len(x), 1))], axis=1), -1 / steps
    for step in range(steps):
        t = 1 + step * dt
        k1 = field(state[:, :2], t)
        k2 = field((state + dt / 2 * k1)[:, :2], t + dt / 2)
        k3 = field((state + dt / 2 * k2)[:, :2], t + dt / 2)
        k4 = field((state + dt * k3)[:, :2], t + dt)
        state = state + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return state[:, :2], state[:, 2]


def noise_clock(t):
    """A diffusion model's schedule runs from data, s = 0, to noise, s = 1."""
    s = 1 - t
    return s, -4 * s / (1 + s**4)


def add_logs(first, *others):
    """Joins mapped layers that run one after the other."""
    z, log_det = first
    for layer in others:
        z, more = layer(z)
        log_det = log_det + more
    return z, log_det


# MARK: Families: layer's place, its parameters, points -> points, log-determinant


def glow(index, p, x):
    """ActNorm, a linear map and a coupling share one name; data to base is that order."""
    return add_logs(
        (x * np.exp(p["logScale"]) + p["shift"], np.full(len(x), p["logScale"].sum())),
        lambda x: linear(p, x, exchanges=True),
        lambda x: coupling(1, p, x, affine),
    )


FAMILIES = {
    "realnvp": lambda i, p, x: coupling(i, p, x, affine),
    "nice": shear,
    "nice-vp": shear,
    "planar": lambda i, p, x: planar(p, x),
    "radial": lambda i, p, x: radial(p, x),
    "sylvester": lambda i, p, x: sylvester(p, x),
    "gaussianization": lambda i, p, x: gaussianization(p, x),
    "bnaf": blocks,
    "umnn": lambda i, p, x: autoregressive(i, p, x, integral(p), silu),
    "cp-flow": lambda i, p, x: convex_potential(p, x),
    "linear": lambda i, p, x: linear(p, x),
    "orthogonal": lambda i, p, x: (reflect(p["normal"], x), np.zeros(len(x))),
    "glow": glow,
    "maf": lambda i, p, x: autoregressive(i, p, x, affine),
    "iaf": inverse_autoregressive,
    "nsf": lambda i, p, x: coupling(i, p, x, spline),
    "nsf-ar": lambda i, p, x: autoregressive(i, p, x, spline),
    "circular": lambda i, p, x: coupling(i, p, x, lambda x, raw: spline(x, raw, np.pi), sees=on_circle),
    "naf": lambda i, p, x: autoregressive(i, p, x, sigmoids(neutral=False), silu),
    "mixture-coupling": lambda i, p, x: coupling(i, p, x, mixture_then_affine(neutral=False), silu),
    "iresnet": lambda i, p, x: residual(p, x),
    "resflow": lambda i, p, x: residual(p, x),
    "cnf": lambda i, p, x: continuous(p, x),
    "flow-matching": lambda i, p, x: continuous(p, x),
    "diffusion": lambda i, p, x: continuous(p, x, noise_clock),
}


# MARK: Bases: z (N, 2) -> log p_z(z) (N,)


def normal(z, p):
    return -0.5 * (z**2).sum(axis=1) - np.log(2 * np.pi)


def diagonal(z, p):
    deviation = np.array([1.5, 0.5])
    return normal(z / deviation, p) - np.log(deviation).sum()


def learned_diagonal(z, p):
    return normal((z - p["mean"]) * np.exp(-p["logDeviation"]), p) - p["logDeviation"].sum()


def gaussians(z, centers, log_deviation, log_weight):
    squares = ((z[:, :, None] - centers) ** 2).sum(axis=1)
    parts = log_weight - 2 * log_deviation - 0.5 * squares * np.exp(-2 * log_deviation)
    return log_sum_exp(parts) - np.log(2 * np.pi)


def ring(z, p):
    angle = 2 * np.pi * np.arange(8) / 8
    return gaussians(z, 2 * np.stack([np.cos(angle), np.sin(angle)]), np.log(0.4), -np.log(8))


def mixture(z, p):
    return gaussians(z, p["centers"], p["logDeviations"], p["logits"] - log_sum_exp(p["logits"]))


def uniform(z, p, half=np.sqrt(3)):
    return np.where((np.abs(z) < half).all(axis=1), -2 * np.log(2 * half), -np.inf)


def resampled(z, p, tries=100, nodes=40):
    """Stimper et al. 2022, equation 9; Z by the midpoint rule on [-5, 5]^2."""

    def acceptance(z):
        h = np.tanh(z @ p["weight"] + p["bias"])
        return sigmoid(h @ p["output"] + p["offset"][0])

    step = 10 / nodes
    axis = (np.arange(nodes) + 0.5) * step - 5
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    mass = max((acceptance(grid) * np.exp(normal(grid, p))).sum() * step**2, 1e-6)
    always = max(1 - mass, 1e-6) ** (tries - 1)
    return normal(z, p) + np.log((1 - always) / mass * acceptance(z) + always)


BASES = {
    "normal": normal, "diagonal": diagonal, "diagonal-learned": learned_diagonal, "ring": ring,
    "mixture": mixture, "uniform": uniform, "torus": lambda z, p: uniform(z, p, np.pi),
    "resampled": resampled,
}


# MARK: A model


def read_safetensors(path):
    """The tensors of a file in Double, and its metadata."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, at in header.items():
        if at["dtype"] != "F32":
            continue
        begin, end = at["data_offsets"]
        tensors[name] = np.frombuffer(data[begin:end], "<f4").reshape(at["shape"]).astype(float)
    return tensors, metadata


class Model:
    def __init__(self, tensors, settings):
        self.settings = settings
        self.layers, self.base, self.alone = {}, {}, {}
        for name, value in tensors.items():
            match name.split("."):
                case ["base", part]:
                    self.base[part] = value
                case ["layers", index, part]:
                    self.layers.setdefault(int(index), {})[part] = value
                case ["shift" | "logScale" as part]:
                    self.alone[part] = value
                case [part]:  # of a flow that has one layer
                    self.layers.setdefault(0, {})[part] = value
        points = settings.get("points") or {}
        self.mean = np.array(points.get("standardization", {}).get("mean", [0, 0]), float)
        self.deviation = np.array(points.get("standardization", {}).get("deviation", [1, 1]), float)
        self.correlation = points.get("correlation")

    @classmethod
    def read(cls, path):
        tensors, metadata = read_safetensors(path)
        return cls(tensors, json.loads(metadata["settings"]))

    def __call__(self, x):
        """x (N, 2) -> z (N, 2), log|det dz/dx| (N,), log p(x) (N,)."""
        z = (np.asarray(x, float) - self.mean) / self.deviation
        log_det = np.full(len(z), -np.log(self.deviation).sum())
        if self.correlation:
            rest = np.sqrt(1 - self.correlation**2)
            z = np.stack([z[:, 0], (z[:, 1] - self.correlation * z[:, 0]) / rest], axis=1)
            log_det = log_det - np.log(rest)
        flow = self.settings["flow"]
        if flow not in FAMILIES:
            raise SystemExit(f"no formula for the flow '{flow}'; there are: {', '.join(FAMILIES)}")
        layer = FAMILIES[flow]
        if self.correlation is not None:
            # On a user's points the sigmoids begin as the identity.
            if flow == "naf":
                layer = lambda i, p, x: autoregressive(i, p, x, sigmoids(neutral=True), silu)
            if flow == "mixture-coupling":
                layer = lambda i, p, x: coupling(i, p, x, mixture_then_affine(neutral=True), silu)
        # Two layers stand alone: a shift next to the data, and a scaling next to the base.
        z = z - self.alone.get("shift", 0)
        for index in sorted(self.layers, reverse=True):
            z, more = layer(index, self.layers[index], z)
            log_det = log_det + more
        scaling = self.alone.get("logScale", np.zeros(2))
        z, log_det = z * np.exp(-scaling), log_det - scaling.sum()
        base = BASES[self.settings.get("base", "normal")]
        return z, log_det, base(z, self.base) + log_det


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        raise SystemExit(__doc__)
    table = csv.DictReader(sys.stdin)
    if not {"x1", "x2"} <= set(table.fieldnames or []):
        raise SystemExit(f"the points have the columns {table.fieldnames}; x1 and x2 are needed")
    x = np.array([[float(row["x1"]), float(row["x2"])] for row in table]).reshape(-1, 2)
    z, log_det, log_px = Model.read(sys.argv[1])(x)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["x1", "x2", "z1", "z2", "log_det", "log_px"])
    out.writerows(np.column_stack([x, z, log_det, log_px]).tolist())


if __name__ == "__main__":
    main()
