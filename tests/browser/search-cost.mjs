// What search costs on a built site: `node search-cost.mjs SITE [--questions FILE] [--at-most KB] [--keystroke MS]`
// with $CHROME.
//
// The site is served with gzip. For every question a browser with an empty cache opens search on a page, asks, and
// everything that came over the wire from the opening to the shown results is counted: scripts, style, dictionary,
// postings, results and facets. With --keystroke all keystrokes of the questions are timed too, warm, from the event to
// the results in the document; `--slowed N` makes the processor N times slower for them. FILE has a question per line;
// without it they are made from the titles of the site.

import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { questions: { type: "string" }, "at-most": { type: "string" }, keystroke: { type: "string" }, slowed: { type: "string" } },
});
const site = path.resolve(positionals[0] ?? "");
/** How many tabs ask at once. */
const TABS = 4;
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

/** What came over the wire: by the first folder of the address, which is one per question, the bytes of each file. */
const wires = new Map();
const server = createServer(async (request, response) => {
  const [, visit, name] = /^\/(\w+)\/(.*)$/.exec(decodeURIComponent(new URL(request.url, "http://x").pathname)) ?? [];
  try {
    const bytes = gzipSync(await readFile(path.join(site, path.normalize(name))));
    // Asked for once the results are shown; held back, they are not taken for a part of the first answer. A file that the
    // results wait for is counted however late it comes.
    if (/search-after\.js$|^search\/facets/.test(name)) await new Promise((resolve) => setTimeout(resolve, 1000));
    const wire = wires.get(visit);
    wire?.set(name, (wire.get(name) ?? 0) + bytes.length);
    response.writeHead(200, { "content-type": TYPES[path.extname(name)] ?? "text/plain", "content-encoding": "gzip" }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROME, args: ["--no-sandbox", "--disable-gpu"] });
const questions = await asked();
const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];

const costs = [];
const rest = questions.entries();
// Most of a question is waiting, so that a few tabs share them.
await Promise.all(Array.from({ length: TABS }, async () => {
  for (const [at, question] of rest) costs.push(await cost(`question${at}`, question));
}));
costs.sort((a, b) => b.first - a.first);
const sorts = new Map();
for (const [name, bytes] of costs[0].detail) {
  const sort = name.startsWith("search/") ? name.replace(/-?\d*\.js$/, "") : name;
  sorts.set(sort, (sorts.get(sort) ?? 0) + bytes);
}
const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
console.log(`first answer: at most ${kb(costs[0].first)} (“${costs[0].question}”, ${costs[0].files} files), median ${kb(median(costs.map((cost) => cost.first)))}; with facet counts at most ${kb(Math.max(...costs.map((cost) => cost.all)))}`);
console.log(`the dearest: ${[...sorts].map(([name, bytes]) => `${name} ${kb(bytes)}`).join(", ")}`);

const middle = options.keystroke ? await keystrokes() : 0;
await browser.close();
server.close();
const tooDear = options["at-most"] && costs[0].first > Number(options["at-most"]) * 1024;
const tooSlow = middle > Number(options.keystroke);
process.exit(tooDear || tooSlow ? 1 : 0);

/** What the answer to a question costs a browser with an empty cache: up to the results, and with the facets. */
async function cost(visit, question) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${origin}${visit}/index.html`, { waitUntil: "networkidle" });
  const wire = new Map();
  wires.set(visit, wire);
  await page.keyboard.press("/");
  await page.waitForFunction(() => document.querySelector("[role=combobox]"));
  await page.locator("[role=combobox]").fill(question);
  await page.waitForSelector(".search-result");
  const sum = () => [...wire.values()].reduce((sum, bytes) => sum + bytes, 0);
  const first = sum();
  await page.waitForLoadState("networkidle");
  await page.waitForSelector(".search-facet", { timeout: 3000 }).catch(() => {});
  await context.close();
  return { question, first, all: sum(), files: wire.size, detail: wire };
}

/** The median of what a keystroke takes until its results are shown, in milliseconds, when all files are there. */
async function keystrokes() {
  const page = await browser.newPage();
  await page.goto(`${origin}keystrokes/index.html`);
  await page.keyboard.press("/");
  await page.waitForFunction(() => document.querySelector("[role=combobox]"));
  if (options.slowed) {
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: Number(options.slowed) });
  }
  const times = { cold: [], warm: [] };
  for (const round of ["cold", "warm"]) {
    for (const question of questions) {
      const taken = await page.evaluate(async (question) => {
        const field = document.querySelector("[role=combobox]");
        const list = document.querySelector(".search-results");
        const taken = [];
        for (let end = 1; end <= question.length; end++) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          const start = performance.now();
          field.value = question.slice(0, end);
          const shown = new Promise((resolve) => {
            const watch = new MutationObserver(() => {
              watch.disconnect();
              resolve();
            });
            watch.observe(list, { childList: true });
            setTimeout(resolve, 3000);
          });
          field.dispatchEvent(new Event("input", { bubbles: true }));
          await shown;
          list.getBoundingClientRect();
          taken.push(performance.now() - start);
        }
        return taken;
      }, question);
      times[round].push(...taken);
    }
  }
  const warm = times.warm.sort((a, b) => a - b);
  const middle = median(warm);
  console.log(`keystroke to results, warm: median ${middle.toFixed(1)} ms, 95 % ${warm[Math.floor(warm.length * 0.95)].toFixed(1)} ms, of ${warm.length}`);
  return middle;
}

/** The questions: those of the file, else two words of some titles, as many a reader types. */
async function asked() {
  if (options.questions) return (await readFile(options.questions, "utf8")).split("\n").filter(Boolean);
  const titles = [];
  for (const folder of ["roles", "skills"]) {
    const files = (await readdir(path.join(site, folder))).filter((name) => name.endsWith(".html")).sort();
    for (let at = 0; at < files.length; at += Math.ceil(files.length / 10)) {
      titles.push(files[at].replace(/\.html$/, "").split("-").slice(0, 2).join(" "));
    }
  }
  return titles;
}
