"""The libraries' side of demos/peers: one library, one architecture, one process.

    python peers_work.py speed LIBRARY ARCH OPTIONS
    python peers_work.py quality LIBRARY ARCH OPTIONS

'speed' makes its model, prints the subjects that it has as one line of JSON, and then waits: for each line 'SUBJECT SECONDS' of
its input it prints {"ms": median}. So libraries can be measured in turns, without starting or compiling anew. 'quality' trains,
and prints {"steps", "kl", "training_s"} after every `interval` steps until it is stopped. OPTIONS is a JSON object. Run by demos/peers.
"""
import json, sys, time
import numpy as np


def grid():
    axis = np.linspace(-4, 4, 200, dtype="float32")
    return np.stack([v.ravel() for v in np.meshgrid(axis, axis)], 1)


def load(path):
    """Points that `flowscope data` wrote, n × 2."""
    rows = np.load(path)
    return np.stack([rows["x1"], rows["x2"]], 1).astype("float32")


class Subject:
    """What is measured: a call, and how many steps or densities it stands for. `warm` calls compile it and come first, once."""

    def __init__(self, call, per_call=1, warm=3):
        self.call, self.per_call, self.warm = call, per_call, warm

    def median_ms(self, seconds):
        while self.warm: self.warm -= 1; self.call()
        times, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end or len(times) < 3:
            start = time.perf_counter(); self.call(); times.append(time.perf_counter() - start)
        return 1e3 * sorted(times)[len(times) // 2] / self.per_call


def serve(subjects):
    """Measures what it is asked for. A subject that fails is not there; the first call compiles, and tells."""
    able = {}
    for name, subject in subjects.items():
        try: subject.median_ms(0); able[name] = subject
        except Exception as error: print(f"{name}: {error!r:.200}", file=sys.stderr, flush=True)
    print(json.dumps(list(able)), flush=True)
    for line in sys.stdin:
        name, seconds = line.split()
        print(json.dumps({"ms": able[name].median_ms(float(seconds))}), flush=True)


# flowjax.

def flowjax_model(arch):
    import jax.random as jr
    from flowjax.bijections import RationalQuadraticSpline
    from flowjax.distributions import StandardNormal
    from flowjax.flows import coupling_flow, masked_autoregressive_flow, planar_flow
    base, wide, key = StandardNormal((2,)), dict(nn_width=64, nn_depth=2), jr.key(0)
    spline = RationalQuadraticSpline(knots=7, interval=5)  # 7 inner knots are 8 bins
    return {
        "realnvp": lambda: coupling_flow(key, base_dist=base, flow_layers=8, **wide),
        "maf": lambda: masked_autoregressive_flow(key, base_dist=base, flow_layers=5, **wide),
        "nsf": lambda: coupling_flow(key, base_dist=base, transformer=spline, flow_layers=4, **wide),
        "nsf-ar": lambda: masked_autoregressive_flow(key, base_dist=base, transformer=spline, flow_layers=4, **wide),
        "planar": lambda: planar_flow(key, base_dist=base, flow_layers=16),
    }[arch]()


def flowjax_split(model):
    """Its parameters, and the rest."""
    import equinox as eqx, paramax
    return eqx.partition(model, eqx.is_inexact_array, is_leaf=lambda leaf: isinstance(leaf, paramax.NonTrainable))


def flowjax_scan(static, optimizer):
    """Many steps in one compiled call with donated buffers, the fastest that JAX can do."""
    import equinox as eqx, jax
    from functools import partial
    from flowjax.train.losses import MaximumLikelihoodLoss
    loss = MaximumLikelihoodLoss()

    @partial(jax.jit, donate_argnums=(0, 1))
    def scan(params, state, batches):
        def body(carry, x):
            value, gradient = eqx.filter_value_and_grad(loss)(carry[0], static, x)
            update, state = optimizer.update(gradient, carry[1], carry[0])
            return (eqx.apply_updates(carry[0], update), state), value
        return jax.lax.scan(body, (params, state), batches)
    return scan


def speed_flowjax(arch, options):
    import equinox as eqx, jax, jax.numpy as jnp, jax.random as jr, optax
    data = load(options["points"])[:64 * options["batch"]]
    optimizer, batches, key = optax.adam(1e-3), jnp.asarray(data).reshape(64, -1, 2), jr.key(0)
    params, static = flowjax_split(flowjax_model(arch))
    model, points = eqx.combine(jax.tree.map(jnp.copy, params), static), jnp.asarray(grid())
    scan, carry = flowjax_scan(static, optimizer), [(params, optimizer.init(params))]

    def train():
        carry[0], values = scan(*carry[0], batches)
        values.block_until_ready()
    log_prob = eqx.filter_jit(lambda m, x: m.log_prob(x))
    draw = eqx.filter_jit(lambda m, k: m.sample(k, (40_000,)))
    subjects = {"train": Subject(train, per_call=64, warm=2),
                "density": Subject(lambda: log_prob(model, points).block_until_ready()),
                "sample": Subject(lambda: draw(model, key).block_until_ready())}
    if arch == "planar": del subjects["sample"]  # flowjax has no inverse there
    return subjects


def quality_flowjax(arch, options):
    import equinox as eqx, jax.numpy as jnp, optax
    params, static = flowjax_split(flowjax_model(arch))
    optimizer = optax.adam(options["rate"])
    scan, state = flowjax_scan(static, optimizer), optimizer.init(params)
    log_prob = eqx.filter_jit(lambda p, x: eqx.combine(p, static).log_prob(x))
    held = np.loadtxt(options["held_out"], delimiter=",", skiprows=1)
    points = jnp.asarray(held[:, :2], dtype="float32")

    def advance(batches):
        nonlocal params, state
        (params, state), values = scan(params, state, jnp.asarray(batches))
        values.block_until_ready()

    report(advance, lambda: np.asarray(log_prob(params, points), dtype="float64"), held[:, 2], options)


# zuko and normflows.

def zuko_model(arch):
    import torch, zuko
    from functools import partial
    from zuko.flows import CNF, MAF, NSF, GeneralCouplingTransform, RealNVP, UnconditionalDistribution
    wide = dict(hidden_features=(64, 64))

    def coupling_splines():
        layers = [GeneralCouplingTransform(
            features=2, mask=torch.arange(2) % 2 == i % 2, univariate=partial(zuko.transforms.MonotonicRQSTransform, slope=1e-3),
            shapes=[(8,), (8,), (7,)], **wide) for i in range(4)]
        return zuko.lazy.Flow(layers, UnconditionalDistribution(
            zuko.distributions.DiagNormal, loc=torch.zeros(2), scale=torch.ones(2), buffer=True))
    return {"realnvp": lambda: RealNVP(2, transforms=8, **wide), "maf": lambda: MAF(2, transforms=5, **wide),
            "nsf": coupling_splines, "nsf-ar": lambda: NSF(2, transforms=4, bins=8, **wide),
            "cnf": lambda: CNF(2, **wide), "cnf-rk4": lambda: CNF(2, **wide)}[arch]()


def speed_torch(model, loss, log_prob, draw, after, options, fused=False):
    import torch
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused)
    batches = torch.from_numpy(load(options["points"])[:64 * options["batch"]]).reshape(64, -1, 2)
    points, count = torch.from_numpy(grid()), [0]

    def train():
        model.train()
        optimizer.zero_grad(set_to_none=True)
        loss(batches[count[0] % 64]).backward()
        optimizer.step(); after(); count[0] += 1

    def without_gradient(call):
        def run():
            model.eval()
            with torch.no_grad(): call()
        return run
    return {"train": Subject(train), "density": Subject(without_gradient(lambda: log_prob(points)), warm=2),
            "sample": Subject(without_gradient(lambda: draw(40_000)), warm=2)}


def speed_zuko(arch, options):
    flow = zuko_model(arch)
    return speed_torch(flow, lambda x: -flow().log_prob(x).mean(), lambda x: flow().log_prob(x), lambda n: flow().sample((n,)),
                       lambda: None, options)


def speed_zuko_compiled(arch, options):
    """zuko under torch.compile, with the fused Adam: the strongest form of it that was found."""
    import torch
    flow = zuko_model(arch)
    return speed_torch(flow, torch.compile(lambda x: -flow().log_prob(x).mean()), torch.compile(lambda x: flow().log_prob(x)),
                       torch.compile(lambda n: flow().sample((n,))), lambda: None, options, fused=True)


def quality_zuko_compiled(arch, options):
    import torch
    flow = zuko_model(arch)
    optimizer = torch.optim.Adam(flow.parameters(), lr=options["rate"], fused=True)
    held = np.loadtxt(options["held_out"], delimiter=",", skiprows=1)
    points = torch.from_numpy(held[:, :2].astype("float32"))
    loss = torch.compile(lambda x: -flow().log_prob(x).mean())

    def advance(batches):
        for batch in torch.from_numpy(batches):
            optimizer.zero_grad(set_to_none=True)
            loss(batch).backward()
            optimizer.step()

    def density():
        with torch.no_grad(): return flow().log_prob(points).double().numpy()
    report(advance, density, held[:, 2], options)


def speed_normflows(arch, options):
    import normflows as nf
    from normflows import flows as F
    layers, swap = [], lambda: F.Permute(2, mode="swap")
    for i in range({"maf": 5, "nsf": 4, "nsf-ar": 4, "planar": 16}.get(arch, 8)):
        layers += {
            "realnvp": lambda: [F.AffineCouplingBlock(nf.nets.MLP([1, 64, 64, 2], init_zeros=True)), swap()],
            "maf": lambda: [F.Reverse(F.MaskedAffineAutoregressive(2, 64, num_blocks=1)), swap()],
            "nsf": lambda: [F.CoupledRationalQuadraticSpline(2, 1, 64, num_bins=8, tail_bound=5.0, reverse_mask=bool(i % 2))],
            "nsf-ar": lambda: [F.AutoregressiveRationalQuadraticSpline(2, 1, 64, num_bins=8, tail_bound=5), swap()],
            "planar": lambda: [F.Reverse(F.Planar((2,), act="tanh"))],
            "resflow": lambda: [F.Residual(nf.nets.LipschitzMLP([2, 64, 64, 2], init_zeros=True, lipschitz_const=0.9),
                                           brute_force=True), F.ActNorm(2)],
        }[arch]()
    model = nf.NormalizingFlow(nf.distributions.base.DiagGaussian(2), layers)
    after = (lambda: nf.utils.update_lipschitz(model, 50)) if arch == "resflow" else (lambda: None)
    return speed_torch(model, model.forward_kld, model.log_prob, lambda n: model.sample(n)[0], after, options)


# ONNX Runtime, with the graphs that flowscope exports: densities and samples, no training.

def speed_onnxruntime(arch, options):
    import onnxruntime
    setup = onnxruntime.SessionOptions()
    setup.intra_op_num_threads = options["threads"]

    def runs(what, name, values):
        session = onnxruntime.InferenceSession(options[what], setup, providers=["CPUExecutionProvider"])
        return Subject(lambda: session.run(None, {name: values}))
    normal = np.random.default_rng(0).standard_normal((40_000, 2)).astype("float32")
    inputs = {"density": ("x", grid()), "sample": ("z", normal)}
    return {what: runs(what, *inputs[what]) for what in inputs if what in options}


# Time to quality.

def report(advance, density, truth, options):
    """Trains on fresh samples, and says the held-out KL every `interval` steps.

    `training_s` leaves out the start and whatever the first steps compile: it counts from the end of the first `interval` steps,
    and adds what they would have taken at the pace of those since.
    """
    points, steps, begun = load(options["points"]), 0, None
    batch, interval = options["batch"], options["interval"]
    rounds = len(points) // (interval * batch)
    while True:
        kl = float((truth - density()).mean())
        seconds = time.perf_counter() - begun if begun else 0
        training = seconds * steps / (steps - interval) if steps > interval else 0
        print(json.dumps({"steps": steps, "kl": kl, "training_s": training}), flush=True)
        if steps == interval: begun = time.perf_counter()
        first = (steps // interval % rounds) * interval * batch
        advance(points[first:first + interval * batch].reshape(interval, batch, 2))
        steps += interval


def main(task, library, arch, options):
    if library not in ("flowjax", "onnxruntime"):
        import torch
        torch.set_num_threads(options["threads"])
    work = globals()[f"{task}_{library}"](arch, options)
    if task == "speed": serve(work)


if __name__ == "__main__": main(*sys.argv[1:4], json.loads(sys.argv[4]))
