"""A flow that zuko or normflows built and trained, as a file of flowscope's.

    from from_torch import from_zuko, from_normflows, write

    flow = zuko.flows.MAF(2, transforms=4, univariate=Affine, shapes=[(), ()])      # or
    flow = normflows.NormalizingFlow(q0, flows)
    ... train it as the library's manual says ...
    write("m.safetensors", *from_zuko(flow), target="moons")            # flowscope eval --model m.safetensors

flowscope's layers hold the numbers of a perceptron; what that perceptron's outputs do to a feature is fixed. So a
flow comes over by its weights alone where the library's map is the same function, and is refused with the reason
where it is not:

    zuko        NICE, MAF with univariate=Affine, Shear or Spline of flowscope_torch.py. Its own maps are other
                functions: a scale a/(1 + |a/6.9|) instead of 3 tanh(a/3), and splines with slopes exp(d) and no
                smallest bin.
    normflows   MaskedAffineFlow(b, t, s) whose s ends in 3 tanh(./3), which is
                MLP(..., output_fn="tanh", score_scale=1/3, output_scale=3); AffineCouplingBlock(Bounded(MLP)) or
                with scale=False; SplineCoupling of this file; Permute("swap"), ActNorm, AffineConstFlow between
                them, and a base DiagGaussian. A scale without bound, sigmoid scales, MaskedAffineAutoregressive
                (sigmoid), residual conditioners and LU-linear layers are other functions.
"""
import json
import math

import torch
from safetensors.torch import save_file
from torch import nn

from flowscope_torch import Affine, Shear, Spline, rows_of

FAMILIES = {  # of a kind of layer and its map
    ("coupling", "affine"): "realnvp", ("coupling", "shear"): "nice-vp", ("coupling", "spline"): "nsf",
    ("autoregressive", "affine"): "maf", ("autoregressive", "spline"): "nsf-ar",
}


class Refused(ValueError):
    """Why a flow has no place in flowscope."""


# MARK: Nets that give normflows' layers flowscope's maps


class Bounded(nn.Module):
    """For AffineCouplingBlock, whose numbers are a shift and a log-scale: the scale is held to e^±3."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        shift, raw = self.net(x).chunk(2, dim=1)
        return torch.cat([shift, 3 * torch.tanh(raw / 3)], dim=1)


class SplineCoupling(nn.Module):
    """A layer for normflows: Durkan's spline as flowscope bounds it, shaped by a net from 1 to 3 bins - 1 numbers.

    `moved` is the feature that the spline moves; the other one passes.
    """

    def __init__(self, net, moved):
        super().__init__()
        self.net, self.moved = net, moved

    def spline(self, passes):
        raw = self.net(passes)
        bins = (raw.shape[1] + 1) // 3
        return Spline(raw[:, :bins], raw[:, bins : 2 * bins], raw[:, 2 * bins :])

    def forward(self, z):
        spline, moved = self.spline(z[:, 1 - self.moved, None]), z[:, self.moved]
        x = spline.inv(moved)
        return self.joined(z, x), -spline.log_abs_det_jacobian(x, moved)

    def inverse(self, x):
        spline = self.spline(x[:, 1 - self.moved, None])
        z, log_det = spline.call_and_ladj(x[:, self.moved])
        return self.joined(x, z), log_det

    def joined(self, point, moved):
        pair = [point[:, 1 - self.moved], moved]
        return torch.stack(pair if self.moved == 1 else pair[::-1], dim=1)


# MARK: Layers as flowscope has them: (kind, map, feature, tensors), from base to data


def linears(net, what):
    """The linear layers of a perceptron with ReLU between them, and what stands behind the last."""
    modules, found = list(net), []
    for index, module in enumerate(modules):
        if index % 2 == 0:
            if getattr(getattr(module, "weight", None), "ndim", 0) != 2:
                raise Refused(f"{what}: {type(module).__name__} where a linear layer is needed")
            weight = module.weight if getattr(module, "mask", None) is None else module.weight * module.mask
            found.append((weight.detach(), module.bias.detach()))
            if index + 1 < len(modules) and not is_relu(modules[index + 1]):
                return found, modules[index + 1 :]
    return found, []


def is_relu(module):
    return isinstance(module, nn.ReLU) or isinstance(module, nn.LeakyReLU) and module.negative_slope == 0


def perceptron(net, what):
    found, rest = linears(net, what)
    if rest:
        raise Refused(f"{what}: {type(rest[0]).__name__} in the net; flowscope's conditioners have ReLU alone")
    return found


def constant(feature, log_scale, shift):
    """A coupling that scales and shifts a feature by the same everywhere."""
    if abs(log_scale) >= 3:
        raise Refused(f"a constant log-scale of {log_scale:.2f}: flowscope's are between -3 and 3")
    raw = 3 * math.atanh(log_scale / 3)
    return "coupling", "affine", feature, [(torch.zeros(2, 1), torch.tensor([raw, shift]))]


def beside(one, other):
    """Two perceptrons of the same depth as one, whose outputs are the first's and then the second's."""
    if len(one) != len(other):
        raise Refused(f"s has {len(one)} linear layers and t {len(other)}: they must have as many")
    joined = []
    for index, ((a, b), (c, d)) in enumerate(zip(one, other)):
        joined.append((torch.cat([a, c]) if index == 0 else torch.block_diag(a, c), torch.cat([b, d])))
    return joined


def widened(net, widths, outputs):
    """The same function with hidden layers of these widths: units that nothing reads and nothing feeds."""
    if len(net) == 1:  # a constant: hidden layers that are not read
        net = [(torch.zeros(width, 1), torch.zeros(width)) for width in widths[:1]] + [
            (torch.zeros(after, before), torch.zeros(after)) for before, after in zip(widths, widths[1:])
        ] + [(torch.zeros(outputs, widths[-1]), net[0][1])]
    if len(net) != len(widths) + 1:
        raise Refused(f"conditioners of {len(net) - 1} and of {len(widths)} hidden layers in one flow")
    sizes, wide = [1, *widths, outputs], []
    for (weight, bias), columns, rows in zip(net, sizes, sizes[1:]):
        full, start = torch.zeros(rows, columns), torch.zeros(rows)
        full[: weight.shape[0], : weight.shape[1]] = weight
        start[: bias.numel()] = bias
        wide.append((full, start))
    return wide


# MARK: zuko

ZUKO = {
    "MonotonicAffineTransform": ", whose log-scale is 3 tanh(a/3) instead of a/(1 + |a/6.9|)",
    "MonotonicRQSTransform": ", whose slopes are softplus(d/2 + c) + 0.001 instead of exp(d), with a smallest bin",
}


def from_zuko(flow):
    """Layers and base of a zuko.lazy.Flow of two features."""
    maps = {Affine: "affine", Shear: "shear", Spline: "spline"}
    layers = []
    for transform in flow.transform.transforms:
        univariate = getattr(transform, "univariate", None)
        if univariate not in maps:
            map_ = getattr(univariate, "func", univariate) or type(transform)
            raise Refused(
                f"{map_.__name__} is not a map of flowscope's{ZUKO.get(map_.__name__, '')}; build the flow with "
                "univariate=Affine, Shear or Spline of flowscope_torch.py, and train that")
        net = perceptron(transform.hyper, type(transform).__name__)
        if hasattr(transform, "mask"):
            layers.append(("coupling", maps[univariate], int(torch.argmin(transform.mask.int())), net))
            continue
        first = int(torch.argmin(transform.order))
        count = net[-1][1].numel() // 2
        weight, bias = net[-1]
        rows = rows_of(1 - first, count)
        free = bias[rows_of(first, count)]
        net = [(net[0][0][:, first, None], net[0][1]), *net[1:-1], (weight[rows], bias[rows])]
        layers.append(("autoregressive", maps[univariate], first, net, free))
    # zuko lists transforms from data to base.
    base = flow.base()
    inner = getattr(base, "base_dist", base)
    return layers[::-1], (inner.loc.detach().reshape(2), inner.scale.detach().reshape(2).log())


# MARK: normflows

NORMFLOWS = {
    "MaskedAffineAutoregressive": ": its scale is sigmoid(a + 2) + 0.001, its conditioner has residual blocks",
    "CoupledRationalQuadraticSpline": (
        ": it moves the passing feature too, its logits have no bound, its conditioner has residual blocks; take "
        "SplineCoupling of from_torch.py, and train that"),
    "AutoregressiveRationalQuadraticSpline": ": its logits have no bound, its conditioner has residual blocks",
    "LULinearPermute": ": flowscope's coupling flows have no linear layers between couplings; take Permute",
    "InvertibleAffine": ": flowscope's coupling flows have no linear layers between couplings; take Permute",
}


def from_normflows(model):
    """Layers and base of a normflows.NormalizingFlow of two features.

    Where it exchanges the features an odd number of times, z1 and z2 change places; log p is the same.
    """
    layers, names = [], [0, 1]  # what flowscope calls the two features here, seen from the data
    for flow in reversed(list(model.flows)):
        kind = type(flow).__name__
        if kind == "Permute":
            if flow.mode != "swap" and flow.perm.tolist() not in ([0, 1], [1, 0]):
                raise Refused("Permute of more than two features")
            if flow.mode == "swap" or flow.perm.tolist() == [1, 0]:
                names.reverse()
        elif kind in ("AffineConstFlow", "ActNorm"):
            for place, name in enumerate(names):
                layers.append(constant(name, flow.s[0, place].item(), flow.t[0, place].item()))
        elif kind == "SplineCoupling":
            layers.append(("coupling", "spline", names[flow.moved], perceptron(flow.net.net, kind)))
        elif kind == "MaskedAffineFlow":
            layers.append(masked(flow, names))
        elif kind == "AffineCouplingBlock":
            layers.append(block(flow, names))
        else:
            raise Refused(f"{kind} is not a map of flowscope's{NORMFLOWS.get(kind, '')}")
    base = model.q0
    if type(base).__name__ != "DiagGaussian":
        raise Refused(f"a base {type(base).__name__}; DiagGaussian comes over")
    return layers[::-1], (base.loc.detach()[0][names_to_places(names)],
                          base.log_scale.detach()[0][names_to_places(names)])


def names_to_places(names):
    return [names.index(0), names.index(1)]


def masked(flow, names):
    """MaskedAffineFlow: s and t are two nets of the masked vector; they become one net of the feature that passes."""
    passes = int(torch.argmax(flow.b[0]))

    def net(module, outputs):
        found, rest = linears(module.net, "MaskedAffineFlow")
        found = [(found[0][0][:, passes, None], found[0][1]), *found[1:]]
        weight, bias = found[-1]
        return [*found[:-1], (weight[1 - passes, None], bias[1 - passes, None])], rest

    if not isinstance(flow.t, nn.Module):
        raise Refused("MaskedAffineFlow without t")
    shift, rest = net(flow.t, 1)
    if rest:
        raise Refused("MaskedAffineFlow: t ends in an output function")
    if not isinstance(flow.s, nn.Module):
        return "coupling", "shear", names[1 - passes], shift
    scale, rest = net(flow.s, 1)
    kinds = [type(module).__name__ for module in rest]
    scales = [float(module.scale) for module in rest if hasattr(module, "scale")]
    bounded = kinds == ["ConstScaleLayer", "Tanh", "ConstScaleLayer"]
    if not bounded or abs(scales[0] - 1 / 3) > 1e-6 or abs(scales[1] - 3) > 1e-6:
        raise Refused(
            "MaskedAffineFlow: s is not held to 3 tanh(s/3), as flowscope's scales are; make it with "
            'MLP(..., output_fn="tanh", score_scale=1/3, output_scale=3) and train that')
    return "coupling", "affine", names[1 - passes], beside(scale, shift)


def block(flow, names):
    """AffineCouplingBlock: the first half of the features passes."""
    split, coupling = flow.flows[0], flow.flows[1]
    if split.mode not in ("channel", "channel_inv"):
        raise Refused(f"AffineCouplingBlock with split_mode '{split.mode}'")
    moved = names[1 if split.mode == "channel" else 0]
    if not coupling.scale:
        return "coupling", "shear", moved, perceptron(coupling.param_map.net, "AffineCouplingBlock")
    if coupling.scale_map != "exp" or not isinstance(coupling.param_map, Bounded):
        raise Refused(
            "AffineCouplingBlock: its scale is not held to e^±3, as flowscope's are; give it Bounded(MLP) of "
            'from_torch.py and scale_map="exp", and train that')
    net = perceptron(coupling.param_map.net.net, "AffineCouplingBlock")
    weight, bias = net[-1]
    return "coupling", "affine", moved, [*net[:-1], (weight[[1, 0]], bias[[1, 0]])]


# MARK: The file


def write(path, layers, base, target="moons"):
    """Writes layers (from base to data) as a model file; `target` is what flowscope compares it with."""
    kinds = {layer[:2] for layer in layers}
    if len(kinds) != 1 or next(iter(kinds)) not in FAMILIES:
        raise Refused(f"a flow of {sorted(kinds)}: flowscope's have one kind of layer, of {sorted(FAMILIES)}")
    family = FAMILIES[next(iter(kinds))]
    nets = [layer[3] for layer in layers if len(layer[3]) > 1]
    if not nets:
        raise Refused("no layer has a net")
    depth, outputs = len(nets[0]) - 1, nets[0][-1][1].numel()
    widths = [max(net[i][1].numel() for net in nets if i < len(net) - 1) for i in range(depth)]
    tensors, index = {}, 0

    def add(net, free):
        nonlocal index
        for i, (weight, bias) in enumerate(widened(net, widths, outputs)):
            tensors[f"layers.{index}.weight{i}"], tensors[f"layers.{index}.bias{i}"] = weight, bias
        if free is not None:
            tensors[f"layers.{index}.free"] = free
        index += 1

    nothing = [(torch.zeros(outputs, 1), torch.zeros(outputs))]
    for kind, _, feature, net, *free in layers:
        # Layer i is of feature i % 2: where it would be the other one's turn, a layer does nothing.
        if index % 2 != feature:
            add(nothing, torch.zeros(outputs) if free else None)
        add(net, free[0] if free else None)
    settings = {"flow": family, "target": target, "seed": 1, "batch": 512, "base": "normal", "layers": index,
                "hidden": widths}
    if family.startswith("nsf"):
        settings["bins"] = (outputs + 1) // 3
    mean, log_deviation = base
    if mean.any() or log_deviation.any():
        settings["base"] = "diagonal-learned"
        tensors["base.mean"], tensors["base.logDeviation"] = mean, log_deviation
    save_file({name: value.contiguous().float() for name, value in tensors.items()}, path,
              {"format": "flowscope-1", "settings": json.dumps(settings, sort_keys=True), "step": "0"})
