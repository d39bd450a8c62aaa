// Searches a built site as readers do: `node search.mjs SITE` with $CHROME, the browser to use.
//
// SITE is the sample handbook, built. It is served below a sub-path and opened from file:// too. Reports every problem,
// one a line. What the right answers are is held by tests/it/search.rs; here it is how one gets to them.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json" };
const HOSTILE = `<img src=x onerror="window.broken = 1"> "'\u202e &amp; </script><script>window.broken = 1</script>`;

const site = path.resolve(process.argv[2] ?? "");
const problems = [];
const requests = [];
const server = createServer(async (request, response) => {
  const name = decodeURIComponent(new URL(request.url, "http://x").pathname);
  requests.push(name);
  try {
    if (!name.startsWith("/a/b/")) throw new Error("outside");
    const bytes = await readFile(path.join(site, path.normalize(name.slice(5))));
    response.writeHead(200, { "content-type": TYPES[path.extname(name)] ?? "application/octet-stream" }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const served = `http://127.0.0.1:${server.address().port}/a/b/`;
const files = `${pathToFileURL(site)}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROME, args: ["--no-sandbox", "--disable-gpu"] });

const expect = (holds, what) => {
  if (!holds) problems.push(what);
};

/** Opens a page that reports what goes wrong on it. */
async function open(url, options = {}) {
  // Without motion no page fades into the next, which a browser may break off with an error of its own.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`${url}: ${error}`));
  page.on("console", (message) => message.type() === "error" && problems.push(`${url}: ${message.text()}`));
  await page.goto(url);
  return page;
}

const settled = (page) => page.waitForFunction(() => document.querySelector(".search-result, .search-note:not(:empty)"));
const first = (page) => page.locator(".search-result .search-title").first().textContent();
const options = (page) => page.locator("[role=option]").count();

async function ask(page, words) {
  await page.locator(".search-head input").fill(words);
  await page.waitForTimeout(150);
  await settled(page);
}

async function accessible(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const one of found.violations) problems.push(`${where}: axe ${one.id}: ${one.nodes.map((node) => node.html).slice(0, 2).join(" | ")}`);
}

async function keyboard(root, how) {
  const page = await open(`${root}roles/senior-engineer.html`);
  if (root === served) expect(!requests.some((name) => /search-engine|search-view|search\/|search\.css/.test(name)), "search was loaded before it was asked for");
  await page.locator(".brand").focus();
  await page.keyboard.press("/");
  await page.keyboard.type("staff engineer");
  await settled(page);
  await page.waitForFunction(() => document.querySelector(".search-title")?.textContent === "Staff Engineer");
  expect((await page.locator(".search-head input").inputValue()) === "staff engineer", `${how}: letters were lost while search was loading`);
  await page.keyboard.press("ArrowDown");
  const active = await page.locator(".search-head input").getAttribute("aria-activedescendant");
  expect(active && (await page.locator(`#${active}`).getAttribute("aria-selected")) === "true", `${how}: the arrow selects nothing`);
  await page.keyboard.press("ArrowUp");
  expect(!(await page.locator("[aria-selected=true]").count()), `${how}: the arrow does not come back to the field`);
  await page.waitForFunction(() => /results?$/.test(document.querySelector("dialog [role=status]").textContent));
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => document.activeElement.classList.contains("brand")), `${how}: the focus is not returned`);
  await page.keyboard.press("Control+k");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("explains the systems of the group");
  await page.waitForFunction(() => document.querySelector(".search-part"));
  await page.waitForTimeout(150);
  expect((await first(page)) === "Staff Engineer", `${how}: a statement does not find its role`);
  expect((await page.locator(".search-part mark").count()) > 0, `${how}: the matched words are not marked`);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/staff-engineer\.html#s-explains-system$/);
  await page.keyboard.press("/");
  await page.waitForSelector(".search-recent");
  expect((await page.locator(".search-recent").first().textContent()) === "explains the systems of the group", `${how}: the search is not remembered`);
  await page.context().close();
}

async function narrowed() {
  const page = await open(`${served}index.html`);
  await page.locator("[data-search]").click();
  await ask(page, "planning");
  const before = await options(page);
  await page.waitForSelector(".search-facet");
  expect((await page.locator("select.search-facet").evaluateAll((menus) => menus.map((menu) => menu.getAttribute("aria-label")))).join() === "Kind,Track,Level", "the menus are not named as the handbook names its kinds");
  const levels = await page.locator('[data-facet="level"] option').allTextContents();
  const ladder = ["Entry", "Established", "Senior", "Lead", "Area", "Organisation", "Executive"];
  const places = levels.slice(1).map((level) => ladder.indexOf(level.split(" (")[0]));
  expect(places.length > 1 && places.every((place, at) => place >= 0 && (at === 0 || place > places[at - 1])), `levels are not in the order of the ladder: ${levels}`);
  await page.locator('[data-facet="kind"]').selectOption("skill");
  await page.waitForFunction(() => document.querySelector("[data-picked]"));
  await page.waitForTimeout(150);
  const kinds = await page.locator(".search-kind").allTextContents();
  expect(before > 0 && kinds.length > 0 && kinds.every((kind) => kind === "Skill"), "a facet does not narrow");
  await page.locator('[data-facet="kind"]').selectOption("");
  await ask(page, "kind:role level:l4 track:ic");
  expect((await page.locator(".search-title").allTextContents()).join() === "Staff Engineer", "typed filters do not narrow");
  await ask(page, "xylophonist");
  await page.waitForFunction(() => /No results for “xylophonist”/.test(document.querySelector(".search-note").textContent));
  await page.waitForSelector(".search-more a");
  const feedback = await page.locator(".search-more a").getAttribute("href");
  expect(/xylophonist/.test(decodeURIComponent(feedback ?? "")), "what was not found cannot be reported");
  await ask(page, "arkitextur");
  await page.waitForSelector(".search-near");
  expect((await page.locator(".search-choice").allTextContents()).includes("System Architecture & Design"), "the nearest pages are not offered");
  expect((await page.locator(".search-near").allTextContents()).includes("architecture"), "the nearest words are not offered");
  await page.context().close();
}

/** The dialog as a command palette: what it offers before a word is typed, and where Enter leads. */
async function palette() {
  const page = await open(`${served}roles/engineer.html`);
  await page.goto(`${served}skills/testing.html`);
  await page.goto(`${served}index.html`);
  await page.evaluate(() => {
    window.heard = [];
    document.addEventListener("rungs:search", (event) => window.heard.push(event.detail));
    document.addEventListener("rungs:search-idle", (event) => event.detail.add({ title: "An action of another script", href: "map.html" }));
  });
  await page.keyboard.press("/");
  await page.waitForSelector("dialog .search-group");
  await page.waitForFunction(() => document.querySelectorAll("dialog .search-group").length >= 2);
  const offered = await page.locator("dialog .search-choice").allTextContents();
  for (const title of ["Testing", "Engineer", "Career map", "Compare roles", "An action of another script"]) {
    expect(offered.includes(title), `the dialog does not offer ${title}, but ${offered}`);
  }
  await accessible(page, "the dialog before a word is typed");
  await page.mouse.move(10, 800);
  await page.mouse.wheel(0, 600);
  await page.waitForTimeout(200);
  expect((await page.evaluate(() => scrollY)) === 0, "the page behind the dialog scrolls");
  await ask(page, "ten burning things");
  await page.waitForFunction(() => document.querySelector(".search-part"));
  const heard = await page.evaluate(() => window.heard.at(-1));
  expect(heard.query === "ten burning things" && heard.results[0].url === "roles/staff-engineer.html", "other scripts do not hear of a search");
  await ask(page, "restores service with the runbook first");
  await page.waitForFunction(() => document.querySelector(".search-part"));
  await page.waitForTimeout(200);
  await page.keyboard.press("Enter");
  await page.waitForURL(/incident-response\.html#s-/);
  await page.waitForFunction(() => CSS.highlights.has("rungs-search"), null, { timeout: 5000 });
  expect((await page.evaluate(() => CSS.highlights.get("rungs-search").size)) >= 3, "the words are not marked on arrival");
  await page.keyboard.press("/");
  await ask(page, "engineer vs senior engineer");
  await page.waitForFunction(() => document.querySelector(".search-title")?.textContent === "Engineer → Senior Engineer");
  expect((await page.locator(".search-note").textContent()) === "", "a word that asks for a difference is reported as missing");
  await page.keyboard.press("Enter");
  await page.waitForURL(/compare\/engineer\/senior-engineer\.html/);
  // A paragraph without an address of its own is shown too.
  await page.keyboard.press("/");
  await ask(page, "ten burning things");
  await page.keyboard.press("Enter");
  await page.waitForURL(/staff-engineer\.html$/);
  await page.waitForFunction(() => Array.from(CSS.highlights.get("rungs-search") ?? []).some((range) => {
    const { top, bottom } = range.getBoundingClientRect();
    return range.toString() === "burning" && top >= 0 && bottom <= innerHeight;
  }), null, { timeout: 5000 });
  await page.context().close();
}

/** Who said their role finds it at once, and their ladder first. */
async function reader() {
  const page = await open(`${served}roles/director.html`);
  const mine = page.locator("[data-reader-slot] button");
  const leave = async () => {
    await page.keyboard.press("Escape");
    // A key that comes while the dialog is open is typed into it.
    await page.locator(".search-head input").waitFor({ state: "hidden" });
  };
  const comesFirst = async (words, title, problem) => {
    await page.keyboard.press("/");
    await page.locator(".search-head input").fill(words);
    const wait = page.waitForFunction((title) => document.querySelector(".search-title")?.textContent === title, title, { timeout: 5000 });
    await wait.catch(() => expect(false, problem));
    await leave();
  };
  await comesFirst("standards", "Staff Engineer", "without a role, the best answer is not first");
  await mine.click();
  await page.locator(".reader-menu").waitFor();
  await comesFirst("standards", "Engineering Manager", "the reader's ladder does not come first");
  await comesFirst("principal engineer", "Principal Engineer", "the reader's ladder comes before a title");
  await page.reload();
  await page.locator(".reader-menu").waitFor();
  await page.keyboard.press("/");
  await page.waitForSelector("dialog .search-group");
  const groups = await page.locator("dialog .search-group").evaluateAll((all) => all.map((group) => Array.from(group.children, (child) => child.textContent)));
  expect(groups.some((group) => group.join() === "Your role,Director of Engineering"), `the dialog does not offer the reader's role, but ${JSON.stringify(groups)}`);
  await leave();
  await comesFirst("standards", "Engineering Manager", "after reloading, the reader's ladder does not come first");
  await mine.click();
  await comesFirst("standards", "Staff Engineer", "after forgetting, the best answer is not first");
  await page.context().close();
}

/** Nothing on the search page moves when the results come. */
async function steady() {
  const page = await open("about:blank");
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const question of ["", "?q=review"]) {
    await page.goto(`${served}search.html${question}`);
    await page.waitForSelector(".search-head input");
    if (question) await page.waitForSelector(".search-facet");
    await page.waitForTimeout(300);
    const shift = await page.evaluate(() => window.shift);
    expect(shift < 0.02, `the search page${question} moves by ${shift.toFixed(3)}`);
  }
  await page.context().close();
}

async function hostile() {
  const page = await open(`${served}index.html`);
  await page.locator("[data-search]").click();
  for (const words of [HOSTILE, "x".repeat(10_000), `"${HOSTILE}`, "\u202e\u202d\u0000'\"", "kind:\"<b>\" level:\\", "constructor __proto__ toString"]) {
    await page.locator(".search-head input").fill(words);
    await page.waitForTimeout(150);
  }
  expect(await page.evaluate(() => window.broken === undefined && !document.querySelector("dialog img, dialog script")), "hostile words became markup");
  await page.goto(`${served}search.html?q=${encodeURIComponent(HOSTILE)}&kind=${encodeURIComponent(HOSTILE)}`);
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => window.broken === undefined && !document.querySelector("main img, main script")), "a hostile address became markup");
  await page.context().close();
}

async function searchPage(root, how) {
  const page = await open(`${root}search.html`);
  await page.waitForSelector(".search-head input");
  expect(await page.locator("[data-search-a-to-z]").isVisible(), `${how}: the index from A to Z is not shown`);
  await ask(page, "mentor");
  await page.waitForSelector(".search-facet");
  await page.locator('[data-facet="kind"]').selectOption("responsibility");
  await page.waitForSelector("[data-picked]");
  await page.waitForTimeout(150);
  if (root === served) {
    expect(page.url().endsWith("search.html?q=mentor&kind=responsibility"), `the address is ${page.url()}`);
    await page.reload();
    await page.waitForSelector("[data-picked]");
    expect((await first(page)) === "Mentorship & Culture", "the address does not bring the search back");
    await accessible(page, "the search page");
  }
  await page.context().close();
}

async function withoutScripts() {
  const page = await open(`${served}search.html`, { javaScriptEnabled: false });
  expect(await page.getByRole("link", { name: "Technical Lead" }).count(), "without scripts other names are missing");
  await page.goto(`${served}index.html`);
  await page.locator("[data-search]").click();
  expect(page.url().endsWith("search.html"), "without scripts the link leads nowhere");
  await page.context().close();
}

async function looks() {
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
      const where = `${colorScheme} at ${viewport.width}`;
      const page = await open(`${served}roles/staff-engineer.html`, { colorScheme, viewport });
      await page.locator("[data-search]").click();
      await ask(page, "risk");
      await page.waitForSelector(".search-facet");
      await page.keyboard.press("ArrowDown");
      await accessible(page, where);
      expect(await page.evaluate(() => document.querySelector("dialog").getBoundingClientRect().right <= innerWidth), `${where}: the dialog is too wide`);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/search-${colorScheme}-${viewport.width}.png` });
      await page.context().close();
    }
  }
}

for (const [name, look] of [
  ["the keyboard, below a sub-path", () => keyboard(served, "served")],
  ["the keyboard, from file://", () => keyboard(files, "file")],
  ["facets and filters", narrowed],
  ["the command palette", palette],
  ["the reader's role", reader],
  ["a steady search page", steady],
  ["hostile words", hostile],
  ["the search page", () => searchPage(served, "served")],
  ["the search page, from file://", () => searchPage(files, "file")],
  ["without scripts", withoutScripts],
  ["looks and accessibility", looks],
]) {
  const start = performance.now();
  try {
    await look();
  } catch (error) {
    problems.push(`${name}: ${error.message.split("\n")[0]} ${error.stack.match(/search\.mjs:\d+/g)?.[0]}`);
  }
  console.log(`${name}: ${Math.round(performance.now() - start)} ms`);
}
await browser.close();
server.close();
problems.forEach((problem) => console.log(`problem: ${problem}`));
process.exit(problems.length > 0 ? 1 : 0);
