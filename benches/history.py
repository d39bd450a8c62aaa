#!/usr/bin/env python3
"""What the history of a ladder costs a build: the same handbook with and without it.

    history.py --rungs PATH [--entities N] [--commits N] [--releases N] [--runs N] [--at-most RATIO]

One handbook of `generate.py` is in a git repository, in which each commit rewords a statement, and each of the releases
was written by `rungs release`. It is built twice per round, in turn: with `history: git` and `content/changes/`, and
without either. Prints the medians of wall time, processor time and peak memory, and the ratio of the wall times. The exit
code is 1 when the ratio is above `--at-most` (1.3).

Needs git. Standard library only; it downloads nothing.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import build
import generate

STATEMENT = re.compile(r"^(\s+text: .*)\.$", re.MULTILINE)
IDENTITY = "Bench <bench@example.org>"


def git(folder: Path, *arguments: str, input: bytes | None = None) -> str:
    name, address = IDENTITY.rstrip(">").split(" <")
    settings = ["-c", f"user.name={name}", "-c", f"user.email={address}", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *settings, *arguments], cwd=folder, input=input, capture_output=True)
    if done.returncode:
        raise SystemExit(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode().strip()


def commit_all(folder: Path, subject: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", subject)


def add_commits(folder: Path, skills: list[Path], first: int, last: int) -> None:
    """Commits that reword a statement each, a minute apart, of one skill after the other."""
    stream = ["feature done\n"]
    texts: dict[Path, str] = {}
    for number in range(first, last):
        path = skills[number * 7 % len(skills)]
        text = texts.get(path) or path.read_text(encoding="utf-8")
        text, found = STATEMENT.subn(rf"\1, {number} times.", text, count=1)
        if not found:
            raise SystemExit(f"{path} has no statement")
        texts[path] = text
        parent = "from refs/heads/main^0\n" if number == first else ""
        stream.append(
            f"commit refs/heads/main\ncommitter {IDENTITY} {1_700_000_000 + number * 60} +0000\n"
            f"data {len(str(number))}\n{number}\n{parent}"
            f"M 100644 inline {path.relative_to(folder)}\ndata {len(text.encode())}\n{text}\n"
        )
    stream.append("done\n")
    git(folder, "fast-import", "--quiet", "--force", input="".join(stream).encode())
    git(folder, "reset", "-q", "--hard")


def make(rungs: str, folder: Path, options: argparse.Namespace) -> None:
    """A handbook with commits and releases."""
    generate.write_rungs(generate.make_corpus(options.entities, 1, "ladder"), folder)
    settings = folder / "content/handbook.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "history: git\n", encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    commit_all(folder, "Begin")
    git(folder, "tag", "start")
    skills = sorted((folder / "content/skills").glob("*.md"))
    last_tag = "start"
    for release in range(options.releases):
        first, last = (options.commits * at // options.releases for at in (release, release + 1))
        add_commits(folder, skills, first, last)
        day = f"2026-{release % 12 + 1:02}-01"
        done = subprocess.run([rungs, "release", "--date", day, "--since", last_tag], cwd=folder, capture_output=True)
        if done.returncode:
            raise SystemExit(f"rungs release: {done.stderr.decode(errors='replace').strip()}")
        commit_all(folder, "Release")
        last_tag = f"release-{release}"
        git(folder, "tag", last_tag)


def without_history(folder: Path, plain: Path) -> None:
    """The same files without what makes a history."""
    shutil.copytree(folder / "content", plain / "content")
    shutil.rmtree(plain / "content/changes", ignore_errors=True)
    settings = plain / "content/handbook.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("history: git\n", ""), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rungs", required=True, metavar="PATH", help="the release build")
    parser.add_argument("--entities", type=int, default=10_000, metavar="N", help="default: %(default)s")
    parser.add_argument("--commits", type=int, default=500, metavar="N", help="default: %(default)s")
    parser.add_argument("--releases", type=int, default=10, metavar="N", help="default: %(default)s")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="counted rounds; default: %(default)s")
    parser.add_argument("--out-root", metavar="DIR", default="/dev/shm" if os.path.isdir("/dev/shm") else None,
                        help="where the files go; default: memory, where the system has it")
    parser.add_argument("--at-most", type=float, default=1.3, metavar="RATIO", help="default: %(default)s")
    options = parser.parse_args()
    rungs = build.find_rungs(options.rungs)

    with tempfile.TemporaryDirectory(dir=options.out_root) as scratch:
        sources = {"with history": Path(scratch) / "history", "without": Path(scratch) / "plain"}
        make(rungs, sources["with history"], options)
        without_history(*sources.values())
        contenders = []
        for name, source in sources.items():
            output = source.with_suffix(".site")
            command = [rungs, "build", "-r", str(source), "-o", str(output), "-q"]
            contenders.append(build.Contender(name, command, source, output))
        runs = build.time_rounds(contenders, options.runs)
        page = next((sources["with history"].with_suffix(".site") / "skills").glob("*.html"))
        if "Last changed on" not in page.read_text(encoding="utf-8"):
            raise SystemExit(f"{page} does not say when it last changed, so nothing was compared")

    medians = {}
    for name, of_name in runs.items():
        medians[name] = statistics.median(run.seconds for run in of_name)
        processor = statistics.median(run.processor_seconds for run in of_name)
        peak = max(run.peak_bytes for run in of_name) / 1e6
        print(f"{name:14} {medians[name]:7.3f} s {processor:7.3f} s processor {peak:7.0f} MB")
    ratio = medians["with history"] / medians["without"]
    print(f"ratio          {ratio:7.3f} (at most {options.at_most})")
    return int(ratio > options.at_most)


if __name__ == "__main__":
    sys.exit(main())
