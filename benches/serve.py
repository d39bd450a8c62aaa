#!/usr/bin/env python3
"""Times what an editor waits for: from the end of a save to the new page over HTTP, in rungs and in Hugo.

    serve.py --rungs PATH [--before PATH] [--hugo PATH] [--entities N] [--saves N] [--seed S]
             [--median MS] [--p95 MS] [--title-median MS] [--at-most-ratio RATIO]

All servers run at the same time on one handbook of generate.py each, and take turns of four saves. A save changes one
line and ends when the file is closed; then the page is requested without pause until it shows the change.
Half of the saves change a sentence, and the page of that file is requested; the other half change a title,
and the page of another entity that shows it is requested. Saves come at random distances of 0.2 to 5 s,
so that some arrive while the work of the last one is not finished. The time from the start of each server
to its first page is measured first. --before names an older build to compare with in the same run.

The exit code is 0 when rungs needs at most these times for a sentence (median and 95th percentile) and for
a title (median), at most RATIO of Hugo's time, and less than 3 s for its first page. Without Hugo, only the
times of rungs decide.

Standard library only. It downloads nothing.
"""

import argparse
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import build
import generate

FIRST_PAGE_SECONDS = 3.0
GIVE_UP_SECONDS = 120.0

# The pause between two saves, in seconds: random, so that saves meet every phase of the work of the last one.
SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 5.0

# Before another server takes its turn, so that the work of one does not slow down the other.
SETTLE_SECONDS = 3.0


@dataclass
class Server:
    name: str
    command: list[str]
    source: Path
    port: int
    facts: dict
    process: subprocess.Popen = None
    first_page: float = 0.0
    times: dict[str, list[float]] = field(default_factory=lambda: {"body": [], "title": []})

    def get(self, page: str) -> str | None:
        """The page, or None while there is none."""
        page = "/" + page.removesuffix("index.html")
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=30) as stream:
                request = f"GET {page} HTTP/1.1\r\nHost: localhost:{self.port}\r\nConnection: close\r\n\r\n"
                stream.sendall(request.encode())
                answer = b"".join(iter(lambda: stream.recv(1 << 16), b"")).decode(errors="replace")
        except OSError:
            return None
        return answer if answer.startswith("HTTP/1.1 200") else None

    def start(self) -> None:
        begun = time.perf_counter()
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        while self.get(self.facts["edited"]["page"]) is None:
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} ended with {self.process.returncode}: {' '.join(self.command)}")
            if time.perf_counter() - begun > GIVE_UP_SECONDS:
                raise SystemExit(f"{self.name} shows no page")
            time.sleep(0.005)
        self.first_page = time.perf_counter() - begun

    def save(self, kind: str, number: int) -> None:
        """Changes the mark, and waits for it on the page that should show it."""
        mark = self.facts[f"{kind}_mark"]
        new = f"{mark[:-8]}{number:08}"
        path = self.source / self.facts["edited"]["source"]
        text = re.sub(mark[:-8] + r"\d{8}", new, path.read_text(encoding="utf-8"))
        page = self.facts["edited" if kind == "body" else "neighbour"]["page"]
        if self.get(page) is None:
            raise SystemExit(f"{self.name} does not show {page}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        saved = time.perf_counter()
        while new not in (self.get(page) or ""):
            if time.perf_counter() - saved > GIVE_UP_SECONDS:
                raise SystemExit(f"{self.name} does not show the {kind} of save {number} on {page}")
        self.times[kind].append(time.perf_counter() - saved)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def prepare(options: argparse.Namespace, folder: Path) -> list[Server]:
    def of(rungs):
        return lambda source, port: [build.find_rungs(rungs), "serve", "-r", source, "-p", port]

    commands = {"rungs": of(options.rungs)}
    if options.before:
        commands["before"] = of(options.before)
    if options.hugo == "":
        pass
    elif shutil.which(options.hugo or "hugo"):
        commands["hugo"] = lambda source, port: [
            build.find_hugo(options.hugo), "server", "--quiet", "--noBuildLock", "-s", source, "-p", port]
    else:
        print(f"Hugo is missing, so rungs is not compared.\n{build.GET_HUGO}\n")
    servers = []
    for name, command in commands.items():
        source, port = folder / name, free_port()
        done = subprocess.run([sys.executable, generate.__file__, "--for", "hugo" if name == "hugo" else "rungs", "--entities", str(options.entities),
                               "--seed", str(options.seed), "--out", str(source)])
        if done.returncode:
            raise SystemExit(done.returncode)  # it has said why
        facts = json.loads(source.with_name(name + ".json").read_text(encoding="utf-8"))
        servers.append(Server(name, command(str(source), str(port)), source, port, facts))
    os.sync()  # so that no server waits for the corpus to reach the disk
    return servers


def summary(times: list[float]) -> tuple[float, float, float]:
    """The median, the 95th percentile and the longest, in the unit of the times."""
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], ordered[-1]


def report(servers: list[Server], options: argparse.Namespace) -> bool:
    """Prints the times and says whether they are good enough."""
    print(f"{options.entities} entities, {options.saves} saves of each kind, {os.cpu_count()} processors")
    print(f"{'':8}{'first page':>12}{'sentence: median':>19}{'95th':>8}{'max':>8}{'title: median':>18}{'95th':>8}{'max':>8}")
    for server in servers:
        row = f"{server.name:8}{server.first_page:10.2f} s"
        for kind, width in (("body", 19), ("title", 18)):
            median, p95, most = (seconds * 1000 for seconds in summary(server.times[kind]))
            row += f"{median:{width}.1f}{p95:8.1f}{most:8.1f}"
        print(row)
    rungs = servers[0]
    good = rungs.first_page < FIRST_PAGE_SECONDS
    print("times of saves in ms")
    median, p95, _ = summary(rungs.times["body"])
    good &= median * 1000 <= options.median and p95 * 1000 <= options.p95
    good &= summary(rungs.times["title"])[0] * 1000 <= options.title_median
    for kind in ("body", "title"):
        median = statistics.median(rungs.times[kind])
        for other in servers[1:]:
            ratio = median / statistics.median(other.times[kind])
            print(f"{kind}: {ratio:.3f} of the time of {other.name}")
            good &= other.name != "hugo" or ratio <= options.at_most_ratio
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rungs", required=True, metavar="PATH", help="the release build")
    parser.add_argument("--before", metavar="PATH", help="an older release build to compare with")
    parser.add_argument("--hugo", metavar="PATH", help="default: from PATH; empty for none")
    parser.add_argument("--entities", type=int, default=10_000, metavar="N", help="default: %(default)s")
    parser.add_argument("--saves", type=int, default=40, metavar="N", help="of each kind; default: %(default)s")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--median", type=float, default=50, metavar="MS", help="default: %(default)s")
    parser.add_argument("--p95", type=float, default=150, metavar="MS", help="default: %(default)s")
    parser.add_argument("--title-median", type=float, default=100, metavar="MS", help="default: %(default)s")
    parser.add_argument("--at-most-ratio", type=float, default=0.1, metavar="RATIO", help="default: %(default)s")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="rungs-bench-") as folder:
        servers = prepare(options, Path(folder))
        pauses = random.Random(options.seed)
        try:
            for server in servers:
                server.start()
            for number in range(1, options.saves + 1, 2):
                for server in servers if number % 4 == 1 else reversed(servers):
                    time.sleep(SETTLE_SECONDS)
                    for kind, at in (("body", number), ("title", number), ("body", number + 1), ("title", number + 1)):
                        time.sleep(pauses.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))
                        server.save(kind, at)
            good = report(servers, options)
        finally:
            for server in servers:
                if server.process:
                    server.process.terminate()
                    server.process.wait()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
