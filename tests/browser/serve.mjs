// Looks at `rungs serve` as an editor's browser does: `node serve.mjs URL ROOT` with $CHROME, the browser to use.
//
// URL is where the sample handbook in the folder ROOT is served. Changes files there and reports every problem, one a
// line. What the server answers is held by tests/it/serve.rs; here it is what happens on the screen.

import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { chromium } from "playwright-core";

const [site, root] = process.argv.slice(2);
const problems = [];
const browser = await chromium.launch({ executablePath: process.env.CHROME, args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ viewport: { width: 1000, height: 600 } });

const expect = (holds, what) => {
  if (!holds) problems.push(what);
};

const file = (name) => path.join(root, name);
const edit = async (name, from, to) => {
  const text = await readFile(file(name), "utf8");
  expect(text.includes(from), `${name} has no ${JSON.stringify(from)}`);
  await writeFile(file(name), text.replace(from, to));
  return text;
};

/** Opens a page, marks its window, and waits until it listens. */
async function open(address) {
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`${address}: ${error}`));
  page.on("console", (message) => {
    // A missing page is asked for on purpose below.
    if (message.type() === "error" && !/404|500/.test(message.text())) problems.push(`${address}: ${message.text()}`);
  });
  const listens = page.waitForResponse((response) => response.url().includes("/_rungs/events"));
  await page.goto(site + address);
  await listens;
  await page.evaluate(() => { window.marker = "the same document"; });
  return page;
}

const survives = async (page, what) => {
  expect((await page.evaluate(() => window.marker)) === "the same document", `${what}: the document was loaded again`);
};

async function shows(page, text, what, selector = "body") {
  try {
    await page.waitForFunction(
      ([selector, text]) => document.querySelector(selector)?.textContent.includes(text), [selector, text], { timeout: 15000 });
  } catch {
    problems.push(`${what}: “${text}” is not shown`);
  }
}

const overlay = (page) => page.locator("rungs-problems section");

async function titles() {
  const role = await open("roles/staff-engineer.html");
  const track = await open("tracks/individual-contributor.html");
  const found = await open("search.html?q=staff%20software");
  await shows(found, "Staff Engineer", "the search result", ".search-results");
  // The one page of the five that does not name the role.
  const other = await open("guides/giving-feedback.html");
  expect(!(await other.content()).includes("Staff Engineer"), "the page that should stay names the role");
  let asked = 0;
  other.on("request", (request) => { asked += request.url().endsWith("giving-feedback.html") ? 1 : 0; });
  await other.evaluate(() => document.addEventListener("rungs:site", () => { window.told = true; }));
  await role.bringToFront();
  const before = await role.evaluate(() => {
    document.querySelectorAll("main details").forEach((one) => { one.open = true; });
    scrollTo({ top: 700, behavior: "instant" });
    document.querySelector("main a[href]").focus({ preventScroll: true });
    const field = document.querySelector("input[type=radio][value=new]");
    if (field) field.checked = true;
    return {
      top: scrollY,
      open: document.querySelectorAll("main details[open]").length,
      focus: document.activeElement.getAttribute("href"),
      checked: !!field,
    };
  });
  const old = await edit("content/roles/staff-engineer.md", "title: Staff Engineer", "title: Stellar Engineer");
  await shows(role, "Stellar Engineer", "the role", "h1");
  await shows(track, "Stellar Engineer", "the track");
  await shows(found, "Stellar Engineer", "the search result", ".search-results");
  await survives(found, "the search result");
  await survives(role, "the role");
  await survives(track, "the track");
  expect((await role.title()).includes("Stellar Engineer"), "the title of the window is old");
  const after = await role.evaluate(() => ({
    top: scrollY,
    open: document.querySelectorAll("main details[open]").length,
    focus: document.activeElement.getAttribute("href"),
    checked: !!document.querySelector("input[type=radio][value=new]:checked"),
  }));
  expect(JSON.stringify(before) === JSON.stringify(after), `before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`);
  expect(before.top > 300, `the page is too short to scroll: ${before.top}`);
  // A tab is told of its page first and then that there was a change at all, so by then it would have asked.
  await other.waitForFunction(() => window.told, null, { timeout: 15000 })
    .catch(() => problems.push("a tab whose page did not change is not told that another did"));
  expect(asked === 0, "a tab whose page did not change asked for it");
  await survives(other, "a page that did not change");

  const feedback = await readFile(file("content/guides/giving-feedback.md"), "utf8");
  await writeFile(file("content/guides/giving-feedback.md"), feedback + "\nOne more sentence on feedback.\n");
  await shows(other, "One more sentence on feedback.", "the other page when it changes");
  expect(asked === 1, `a tab asked ${asked} times for a page that changed once`);

  await writeFile(file("content/roles/staff-engineer.md"), old + "\nA paragraph that was just written.\n");
  await shows(role, "A paragraph that was just written.", "the role");
  await shows(role, "Staff Engineer", "the role", "h1");
  await survives(role, "the role after a second edit");
  await writeFile(file("content/roles/staff-engineer.md"), old);
  await shows(track, "Staff Engineer", "the track");
  expect((await role.locator("script").count()) >= 2, "the scripts are gone");
  // The page is what a fresh one would be.
  await role.waitForFunction(() => !document.body.textContent.includes("just written"));
  const live = await role.evaluate(() => document.querySelector("main").textContent);
  const fresh = await open("roles/staff-engineer.html");
  expect(live === (await fresh.evaluate(() => document.querySelector("main").textContent)), "the page differs from a fresh one");
  await Promise.all([role, track, found, other, fresh].map((page) => page.close()));
}

async function mistakes() {
  const name = "content/roles/staff-engineer.md";
  const page = await open("roles/staff-engineer.html");
  const old = await edit(name, "title: Staff Engineer", "title: [<b>Staff");
  await overlay(page).waitFor({ timeout: 15000 }).catch(() => problems.push("no overlay"));
  const text = await overlay(page).textContent();
  expect(/content\/roles\/staff-engineer\.md:\d+:\d+/.test(text), `no place: ${text}`);
  expect(text.includes("error[yaml-syntax]"), `no message: ${text}`);
  expect((await overlay(page).locator("a").getAttribute("href")).startsWith("vscode://file/"), "no link for editors");
  expect((await overlay(page).locator("b").count()) === 0, "the overlay shows markup from a file");
  await shows(page, "Staff Engineer", "the last good page", "h1");
  await writeFile(file(name), old);
  await overlay(page).waitFor({ state: "detached", timeout: 15000 }).catch(() => problems.push("the overlay stays"));
  await survives(page, "after a mistake");

  await rename(file(name), file("aside.md"));
  await shows(page, "Page not found", "a deleted page", "h1");
  await rename(file("aside.md"), file(name));
  await shows(page, "Staff Engineer", "a restored page", "h1");
  await overlay(page).waitFor({ state: "detached", timeout: 15000 }).catch(() => problems.push("the overlay stays after a deletion"));
  await survives(page, "after a deletion");
  await page.close();
}

async function looks() {
  const settings = await readFile(file("content/handbook.yaml"), "utf8");
  const page = await open("roles/staff-engineer.html");
  const colour = () => page.evaluate(() => getComputedStyle(document.querySelector("h1")).color);
  await writeFile(file("assets.css"), "");
  const css = (value) => `h1 { color: ${value} !important }\n`;
  await edit("content/handbook.yaml", settings, settings.replace(/\ntheme:[^\n]*\n(?:[ \t]+[^\n]*\n)*/, "\n") + "\ntheme: {name: ours}\n");
  const { mkdir } = await import("node:fs/promises");
  await mkdir(file("themes/ours/assets"), { recursive: true });
  await writeFile(file("themes/ours/assets/theme.css"), css("rgb(1, 2, 3)"));
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).color === "rgb(1, 2, 3)", null, { timeout: 15000 })
    .catch(async () => problems.push(`a new stylesheet does not come: ${await colour()}`));
  await page.evaluate(() => { window.marker = "the same document"; });
  await writeFile(file("themes/ours/assets/theme.css"), css("rgb(4, 5, 6)"));
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).color === "rgb(4, 5, 6)", null, { timeout: 15000 })
    .catch(async () => problems.push(`an edited stylesheet does not come: ${await colour()}`));
  await survives(page, "after a stylesheet");
  await mkdir(file("themes/ours/templates"), { recursive: true });
  await writeFile(file("themes/ours/templates/role.html"), "{{ view.nothing.there }}");
  await overlay(page).waitFor({ timeout: 15000 }).catch(() => problems.push("no overlay for a template"));
  await shows(page, "Staff Engineer", "the last good page under a template's mistake", "h1");
  const good = `{% extends "@default/role.html" %}{% block after %}<p>From our template</p>{% endblock after %}`;
  await writeFile(file("themes/ours/templates/role.html"), good);
  await shows(page, "From our template", "a mended template");
  await overlay(page).waitFor({ state: "detached", timeout: 15000 }).catch(() => problems.push("the overlay stays after a template"));
  await writeFile(file("content/handbook.yaml"), settings);
  await page.waitForFunction(() => !document.body.textContent.includes("From our template"), null, { timeout: 15000 })
    .catch(() => problems.push("the old theme does not come back"));
  await page.close();
}

/** Five tabs of a page with thirty pictures, again and again. */
async function crowds() {
  const { mkdir } = await import("node:fs/promises");
  await mkdir(file("content/guides"), { recursive: true });
  const dot = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
  let text = "---\ntitle: Crowd\n---\n";
  for (let at = 0; at < 30; at++) {
    await writeFile(file(`content/guides/dot${at}.gif`), dot);
    text += `![Dot ${at}](dot${at}.gif)\n`;
  }
  await writeFile(file("content/guides/crowd.md"), text);
  const waiting = await open("guides/crowd.html").catch(() => null);
  for (let at = 0; at < 100 && !(waiting && (await waiting.title()).includes("Crowd")); at++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await waiting?.reload();
  }
  await waiting?.close();
  const tabs = await Promise.all(Array.from({ length: 5 }, () => context.newPage()));
  let slowest = 0;
  for (let round = 0; round < 20; round++) {
    await Promise.all(tabs.map(async (tab, at) => {
      const start = Date.now();
      try {
        await tab.goto(`${site}guides/crowd.html?round=${round}`, { waitUntil: "domcontentloaded", timeout: 30000 });
        await tab.waitForFunction(() => {
          const images = Array.from(document.images);
          images.forEach((image) => { image.loading = "eager"; });
          return images.filter((image) => /dot/.test(image.src)).length === 30 && images.every((image) => image.complete && image.naturalWidth > 0);
        }, null, { timeout: 30000 });
      } catch (error) {
        problems.push(`round ${round}, tab ${at} does not load: ${String(error).split("\n")[0]}`);
      }
      slowest = Math.max(slowest, Date.now() - start);
    }));
  }
  console.error(`the slowest of 100 loads took ${slowest} ms`);
  await Promise.all(tabs.map((tab) => tab.close()));
}

for (const part of [titles, mistakes, looks, crowds]) {
  try {
    await part();
  } catch (error) {
    problems.push(`${part.name}: ${error.stack ?? error}`);
  }
}
await browser.close();
problems.forEach((problem) => console.log(problem));
process.exit(problems.length ? 1 : 0);
