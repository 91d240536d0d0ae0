"""What demos/peers says of its measurements: the goals, the tables, and their place in PERFORMANCE.md."""
import os, platform, re

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "PERFORMANCE.md")
SUBJECTS = {"train": "one training step", "density": "density of a 200 × 200 grid", "sample": "40,000 samples"}
NAMES = {"zuko_compiled": "zuko, compiled", "onnxruntime": "ONNX Runtime"}

# How many times faster than a library flowscope is to be.
WANTED = {
    "train": {"realnvp": {"flowjax": 8, "zuko_compiled": 10}, "maf": {"flowjax": 7, "zuko_compiled": 10},
              "nsf": {"flowjax": 7, "zuko_compiled": 10}, "nsf-ar": {"flowjax": 11, "zuko_compiled": 8},
              "planar": {"flowjax": 2}, "cnf": {"zuko_compiled": 20}, "resflow": {"normflows": 20}},
    "density": {arch: {"flowjax": 3, "zuko_compiled": 5} for arch in ("realnvp", "maf", "nsf", "nsf-ar")}
    | {"planar": {"flowjax": 2}, "cnf": {"zuko_compiled": 20}},
    "sample": {"realnvp": {"flowjax": 2}, "maf": {"flowjax": 2}, "nsf": {"flowjax": 3}, "nsf-ar": {"flowjax": 3},
               "cnf": {"zuko_compiled": 20}},
}
# flowjax's scan on an H100 at batch 512, in ms per training step: two cores are to be faster.
H100 = {"realnvp": 0.51, "maf": 0.37, "nsf": 0.68, "nsf-ar": 0.96}
# How many times sooner than the best library, with and without its start and compilation.
TIMES_SOONER, TIMES_SOONER_IN_TRAINING = 10, 5
# What watching may cost, in shares, frames a second and milliseconds.
FRAME = {"pace_share": 0.92, "frames_per_s": 60, "key_ms_max": 33}


def machine():
    name = platform.processor() or platform.machine()
    try:
        name = next(line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
    except (OSError, StopIteration): pass
    return f"{name}, {os.cpu_count()} cores"


def median(ratios): return ratios[len(ratios) // 2]


def stand_in(library, peers):
    """The library that counts: zuko as it is where it does not compile."""
    return "zuko" if library == "zuko_compiled" and library not in peers else library


def judge(report):
    """Each goal, what was measured, and whether it was met."""
    goals = []

    def note(name, wanted, measured, met=None):
        if measured is not None:
            goals.append({"goal": name, "wanted": wanted, "measured": measured, "met": measured >= wanted if met is None else met})
    for arch, rows in report.get("speed", {}).items():
        for subject, row in rows.items():
            for library, times in WANTED[subject].get(arch, {}).items():
                library = stand_in(library, row["peers"])
                theirs = row["peers"].get(library)
                if theirs: note(f"{subject} {arch}: times faster than {NAMES.get(library, library)}", times, median(theirs["ratios"]))
        if arch in H100 and "train" in rows:
            note(f"train {arch}: ms, at most the H100's", H100[arch], rows["train"]["ms"], rows["train"]["ms"] <= H100[arch])
    for kind, row in (report.get("product") or {}).items(): note(f"{kind}: times LIBXSMM's rate", 1, median(row["ratios"]))
    for target, rows in report.get("quality", {}).items():
        there = [run for run in rows["peers"] if run["seconds"]]
        if rows["flowscope"] and there:
            own = min(rows["flowscope"].values())
            note(f"quality {target}: times sooner than the best library", TIMES_SOONER, min(run["seconds"] for run in there) / own)
            note(f"quality {target}: the same, its start and compilation left out", TIMES_SOONER_IN_TRAINING,
                 min(run["training"] for run in there) / own)
    if report.get("frame"):
        watch = report["frame"]
        note("frame: pace of training beside training alone", FRAME["pace_share"], watch["pace_share"])
        # A frame a second is within what a clock's ticks make of sixty.
        note("frame: frames a second", FRAME["frames_per_s"], watch["frames_per_s"], watch["frames_per_s"] >= FRAME["frames_per_s"] - 1)
        note("frame: worst ms from a key to its frame, at most", FRAME["key_ms_max"], watch["key_ms_max"],
             watch["key_ms_max"] <= FRAME["key_ms_max"])
    return goals


def speed_text(report):
    lines = ["Median milliseconds; in brackets, how many times faster flowscope is: the median of the rounds' ratios, and their range."]
    libraries = list(dict.fromkeys(name for rows in report["speed"].values() for row in rows.values() for name in row["peers"]))
    for subject, title in SUBJECTS.items():
        heads = [NAMES.get(name, name.replace("@", ", JAX ")) for name in libraries]
        lines += ["", f"| {title} | flowscope | of peak | " + " | ".join(heads) + " |", "|---|--:|--:|" + "--:|" * len(libraries)]
        for arch, rows in report["speed"].items():
            if subject not in rows: continue
            row, cells = rows[subject], []
            for name in libraries:
                peer = row["peers"].get(name)
                cells.append("–" if not peer else f"{peer['ms']:.2f} ({median(peer['ratios']):.1f}×, "
                             f"{peer['ratios'][0]:.1f}–{peer['ratios'][-1]:.1f})")
            share = row["share_of_peak"]
            lines.append(f"| {arch} | {row['ms']:.3f} | {f'{100 * share:.0f} %' if share else '–'} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def product_text(report):
    lines = ["64 × 64 weights, 128 samples, GFLOP/s on one thread.", "", "| | flowscope | of peak | LIBXSMM | flowscope's share of it |", "|---|--:|--:|--:|--:|"]
    for kind, row in report["product"].items():
        ratios = row["ratios"]
        lines.append(f"| {kind} | {row['flowscope']:.0f} | {100 * row['share_of_peak']:.0f} % | {row['libxsmm']:.0f} | "
                     f"{median(ratios):.2f}, {ratios[0]:.2f}–{ratios[-1]:.2f} |")
    return "\n".join(lines)


def quality_text(report):
    lines = ["In brackets, how many times sooner flowscope is; after the comma, without start and compilation.", "",
             "| seconds from start | KL | flowscope | best library | its run |", "|---|--:|--:|--:|---|"]
    for target, rows in report["quality"].items():
        own = min(rows["flowscope"].items(), key=lambda pair: pair[1], default=None)
        best = min((run for run in rows["peers"] if run["seconds"]), key=lambda run: run["seconds"], default=None)
        theirs, name = "not reached", ""
        if best:
            training = min(run["training"] for run in rows["peers"] if run["seconds"])
            theirs = f"{best['seconds']:.1f}, {training:.1f}"
            if own: theirs += f" ({best['seconds'] / own[1]:.0f}×, {training / own[1]:.1f}×)"
            name = f"{NAMES.get(best['library'], best['library'])} {best['arch']} at {best['rate']}, {best['steps']} steps"
        lines.append(f"| {target} | {rows['goal']:.3f} | {f'{own[1]:.2f}, {own[0]}' if own else 'not reached'} | {theirs} | {name} |")
    return "\n".join(lines)


def frame_text(report):
    watch = report["frame"]
    return (f"Watching {watch['flow']} flat out at {watch['columns']} × {watch['rows']} in 24-bit colour: {watch['steps_per_s_watched']:.0f} steps/s, "
            f"{100 * watch['pace_share']:.0f} % of training alone on {watch['threads']} thread(s);\n{watch['frames_per_s']:.1f} frames a second "
            f"of {watch['bytes_per_frame'] / 1000:.0f} kB, drawn in {100 * watch['drawing_share']:.0f} % of one core; "
            f"a key's frame after {watch['key_ms']:.0f} ms, at worst {watch['key_ms_max']:.0f} ms.")


def text_of(part, report):
    """One part of the report in Markdown: machine and date, the figures, and each goal of theirs."""
    show = {"speed": speed_text, "product": product_text, "quality": quality_text, "frame": frame_text}[part]
    rounds = f", {report['rounds']} rounds" if part in ("speed", "product") else ""
    lines = [f"{report['machine']}, {report['threads']} threads, batch {report['batch']}{rounds}, {report['date']}.", "", show(report)]
    lines += ["", "| goal | wanted | measured | met |", "|---|--:|--:|---|"]
    lines += [f"| {g['goal']} | {g['wanted']} | {g['measured']:.2f} | {'yes' if g['met'] else 'NO'} |" for g in judge({part: report[part]})]
    return "\n".join(lines)


def place_of(part):
    """What finds a part of PERFORMANCE.md between its markers."""
    return re.compile(f"(<!-- {part}: written by demos/peers -->\n).*?(<!-- end of {part} -->)", re.DOTALL)


def read():
    with open(PATH, encoding="utf-8") as file: return file.read()


def has_place(part): return len(place_of(part).findall(read())) == 1


def put(part, text):
    """Puts a part between its markers in PERFORMANCE.md, in the place of what was there."""
    changed = place_of(part).sub(lambda match: f"{match[1]}\n{text}\n\n{match[2]}", read())
    with open(PATH, "w", encoding="utf-8") as file: file.write(changed)
