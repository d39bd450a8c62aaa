// What tests in a browser share: chapters, each with a browser window of its own, and the problems that they find.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** What axe looks for. The dark scheme changes nothing but colours. */
export const EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
export const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

export const browser = await chromium.launch({ executablePath: process.env.CHROME, args: ["--no-sandbox", "--disable-gpu"] });
const problems = new Set();
let where = "";

/** Adds a problem unless a condition holds. */
export function check(holds, text) {
  if (!holds) problems.add(`${where}: ${text}`);
}

/** Adds a problem unless two values are equal as JSON. Of long values, the part that differs is shown. */
export function same(found, wanted, text) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  let at = 0;
  while (at < a?.length && a[at] === b?.[at]) at++;
  const part = (text) => (text?.length > 300 ? `…${text.slice(Math.max(at - 60, 0), at + 160)}…` : text);
  check(a === b, `${text}: ${part(a)} instead of ${part(b)}`);
}

/** Runs `work` with a new browser context. What scripts report, and what `work` throws, are problems. */
export async function chapter(name, work, options = {}) {
  const start = Date.now(), problemsBefore = problems.size;
  where = name;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(10000);
  context.on("weberror", (error) => problems.add(`${name}: script: ${error.error().message}`));
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.add(`${name}: console: ${message.text()}`);
  });
  try {
    await work(context);
  } catch (error) {
    problems.add(`${name}: ${error.stack.split("\n").slice(0, 6).join(" | ")}`);
  }
  await context.close();
  console.log(`${name}: ${problems.size - problemsBefore} problems, ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

/** No violation in either scheme, with everything open that is open now. */
export async function accessible(tab, state) {
  await tab.evaluate(axe);
  // None of the rules needs style sheets loaded anew, which the policy forbids for those of shadow trees.
  for (const [colorScheme, runOnly] of [["light", EVERYTHING], ["dark", COLOURS]]) {
    await tab.emulateMedia({ colorScheme });
    const found = await tab.evaluate((runOnly) => window.axe.run(document, { runOnly, resultTypes: ["violations"], preload: false }), runOnly);
    for (const one of found.violations) check(false, `axe, ${state}, ${colorScheme}: ${one.id} at ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")}`);
  }
  await tab.emulateMedia({ colorScheme: null });
  check(await tab.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${state}: wider than the window`);
}

/** Prints the problems, one a line, and ends the process. */
export async function finish() {
  await browser.close();
  for (const problem of [...problems].sort()) console.log(problem);
  console.log(`${problems.size} problems`);
  process.exit(problems.size === 0 ? 0 : 1);
}
