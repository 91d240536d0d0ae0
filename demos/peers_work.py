"""The libraries' side of demos/peers: one library, one architecture, one process.

    python peers_work.py speed LIBRARY ARCH OPTIONS     # {"train": ms, "density": ms, "sample": ms}
    python peers_work.py quality LIBRARY ARCH OPTIONS   # {"steps": n, "kl": nats}, as soon as the KL is that small

OPTIONS is a JSON object. Run by demos/peers, inside its virtual environment.
"""
import json, sys, time
import numpy as np


# Data: the same distributions as flowscope's targets.

def sample(target, n, rng):
    normal, turn = rng.standard_normal((n, 2)), rng.uniform(0, 2 * np.pi, n)
    if target == "moons":
        t, k = turn / 2, rng.integers(0, 2, n)
        x = np.where(k == 0, np.cos(t), 1 - np.cos(t))
        y = np.where(k == 0, np.sin(t), 0.5 - np.sin(t))
        points = (np.stack([x, y], 1) + 0.1 * normal) * 2 + np.array([-1, -0.2])
    elif target == "rings":
        radius = 3 * np.array([1, 0.75, 0.5, 0.25])[rng.integers(0, 4, n)]
        points = radius[:, None] * np.stack([np.cos(turn), np.sin(turn)], 1) + 0.08 * normal
    elif target == "8gaussians":
        angle = np.pi / 4 * rng.integers(0, 8, n)
        points = (4 * np.stack([np.cos(angle), np.sin(angle)], 1) + 0.5 * normal) / 1.414
    else:
        raise ValueError(f"no samples of '{target}' here")
    return points.astype("float32")


def grid():
    axis = np.linspace(-4, 4, 200, dtype="float32")
    return np.stack([v.ravel() for v in np.meshgrid(axis, axis)], 1)


def median_ms(call, seconds, per_call=1, warm=3):
    """The median time of a call in milliseconds, after warming up."""
    for _ in range(warm): call()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 3:
        start = time.perf_counter(); call(); times.append(time.perf_counter() - start)
    return 1e3 * sorted(times)[len(times) // 2] / per_call


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
    """Many steps in one compiled call, the fastest that JAX can do."""
    import equinox as eqx, jax
    from flowjax.train.losses import MaximumLikelihoodLoss
    loss = MaximumLikelihoodLoss()

    @jax.jit
    def scan(params, state, batches):
        def body(carry, x):
            value, gradient = eqx.filter_value_and_grad(loss)(carry[0], static, x)
            update, state = optimizer.update(gradient, carry[1], carry[0])
            return (eqx.apply_updates(carry[0], update), state), value
        return jax.lax.scan(body, (params, state), batches)
    return scan


def speed_flowjax(arch, options):
    import equinox as eqx, jax.numpy as jnp, jax.random as jr, optax
    from flowjax.train.losses import MaximumLikelihoodLoss
    from flowjax.train.train_utils import step as train_step
    batch, seconds, key = options["batch"], options["seconds"], jr.key(0)
    data = sample("moons", 64 * batch, np.random.default_rng(0))
    loss, optimizer, batches = MaximumLikelihoodLoss(), optax.adam(1e-3), jnp.asarray(data).reshape(64, batch, 2)
    params, static = flowjax_split(flowjax_model(arch))
    state = {"p": params, "s": optimizer.init(params), "i": 0}

    def step():
        for _ in range(10):
            state["p"], state["s"], value = train_step(state["p"], static, batches[state["i"] % 64], optimizer=optimizer,
                                                       opt_state=state["s"], loss_fn=loss, key=key)
            state["i"] += 1
        value.block_until_ready()
    one = median_ms(step, seconds, per_call=10)
    scan, carry = flowjax_scan(static, optimizer), [(params, optimizer.init(params))]

    def scanned():
        carry[0], values = scan(*carry[0], batches)
        values.block_until_ready()
    many = median_ms(scanned, seconds, per_call=64, warm=2)
    model, points = eqx.combine(state["p"], static), jnp.asarray(grid())
    log_prob = eqx.filter_jit(lambda m, x: m.log_prob(x))
    draw = eqx.filter_jit(lambda m, k: m.sample(k, (40_000,)))
    result = {"train": min(one, many), "train_step": one, "train_scan": many,
              "density": median_ms(lambda: log_prob(model, points).block_until_ready(), seconds)}
    if arch != "planar": result["sample"] = median_ms(lambda: draw(model, key).block_until_ready(), seconds)
    return result


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
        (params, state), _ = scan(params, state, jnp.asarray(batches))

    return until_good(advance, lambda: np.asarray(log_prob(params, points), dtype="float64"), held[:, 2], options)


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


def speed_torch(model, loss, log_prob, draw, after, options):
    import torch
    batch, seconds = options["batch"], options["seconds"]
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    data = sample("moons", 64 * batch, np.random.default_rng(0))
    batches, count = torch.from_numpy(data).reshape(64, batch, 2), [0]

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss(batches[count[0] % 64]).backward()
        optimizer.step(); after(); count[0] += 1
    result, points = {"train": median_ms(step, seconds)}, torch.from_numpy(grid())
    model.eval()
    with torch.no_grad():
        for name, call in (("density", lambda: log_prob(points)), ("sample", lambda: draw(40_000))):
            try: result[name] = median_ms(call, seconds, warm=1)
            except NotImplementedError: pass
    return result


def speed_zuko(arch, options):
    flow = zuko_model(arch)
    return speed_torch(flow, lambda x: -flow().log_prob(x).mean(), lambda x: flow().log_prob(x),
                       lambda n: flow().sample((n,)), lambda: None, options)


def quality_zuko(arch, options):
    import torch
    flow = zuko_model(arch)
    optimizer = torch.optim.Adam(flow.parameters(), lr=options["rate"])
    held = np.loadtxt(options["held_out"], delimiter=",", skiprows=1)
    points = torch.from_numpy(held[:, :2].astype("float32"))

    def advance(batches):
        for batch in torch.from_numpy(batches):
            optimizer.zero_grad(set_to_none=True)
            (-flow().log_prob(batch).mean()).backward()
            optimizer.step()

    def density():
        with torch.no_grad(): return flow().log_prob(points).double().numpy()
    return until_good(advance, density, held[:, 2], options)


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


# Time to quality.

def until_good(advance, density, truth, options):
    """Trains on fresh samples until the held-out KL is small enough, and measures it every `interval` steps."""
    rng, steps, batch, interval = np.random.default_rng(options["seed"]), 0, options["batch"], options["interval"]
    while True:
        kl = float((truth - density()).mean())
        if kl <= options["kl"]: return {"steps": steps, "kl": kl}
        print(f"step {steps}: KL {kl:.3f}", file=sys.stderr, flush=True)
        advance(sample(options["target"], interval * batch, rng).reshape(interval, batch, 2))
        steps += interval


def main(task, library, arch, options):
    if library != "flowjax":
        import torch
        torch.set_num_threads(options["threads"])
    print(json.dumps(globals()[f"{task}_{library}"](arch, options)), flush=True)


if __name__ == "__main__": main(*sys.argv[1:4], json.loads(sys.argv[4]))
