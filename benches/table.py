#!/usr/bin/env python3
"""One table: rungs, the generators that are on this machine, and the least that a build costs, on one handbook.

    table.py [--rungs PATH] [--before PATH] [--floor PATH] [--hugo PATH] [--entities N ...] [--runs N] [--shape SHAPE]

For each size it prints wall time, processor time, peak memory, files and bytes of

    cold        nothing is there yet
    unchanged   the same build again
    one edit    a sentence of one page is different

and the ratio of each wall time to that of rungs. Medians of several runs, in turn; the order
is reversed in each round. --before names an older build of rungs. What is not on this machine is named and left out:

    hugo, hugo-more   the pages alone, and with the site map, the Markdown and the search data that rungs writes, too
    eleventy          the pages alone (`npm install @11ty/eleventy`, then `--eleventy node_modules/.bin/eleventy`)
    pagefind          a search index of the site that hugo wrote (`npm install pagefind`)
    floor             `cargo bench --bench floor --no-run` prints where it is

Above LARGE entities only rungs and the floor are run. Standard library only; it downloads nothing.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import build
import generate

LARGE = 10_000
CASES = ["cold", "unchanged", "one edit"]


@dataclass
class Peer:
    contender: build.Contender
    cases: list[str]


def peers(options: argparse.Namespace, entities: int, sources: Path, outputs: Path) -> list[Peer]:
    """rungs first; the floor and Pagefind last, since they read what the others wrote."""
    found = [rungs_peer("rungs", options.rungs, sources, outputs)]
    if options.before:
        found.append(rungs_peer("before", options.before, sources, outputs))
    if entities <= LARGE:
        if hugo := find(options.hugo, "hugo"):
            hugo = build.find_hugo(hugo)
            for name in ("hugo", "hugo-more"):
                command = [hugo, "--quiet", "--noBuildLock", "-s", str(sources / name), "-d", str(outputs / name)]
                found.append(Peer(build.Contender(name, command, sources / name, outputs / name), CASES))
        if eleventy := find(options.eleventy, "eleventy"):
            # It reads its settings from the working folder.
            source, output = sources / "eleventy", outputs / "eleventy"
            command = ["env", "-C", str(source), eleventy, "--quiet", f"--output={output}"]
            found.append(Peer(build.Contender("eleventy", command, source, output), CASES))
        pagefind = find(options.pagefind, "pagefind")
        if pagefind and hugo:
            output = outputs / "pagefind"
            command = [pagefind, "--site", str(outputs / "hugo"), "--output-path", str(output), "--quiet"]
            found.append(Peer(build.Contender("pagefind", command, sources / "hugo", output), ["cold"]))
    if floor := find(options.floor, "floor"):
        command = [floor, str(sources / "rungs"), str(outputs / "rungs"), str(outputs / "floor")]
        found.append(Peer(build.Contender("floor", command, sources / "rungs", outputs / "floor"), ["cold"]))
    return found


def rungs_peer(name: str, program: str, sources: Path, outputs: Path) -> Peer:
    source, output = sources / name, outputs / name
    command = [build.find_rungs(program), "build", "-r", str(source), "-o", str(output), "-q"]
    return Peer(build.Contender(name, command, source, output), CASES)


def find(given: str | None, name: str) -> str | None:
    found = shutil.which(given or name)
    return os.path.abspath(found) if found else None


def measure(all_peers: list[Peer], rounds: int) -> dict[tuple[str, str], list[build.Run]]:
    """Runs every case of every peer in turn; the first round is not counted."""
    runs: dict[tuple[str, str], list[build.Run]] = defaultdict(list)
    for number in range(rounds + 1):
        # Those that read the output of others stay last.
        first = [peer for peer in all_peers if len(peer.cases) > 1]
        order = (first if number % 2 else first[::-1]) + [peer for peer in all_peers if len(peer.cases) == 1]
        for case in CASES:
            edited = False
            for peer in order:
                if case not in peer.cases:
                    continue
                if case == "cold":
                    shutil.rmtree(peer.contender.output, ignore_errors=True)
                if case == "one edit" and not edited:
                    edit_all({peer.contender.source for peer in all_peers}, number)
                    edited = True
                run = build.time_command(peer.contender)
                if number > 0:
                    runs[peer.contender.name, case].append(run)
    return runs


def edit_all(sources: set[Path], number: int) -> None:
    """Changes the marked sentence in every source."""
    for source in sources:
        for path in (source / "content/skills").glob("*.md"):
            text = path.read_text(encoding="utf-8")
            if "EDITMARK" in text:
                start = text.index("EDITMARK")
                end = start + len(generate.BODY_MARK)
                path.write_text(f"{text[:start]}EDITMARK{number:08}{text[end:]}", encoding="utf-8")
                break
        else:
            raise SystemExit(f"{source} has no page with the mark {generate.BODY_MARK}")


def report(all_peers: list[Peer], runs: dict[tuple[str, str], list[build.Run]]) -> None:
    print(f"{'':11}{'':11}{'wall':>10}{'processor':>12}{'peak':>10}{'files':>9}{'size':>11}{'rungs / it':>12}")
    for case in CASES:
        ours = statistics.median(run.seconds for run in runs["rungs", case])
        for peer in (peer for peer in all_peers if case in peer.cases):
            of = runs[peer.contender.name, case]
            wall = statistics.median(run.seconds for run in of)
            files = [path for path in peer.contender.output.rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files)
            print(f"{case:11}{peer.contender.name:11}{wall:8.3f} s"
                  f"{statistics.median(run.processor_seconds for run in of):10.3f} s"
                  f"{max(run.peak_bytes for run in of) / build.MIB:6.0f} MiB{len(files):9}{size / build.MIB:7.1f} MiB"
                  f"{ours / wall:12.3f}")


def write_sources(all_peers: list[Peer], entities: int, options: argparse.Namespace) -> None:
    for source in {peer.contender.source for peer in all_peers}:
        what = "rungs" if source.name == "before" else source.name
        done = subprocess.run([sys.executable, generate.__file__, "--for", what, "--entities", str(entities),
                               "--shape", options.shape, "--out", str(source)])
        if done.returncode:
            raise SystemExit(done.returncode)  # it has said why
        if source.name == "before":
            # An older build may not know the setting, and draws no cards.
            settings = source / "content/handbook.yaml"
            lines = settings.read_text(encoding="utf-8").splitlines(keepends=True)
            settings.write_text("".join(line for line in lines if not line.startswith("social_cards:")), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rungs", default="target/release/rungs", metavar="PATH", help="default: %(default)s")
    parser.add_argument("--before", metavar="PATH", help="an older build of rungs")
    for name in ("hugo", "eleventy", "pagefind", "floor"):
        parser.add_argument(f"--{name}", metavar="PATH", help="default: from PATH")
    parser.add_argument("--entities", type=int, nargs="+", default=[100, 1000, 10_000], metavar="N",
                        help="default: 100 1000 10000; above 10000 rungs and the floor alone")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="counted rounds; default: %(default)s")
    parser.add_argument("--shape", choices=generate.SHAPES, default="ladder", help="default: %(default)s")
    parser.add_argument("--out-root", metavar="DIR", default="/dev/shm" if os.path.isdir("/dev/shm") else None,
                        help="where outputs go; default: /dev/shm, else the temporary folder")
    options = parser.parse_args()

    missing = [name for name in ("hugo", "eleventy", "pagefind", "floor") if not find(getattr(options, name), name)]
    if missing:
        print(f"not on this machine, left out: {', '.join(missing)} (--help says how to get them)")
    for entities in options.entities:
        with tempfile.TemporaryDirectory(prefix="rungs-bench-") as sources, \
                tempfile.TemporaryDirectory(prefix="rungs-bench-", dir=options.out_root) as outputs:
            all_peers = peers(options, entities, Path(sources), Path(outputs))
            write_sources(all_peers, entities, options)
            os.sync()  # so that the first build does not wait for the sources to reach the disk
            runs = measure(all_peers, options.runs)
            print(f"\n{entities} entities, shape {options.shape}, {options.runs} runs each, {os.cpu_count()} processors")
            report(all_peers, runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
