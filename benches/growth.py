#!/usr/bin/env python3
"""Checks that time grows in proportion: every shape of handbook at n, 2n and 4n.

    growth.py --rungs PATH [--only NAME] [--scale FACTOR] [--at-most RATIO]

Each shape makes one thing of a handbook large: statements of a role, roles of a track, a chain of `extends`, links,
headings, problems on one line, and so on. Each is given to `rungs check` (or `build`) three times. What is compared is
the processor time of the program, user and system, so a busy machine decides little. A step from n to 2n or from 2n to 4n
counts as too large when the time grows by more than RATIO (2.6); times below a floor of 0.15 s are taken for the floor,
because there the start of the program decides. A shape that seems to grow too fast is measured again, up to three times,
and the least time of each size counts.

The exit code is 1 when a shape grows too fast or does not end within the time limit.

Standard library only. It downloads nothing.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

FLOOR_SECONDS = 0.15
LIMIT_SECONDS = 60

# How many times a shape that seems to grow too fast is measured again.
REPEATS = 3

Files = Iterator[tuple[str, str]]

HANDBOOK = "title: Growth\nlevels:\n  - id: l1\n    title: One\n  - id: l2\n    title: Two\n"


@dataclass
class Shape:
    name: str
    size: int  # n
    files: Callable[[int], Files]
    command: str = "check"


def page(text: str) -> Files:
    yield "guides/a.md", f"# A\n\n{text}\n"


def role(id: str, fields: str = "", body: str = "") -> tuple[str, str]:
    return f"roles/{id}.md", f"---\ntitle: Role {id}\n{fields}---\n{body}\n"


def statements(n: int) -> Files:
    yield "responsibilities/work.md", "---\ntitle: Work\n---\n"
    lines = "".join(f"    - id: s{i}\n      text: Does the thing number {i} with care.\n" for i in range(n))
    yield role("r", f"responsibilities:\n  work:\n{lines}")


def track(n: int) -> Files:
    yield "tracks/t.md", "---\ntitle: T\nkind: individual\nroles: [" + ", ".join(f"r{i}" for i in range(n)) + "]\n---\n"
    for i in range(n):
        yield role(f"r{i}", "track: t\n")


def chain(n: int) -> Files:
    yield "responsibilities/work.md", "---\ntitle: Work\n---\n"
    for i in range(n):
        above = f"extends: r{i - 1}\n" if i else ""
        yield role(f"r{i}", f"{above}responsibilities:\n  work:\n    - id: s{i}\n      text: Does the thing number {i}.\n")


def tracks(n: int) -> Files:
    """Tracks of ten roles, each of which leads to a role of the next track."""
    for t in range(n):
        roles = [f"r{t}-{i}" for i in range(10)]
        yield f"tracks/t{t}.md", f"---\ntitle: T{t}\nkind: individual\nroles: [{', '.join(roles)}]\n---\n"
        for i, id in enumerate(roles):
            yield role(id, f"track: t{t}\nleads_to: [{{role: r{(t + 1) % n}-{i}, kind: lateral}}]\n")


def family(n: int) -> Files:
    """Roles of one family, each with a topic of its own."""
    yield "families/f.md", "---\ntitle: F\n---\n"
    for i in range(n):
        yield f"responsibilities/t{i}.md", f"---\ntitle: T{i}\n---\n"
        yield role(f"r{i}", f"family: f\nresponsibilities:\n  t{i}: [Does the thing number {i}.]\n")


def empty_chain(n: int) -> Files:
    for i in range(n):
        yield role(f"r{i}", f"extends: r{i - 1}\n" if i else "")


def demotions(n: int) -> Files:
    for i in range(n):
        yield role(f"r{i}", f"level: l{2 - i % 2}\n" + (f"leads_to: [r{i + 1}]\n" if i + 1 < n else ""))


def topics_of_a_role(n: int) -> Files:
    lines = ""
    for i in range(n):
        yield f"responsibilities/t{i}.md", f"---\ntitle: T{i}\n---\n"
        lines += f"  t{i}: [Does the thing number {i}.]\n"
    yield role("a", f"responsibilities:\n{lines}leads_to: [b]\n")
    yield role("b", "extends: a\n")


def lateral(n: int) -> Files:
    for i in range(n):
        yield role(f"r{i}", f"leads_to: [{{role: r{(i * 7 + 1) % n}, kind: lateral}}]\n")


def skills_in_one_file(n: int) -> Files:
    yield "skills.yaml", "".join(f"s{i}:\n  title: Skill {i}\n" for i in range(n))


def pages(n: int) -> Files:
    for i in range(n):
        yield f"guides/p{i}.md", f"# Page {i}\n\nA page about [the next](p{(i + 1) % n}.md) thing.\n"


def assets(n: int) -> Files:
    for i in range(n):
        yield f"files/{i}.txt", f"{i}\n"


def aliases(n: int) -> Files:
    yield "skills/s.md", "---\ntitle: S\naliases: [" + ", ".join(f"Name {i}" for i in range(n)) + "]\n---\n"


SHAPES = [
    Shape("statements of a role", 2500, statements),
    Shape("statements of a role, built", 2500, statements, "build"),
    Shape("topics of a role, built", 1000, topics_of_a_role, "build"),
    # A page shows a track of up to 250 roles; a longer one is an error, which must be found as fast.
    Shape("roles of a track", 500, track),
    Shape("tracks", 500, tracks),
    Shape("tracks, built", 25, tracks, "build"),
    Shape("roles of a family", 500, family),
    Shape("roles of a family, built", 150, family, "build"),
    # A role may inherit through 100 others.
    Shape("extends chain", 500, chain),
    Shape("extends chain of empty roles", 5000, empty_chain),
    Shape("promotions that lead down", 1000, demotions),
    Shape("lateral moves without a track", 500, lateral),
    Shape("lateral moves without a track, built", 250, lateral, "build"),
    Shape("skills in one file", 125_000, skills_in_one_file),
    Shape("skills in one file, built", 2500, skills_in_one_file, "build"),
    Shape("pages", 2000, pages),
    Shape("pages, built", 500, pages, "build"),
    Shape("assets", 10_000, assets),
    Shape("aliases of a skill", 5000, aliases),
    Shape("problems on one line", 20_000, lambda n: page("[](a)" * n)),
    Shape("problems on many lines", 20_000, lambda n: page("[](a)\n" * n)),
    Shape("links", 40_000, lambda n: page("[a](a.md) " * n)),
    Shape("wiki links", 40_000, lambda n: page("[[guides/a]] " * n)),
    Shape("bare addresses", 100_000, lambda n: page("https://example.org/a " * n)),
    Shape("headings", 20_000, lambda n: page("".join(f"## Heading {i}\n\n" for i in range(n)))),
    Shape("equal headings", 20_000, lambda n: page("## Heading\n\n" * n)),
    Shape("table rows", 50_000, lambda n: page("| a | b |\n|---|---|\n" + "| c | d |\n" * n)),
    Shape("list items", 100_000, lambda n: page("- item\n" * n)),
    Shape("nested quotes", 5000, lambda n: page(">" * n + " a")),
    Shape("nested lists", 500, lambda n: page("".join("  " * i + "- a\n" for i in range(n)))),
    Shape("footnotes", 10_000, lambda n: page("".join(f"a[^{i}]\n\n[^{i}]: Note.\n\n" for i in range(n)))),
    Shape("emphasis", 100_000, lambda n: page("**a** " * n)),
    Shape("open emphasis", 100_000, lambda n: page("*a **b " * n)),
    Shape("brackets", 400_000, lambda n: page("[" * n)),
    Shape("backticks", 50_000, lambda n: page(" ".join("`" * (i % 300 + 1) for i in range(n)))),
    Shape("angle brackets", 400_000, lambda n: page("<a " * n)),
    Shape("link references", 100_000, lambda n: page("".join(f"[r{i}]: https://example.org/{i}\n" for i in range(n)))),
    Shape("one long word", 8_000_000, lambda n: page("a" * n)),
    Shape("search words", 25_000, lambda n: page(" ".join(f"word{i}" for i in range(n))), "build"),
    Shape("YAML keys", 20_000, lambda n: iter([("roles/a.yaml", "".join(f"k{i}: 1\n" for i in range(n)))])),
    Shape("equal YAML keys", 40_000, lambda n: iter([("roles/a.yaml", "title: a\n" * n)])),
    Shape("YAML depth", 20_000, lambda n: iter([("roles/a.yaml", "title: " + "[" * n)])),
]


def seconds(rungs: str, command: str, root: Path) -> float | None:
    """The processor time of one run; `None` when it takes more than LIMIT_SECONDS of it."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_SECONDS, LIMIT_SECONDS))
    arguments = [rungs, command, "-r", str(root), "-q", "--format", "short"]
    process = subprocess.Popen(arguments, preexec_fn=limit, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return None
    if process.returncode not in ((0, 1) if command == "check" else (0,)):  # 1: the content has problems, as meant
        raise SystemExit(f"rungs {command} ended with {process.returncode} in {root}")
    return usage.ru_utime + usage.ru_stime


def write(root: Path, files: Files) -> None:
    for path, text in [("handbook.yaml", HANDBOOK), *files]:
        file = root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def measure(rungs: str, shape: Shape, scale: float) -> list[float | None]:
    times: list[float | None] = []
    for factor in (1, 2, 4):
        if times and times[-1] is None:
            times.append(None)
            continue
        with tempfile.TemporaryDirectory(prefix="rungs-growth-") as root:
            write(Path(root), shape.files(int(shape.size * scale) * factor))
            times.append(seconds(rungs, shape.command, Path(root)))
    return times


def measure_again(rungs: str, shape: Shape, scale: float, times: list[float | None], at_most: float) -> list[float | None]:
    """The least time of each size, measured again while it seems to grow too fast: the system's share of a time varies."""
    for _ in range(REPEATS):
        if None in times or growth(times) <= at_most:
            break
        again = measure(rungs, shape, scale)
        times = [time if other is None else min(time, other) for time, other in zip(times, again)]
    return times


def growth(times: list[float | None]) -> float:
    """The larger of the two steps; infinite when a run did not end."""
    if None in times:
        return float("inf")
    floored = [max(time, FLOOR_SECONDS) for time in times]
    return max(floored[1] / floored[0], floored[2] / floored[1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rungs", required=True, metavar="PATH", help="the release build")
    parser.add_argument("--only", default="", metavar="NAME", help="shapes whose name holds this")
    parser.add_argument("--scale", type=float, default=1, metavar="FACTOR", help="times n; default: %(default)s")
    parser.add_argument("--at-most", type=float, default=2.6, metavar="RATIO", help="default: %(default)s")
    options = parser.parse_args()

    too_fast = []
    print(f"{'shape':38}{'n':>9}{'n':>10}{'2n':>10}{'4n':>10}{'growth':>9}")
    for shape in (shape for shape in SHAPES if options.only in shape.name):
        times = measure(options.rungs, shape, options.scale)
        times = measure_again(options.rungs, shape, options.scale, times, options.at_most)
        worst = growth(times)
        shown = "".join(f"{'over':>10}" if time is None else f"{time:8.2f} s" for time in times)
        print(f"{shape.name:38}{int(shape.size * options.scale):9}{shown}{worst:9.2f}", flush=True)
        if worst > options.at_most:
            too_fast.append(shape.name)
    if too_fast:
        print(f"grows faster than {options.at_most:g} per doubling: {', '.join(too_fast)}")
    return 1 if too_fast else 0


if __name__ == "__main__":
    sys.exit(main())
