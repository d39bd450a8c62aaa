// Looks at a built site as readers' browsers do: `node site.mjs SITE [brief]` with $CHROME, the browser to use. `brief` is
// for odd content: is it valid, does it fit, does axe find anything.
//
// It serves the folder on a port of its own under a sub-path, and reports every problem it finds, one a line. It does
// not know how the site is made: pages are found by their files, and what kind one is stands in its <body>.

import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import path from "node:path";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const BASE = "/a/b/";
const WIDE = { width: 1440, height: 900 };
/** What a role's page may weigh in bytes, compressed: its HTML and all styles and scripts that it names. */
const MAX_PAGE_BYTES = 30_000;
/** How many sheets of A4 a role may take. */
const MAX_SHEETS = 4;
/** Where a role's first expectation begins at the latest, and how tall its page may be, in pixels of a wide window. */
const MAX_FIRST_TOP = 900;
const MAX_PAGE_HEIGHT = 5_500;
const NARROW = { width: 390, height: 844 };
/** A sheet of A4 on its side without its margins, in pixels. */
const SHEET = { width: 1032, height: 703 };
/** How many stops of the keyboard are looked at on each page. */
const MAX_STOPS = 100;
/** How many pages of a kind are looked at in odd content. */
const PAGES_PER_KIND = 8;
/** How many tabs load pages at once. */
const TABS = 3;
const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
  ".json": "application/json", ".svg": "image/svg+xml", ".xml": "application/xml", ".txt": "text/plain",
  ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".woff2": "font/woff2", ".wasm": "application/wasm",
};

/** What axe looks for; the dark scheme changes nothing but colours. */
const EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** Rules of html-validate that are taste, and that the theme decides otherwise. */
const RULES = {
  extends: ["html-validate:recommended"],
  rules: {
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "doctype-style": "off",
    "long-title": "off",
    // `&` in an address is escaped; in text HTML allows it bare.
    "no-raw-characters": ["error", { relaxed: true }],
    // Anchors of statements and headings may hold letters of any script.
    "valid-id": ["error", { relaxed: true }],
  },
};

const problems = new Set();
/** How a page comes to the browser: whole, or in pieces with a pause before each. */
let inPieces = false;
/** How many blocks of a page are sent one by one. The others follow at once, below the fold. */
const PIECES = 100;
const BLOCK_END = /<\/(?:p|li|d[ltd]|div|h[1-6]|ul|ol|nav|header|section|article|t[hdr]|thead|table|details|summary|svg)>/g;
const brief = process.argv[3] === "brief";
const site = path.resolve(process.argv[2] ?? "");
const pages = await readPages(site);
if (pages.length === 0) {
  console.error(`there is no page in ${site}`);
  process.exit(2);
}
const kinds = onePerKind(pages);
console.log(`${pages.length} pages of ${kinds.length} kinds: ${kinds.map((page) => page.kind).join(", ")}`);

await timed("html-validate", () => validate([...kinds, ...onePerKind(pages, (one, other) => one < other)]));
const server = await serve(site);
const browser = await chromium.launch({ executablePath: process.env.CHROME, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const origin = `http://127.0.0.1:${server.address().port}`;
  for (const viewport of [WIDE, NARROW]) await timed(`axe at ${viewport.width}`, () => look(origin, kinds, viewport));
  await timed("no page wider than a phone", () => narrow(origin, brief ? longest(pages) : pages));
  if (!brief) {
    await timed("weight", () => weight(origin, pages));
    await timed("nothing moves", () => stillness(origin, kinds));
    inPieces = true;
    await timed("nothing moves when a page comes in pieces", () => stillness(origin, kinds));
    inPieces = false;
    await timed("first paint", () => firstPaint(origin, kinds));
    await timed("without scripts", () => withoutScripts(origin, kinds));
    await timed("with the keyboard", () => keyboard(origin, kinds));
    await timed("the navigation", () => navigation(origin));
    await timed("the matrix", () => matrix(origin, pages));
    await timed("sheets of paper", () => sheets(origin, pages));
    await timed("old addresses", () => redirects(origin, pages));
  }
} finally {
  await browser.close();
  server.close();
}
for (const problem of [...problems].sort()) console.log(problem);
console.log(`${problems.size} problems`);
process.exit(problems.size === 0 ? 0 : 1);

async function timed(what, work) {
  const start = Date.now();
  const before = problems.size;
  await work();
  console.log(`${what}: ${problems.size - before} problems, ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

/** Every page: its address below the site, its HTML and its kind. */
async function readPages(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".html")).sort();
  return Promise.all(
    names.map(async (name) => {
      const url = name.split(path.sep).join("/");
      const html = await readFile(path.join(folder, name), "utf8");
      return { url, html, kind: /<body class="kind-([\w-]+)/.exec(html)?.[1] ?? "unknown" };
    }),
  );
}

/** The longest page of each kind, which shows most of what the kind can show; or the shortest. */
function onePerKind(pages, better = (one, other) => one > other) {
  const kinds = new Map();
  for (const page of pages) {
    const known = kinds.get(page.kind);
    if (!known || better(page.html.length, known.html.length)) kinds.set(page.kind, page);
  }
  return [...kinds.values()].sort((one, other) => one.kind.localeCompare(other.kind));
}

/** Of each kind the few longest pages: a large handbook has many that differ in their words alone. */
function longest(pages) {
  const known = {};
  return [...pages].sort((one, other) => other.html.length - one.html.length)
    .filter(({ kind }) => (known[kind] = (known[kind] ?? 0) + 1) <= PAGES_PER_KIND);
}

/** The folder at a sub-path, as a host of project pages has it; 404.html stands for what is missing. */
async function serve(folder) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = decodeURIComponent(pathname);
    const file = path.join(folder, name.slice(BASE.length) || "index.html");
    try {
      if (!name.startsWith(BASE) || !file.startsWith(folder)) throw new Error("outside");
      const bytes = await readFile(file);
      response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
      for (const piece of inPieces && file.endsWith(".html") ? pieces(bytes) : [bytes]) {
        if (inPieces) await new Promise((done) => setTimeout(done, 20));
        response.write(piece);
      }
      response.end();
    } catch {
      const missing = await readFile(path.join(folder, "404.html"));
      response.writeHead(404, { "content-type": TYPES[".html"] }).end(missing);
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}

/** A page cut behind the ends of blocks: the first blocks one by one, then the rest. Words may wrap while a line grows. */
function pieces(bytes) {
  const ends = [...bytes.toString("latin1").matchAll(BLOCK_END)].slice(0, PIECES).map((end) => end.index + end[0].length);
  return [0, ...ends].map((start, at) => bytes.subarray(start, ends[at]));
}

async function validate(pages) {
  const validator = new HtmlValidate(RULES);
  for (const page of pages) {
    const report = await validator.validateString(page.html, page.url);
    for (const { messages } of report.results) {
      for (const message of messages) {
        problems.add(`html-validate ${page.kind} ${page.url}:${message.line}:${message.column}: ${message.ruleId}: ${message.message}`);
      }
    }
  }
}

/** Visits each page in one tab and reports what the browser complains about on the way. */
async function visit(origin, pages, options, where, look) {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  let page;
  const complain = (text) => problems.add(`${where} ${page.kind} ${page.url}: ${text}`);
  tab.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complain(`console: ${message.text()}`);
  });
  tab.on("pageerror", (error) => complain(`script: ${error.message}`));
  tab.on("request", (request) => {
    const foreign = !request.url().startsWith(origin + BASE) && !request.url().startsWith("data:");
    if (foreign && request.url() !== `${origin}/favicon.ico`) complain(`asks for ${request.url()}`);
  });
  tab.on("response", (response) => {
    if (response.status() >= 400) complain(`${response.status()} for ${response.url()}`);
  });
  for (page of pages) {
    await tab.goto(origin + BASE + page.url.split("/").map(encodeURIComponent).join("/"), { waitUntil: "load" });
    await look(tab, complain, page);
  }
  await context.close();
}

/** A redirect is looked at by where it leads. */
function shown(pages) {
  return pages.filter((page) => page.kind !== "redirect");
}

/** axe-core, the console and the width of each page, in both colour schemes. */
async function look(origin, pages, viewport) {
  const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
  const options = { viewport, colorScheme: "light", reducedMotion: "reduce" };
  await visit(origin, shown(pages), options, `axe ${viewport.width}`, async (tab, complain) => {
    // Everything that can be opened is open, or axe would not see it.
    await tab.evaluate(() => document.querySelectorAll("main details").forEach((one) => (one.open = true)));
    await tab.evaluate(axe);
    const run = async (scheme, runOnly) => {
      const found = await tab.evaluate((runOnly) => axe.run(document, { runOnly, resultTypes: ["violations"] }), runOnly);
      for (const violation of found.violations) {
        const nodes = violation.nodes.slice(0, 3).map((node) => {
          const why = (node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? "";
          return `${node.target.join(" ")} (${why.slice(0, 160)})`;
        });
        complain(`${scheme}: axe ${violation.id}, ${violation.nodes.length} times: ${nodes.join("; ")}`);
      }
    };
    await run("light", EVERYTHING);
    await measure(tab, complain);
    if (brief) return;
    await tab.emulateMedia({ colorScheme: "dark" });
    await run("dark", COLOURS);
    await tab.emulateMedia({ colorScheme: "light" });
  });
}

/** Nothing sticks out of the window, and what is wider scrolls by itself and can be reached with the keyboard. */
async function measure(tab, complain) {
  const wide = await tab.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return null;
    const inside = (element) => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(at).overflowX) && at !== document.body) return true;
      }
      return false;
    };
    const out = [...document.body.querySelectorAll("*")].filter(
      (one) => (one.getBoundingClientRect().right > width + 1 || one.getBoundingClientRect().left < -1) && !inside(one),
    );
    const names = out.slice(0, 3).map((one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class") ?? ""}`);
    return `${document.documentElement.scrollWidth} wide in a window of ${width}: ${names.join(", ")}`;
  });
  if (wide) complain(wide);
}

async function narrow(origin, pages) {
  await inTabs(shown(pages), (some) => visit(origin, some, { viewport: NARROW }, "390", async (tab, complain, page) => {
    await measure(tab, complain);
    // On paper a map cannot be scrolled.
    if (page.kind === "map") {
      await tab.setViewportSize(SHEET);
      await tab.emulateMedia({ media: "print" });
      const cut = await tab.evaluate(() => [...document.querySelectorAll(".career-frame")].filter((frame) => frame.scrollWidth > frame.clientWidth + 1).length);
      if (cut) complain(`${cut} maps are cut on paper`);
      await tab.emulateMedia({ media: null });
      await tab.setViewportSize(NARROW);
    }
    // As a list a matrix names no role that expects nothing of a topic.
    if (page.kind !== "matrix") return;
    const empty = await tab.locator(".matrix .empty:visible").count();
    const alone = await tab.locator(".matrix tbody tr:not(.matrix-section):visible:not(:has(td:visible))").count();
    if (empty || alone) complain(`${empty} empty cells and ${alone} topics without a cell are listed`);
  }));
}

/** Does `work` with a part of the pages in each of a few tabs at once, for what waits more than it works. */
async function inTabs(pages, work) {
  const parts = Array.from({ length: TABS }, (_, tab) => pages.filter((_, at) => at % TABS === tab));
  await Promise.all(parts.map(work));
}

/** Every role's page is light: as a host sends it, before anything is opened. */
async function weight(origin, pages) {
  const weights = new Map();
  const weigh = async (name) => {
    if (!weights.has(name)) weights.set(name, gzipSync(await readFile(path.join(site, name)), { level: 9 }).length);
    return weights.get(name);
  };
  let heaviest = { bytes: 0 };
  for (const page of pages.filter((page) => page.kind === "role")) {
    const named = [...page.html.matchAll(/<(?:script src|link rel="stylesheet" href)="([^"]+)"/g)].map((match) => match[1]);
    if (named.length < 3) problems.add(`weight ${page.url}: names ${named.length} styles and scripts, which cannot be all`);
    let bytes = await weigh(page.url);
    for (const name of named) bytes += await weigh(path.posix.join(path.posix.dirname(page.url), name));
    if (bytes > heaviest.bytes) heaviest = { bytes, url: page.url };
    if (bytes > MAX_PAGE_BYTES) problems.add(`weight ${page.url}: ${bytes} bytes of at most ${MAX_PAGE_BYTES}`);
  }
  console.log(`the heaviest role's page is ${heaviest.url} with ${heaviest.bytes} bytes`);
}

/**
 * A role's page says early what is expected. On A4 a role takes four sheets at most and the career map one, and no first
 * sheet is left with its heading alone.
 */
async function sheets(origin, pages) {
  let most = { count: 0 };
  const some = pages.filter((page) => ["role", "map", "matrix"].includes(page.kind));
  await visit(origin, some, { viewport: WIDE }, "paper", async (tab, complain, page) => {
    if (page.kind === "role") {
      const [first, height] = await tab.evaluate(() => {
        const shown = [...document.querySelectorAll(".expected :is(.gist, .statement)")].find((one) => one.checkVisibility());
        return [shown?.getBoundingClientRect().top ?? 0, document.documentElement.scrollHeight];
      });
      if (first > MAX_FIRST_TOP || height > MAX_PAGE_HEIGHT) complain(`the first expectation is at ${first}, and the page is ${height} tall`);
    }
    const bytes = await tab.pdf({ format: "A4", preferCSSPageSize: true });
    const count = bytes.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    if (!count) complain("the file has no sheets");
    if (page.kind === "map" && count > 1) complain(`takes ${count} sheets`);
    if (page.kind === "role" && count > MAX_SHEETS) complain(`takes ${count} sheets of at most ${MAX_SHEETS}`);
    if (page.kind === "role" && count > most.count) most = { count, url: page.url };
    // What stands on the first sheet besides its heading are links: to topics, roles and levels.
    const first = await tab.pdf({ format: "A4", preferCSSPageSize: true, pageRanges: "1" });
    const links = first.toString("latin1").match(/\/Subtype\s*\/Link/g)?.length ?? 0;
    if (links < 5) complain(`the first sheet has ${links} links`);
  });
  console.log(`the longest role on paper is ${most.url} with ${most.count} sheets`);
}

/** Nothing moves once it is painted, neither while scripts start nor when the page is scrolled to its end. */
async function stillness(origin, pages) {
  for (const viewport of [WIDE, NARROW]) {
    await inTabs(shown(pages), (some) => visit(origin, some, { viewport }, `still ${viewport.width}`, async (tab, complain) => {
      const moved = await tab.evaluate(async () => {
        const moves = [];
        new PerformanceObserver((list) => moves.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
        const pause = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)));
        await pause();
        window.scrollTo(0, document.documentElement.scrollHeight);
        await pause();
        // Less than that is a bar or a number within its card. A text that moves alone is one of which a part has arrived.
        const isMove = (move) => move.value >= 0.005 && move.sources.some(({ node }) => node?.nodeType !== Node.TEXT_NODE);
        return moves.filter((move) => !move.hadRecentInput && isMove(move)).map((move) => {
          const what = move.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName);
          return `${move.value.toFixed(4)} ${what.slice(0, 2).join(" ")}`;
        });
      });
      if (moved.length > 0) complain(`moves: ${moved.slice(0, 3).join("; ")}`);
    }));
  }
}

/** The first paint waits for no script but the one that knows the colours, and comes without scripts at all. */
async function firstPaint(origin, pages) {
  // Asked again and again from outside, because with scripts off the page cannot wait for anything itself.
  const painted = async (tab) => {
    for (const start = Date.now(); Date.now() - start < 5000; await new Promise((done) => setTimeout(done, 20))) {
      const paints = await tab.evaluate(() => performance.getEntriesByName("first-contentful-paint").length);
      if (paints > 0) return true;
    }
    return false;
  };
  await inTabs(shown(pages), async (some) => {
    for (const page of some) for (const javaScriptEnabled of [true, false]) {
      const context = await browser.newContext({ viewport: NARROW, javaScriptEnabled });
      const tab = await context.newPage();
      // Never answered: whoever waits for it waits for ever.
      await tab.route((url) => url.pathname.endsWith(".js") && !url.pathname.endsWith("/scheme.js"), () => {});
      await tab.goto(origin + BASE + encodeURI(page.url), { waitUntil: "commit" });
      if (!(await painted(tab))) problems.add(`first paint ${page.kind} ${page.url}: none (scripts ${javaScriptEnabled})`);
      await context.close();
    }
  });
}

/** Columns and rows of the matrix can be chosen with the keyboard; the choice stands in the address. */
async function matrix(origin, pages) {
  const page = pages.find((page) => page.kind === "matrix");
  await visit(origin, [page], { viewport: WIDE }, "choosing", async (tab, complain) => {
    const shown = () => tab.evaluate(() => {
      const visible = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.getClientRects().length > 0).length;
      return { columns: visible(".matrix-roles th"), rows: visible("tbody th[scope=row]"), sections: visible(".matrix-section") };
    });
    const before = await shown();
    const [roles, topics] = [tab.locator(".choose details").nth(0), tab.locator(".choose details").nth(1)];
    await roles.locator("summary").focus();
    await tab.keyboard.press("Enter");
    await roles.getByRole("checkbox").first().focus();
    await tab.keyboard.press("Space");
    let after = await shown();
    if (after.columns !== before.columns - 1) complain(`${after.columns} columns instead of ${before.columns - 1}`);
    await tab.keyboard.press("Escape");
    const back = await roles.evaluate((one) => !one.open && document.activeElement === one.querySelector("summary"));
    if (!back) complain("Escape does not close the list and go back to its button");
    await topics.locator("summary").click();
    for (const box of (await topics.getByRole("checkbox").all()).slice(0, before.rows - 1)) await box.uncheck();
    after = await shown();
    if (after.rows !== 1 || after.sections !== 1) complain(`${after.rows} rows in ${after.sections} sections instead of one in one`);
    await topics.getByRole("checkbox").last().click();
    if ((await shown()).rows !== 1) complain("the last row can be taken away");
    await tab.reload();
    const kept = await shown();
    if (kept.rows !== 1 || kept.columns !== before.columns - 1) complain("the choice is not in the address");
    for (const list of [roles, topics]) {
      await list.locator("summary").click();
      await list.getByRole("button", { name: "All", exact: true }).click();
    }
    const whole = await shown();
    if (JSON.stringify(whole) !== JSON.stringify(before)) complain("all is not all");
    if (new URL(tab.url()).search) complain("the address still names a choice");
  });
}

/** Every page is complete without scripts: same headings, same links, and all of it laid out. */
async function withoutScripts(origin, pages) {
  const outline = () => ({
    words: document.querySelector("main").innerText.replace(/\s+/g, " ").trim().length,
    headings: [...document.querySelectorAll("main h1, main h2, main h3")]
      .filter((one) => one.getClientRects().length > 0)
      .map((one) => one.textContent.trim()),
    links: [...document.querySelectorAll("main a[href], nav a[href]")].map((one) => one.getAttribute("href")),
    charts: [...document.querySelectorAll("main svg")].filter((one) => one.getBoundingClientRect().height > 4).length,
  });
  const seen = { true: new Map(), false: new Map() };
  for (const javaScriptEnabled of [false, true]) {
    // The evaluation runs in a world of its own, which works with the page's scripts off.
    await visit(origin, shown(pages), { viewport: WIDE, javaScriptEnabled }, "scripts", async (tab, _, page) => {
      seen[javaScriptEnabled].set(page.url, await tab.evaluate(outline));
    });
  }
  for (const page of shown(pages)) {
    const [without, withScripts] = [seen.false.get(page.url), seen.true.get(page.url)];
    const complain = (text) => problems.add(`without scripts ${page.kind} ${page.url}: ${text}`);
    if (without.words < 20) complain("hardly any words");
    for (const part of ["headings", "links"]) {
      const missing = withScripts[part].filter((one) => !without[part].includes(one));
      if (missing.length > 0) complain(`${part} need scripts: ${missing.slice(0, 5).join(", ")}`);
    }
    if (without.charts < withScripts.charts) complain("a chart needs scripts");
  }
}

/** The first stop of the keyboard skips to the content; each stop can be seen and has nothing over it. */
async function keyboard(origin, kinds) {
  const home = { url: "index.html", kind: "home" };
  await visit(origin, [home], { viewport: WIDE }, "keyboard", async (tab, complain) => {
    await tab.keyboard.press("Tab");
    const first = await tab.evaluate(() => document.activeElement?.getAttribute("href"));
    if (!first?.startsWith("#")) complain(`the first stop is ${first}, not a link past the navigation`);
    await tab.keyboard.press("Enter");
    const inMain = await tab.evaluate(() => document.activeElement === document.querySelector("main"));
    if (!inMain) complain("the link past the navigation does not move the focus into <main>");
  });
  await inTabs(shown(kinds), (some) => visit(origin, some, { viewport: WIDE }, "keyboard", async (tab, complain) => {
    const stops = new Set();
    for (let stop = 0; stop < MAX_STOPS; stop++) {
      await tab.keyboard.press("Tab");
      const at = await tab.evaluate(() => {
        const at = document.activeElement;
        if (!at || at === document.body) return null;
        const style = getComputedStyle(at);
        const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
        const box = at.getClientRects()[0] ?? at.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const top = document.elementFromPoint(x, y);
        const covered = !top ? "outside the window" : at.contains(top) || top.contains(at) ? "" : `under ${top.outerHTML.slice(0, 60)}`;
        const seen = at.closest(".filter, .density") ? true : style.opacity !== "0";
        return { what: at.outerHTML.slice(0, 120), hidden: !ring || !seen, covered };
      });
      if (!at) break;
      stops.add(at.what);
      if (at.hidden) complain(`the focus cannot be seen on ${at.what}`);
      if (at.covered) complain(`the focus is ${at.covered} on ${at.what}`);
    }
    if (stops.size < 10) complain(`only ${stops.size} stops`);
  }));
  // On a phone the menu opens, leads on and closes.
  await visit(origin, [home], { viewport: NARROW }, "keyboard 390", async (tab, complain) => {
    await tab.locator(".menu > summary").focus();
    await tab.keyboard.press("Enter");
    await tab.keyboard.press("Tab");
    const inside = await tab.evaluate(() => document.activeElement.closest(".menu nav")?.getClientRects().length > 0);
    if (!inside) complain("the menu does not lead into its links");
    await tab.keyboard.press("Escape");
    const closed = await tab.evaluate(() => !document.querySelector(".menu").open && document.activeElement.matches(".menu > summary"));
    if (!closed) complain("Escape does not close the menu and go back to its button");
  });
}

/** The names in the open row of the navigation stand on one line and are not cut, in windows of every width. */
async function navigation(origin) {
  for (const width of [980, 1100, 1240, 1440]) {
    await visit(origin, [{ url: "index.html", kind: "home" }], { viewport: { width, height: 600 } }, `navigation ${width}`, async (tab, complain) => {
      const names = await tab.evaluate(() => [...document.querySelectorAll(".menu nav > ul > li > a, .nav-more > summary")].map((one) => {
        const words = document.createRange();
        words.selectNodeContents(one.matches("summary") ? one.firstChild : one);
        return { name: one.textContent.trim(), lines: words.getClientRects().length, isCut: one.scrollWidth > one.clientWidth };
      }));
      if (names.length < 5) complain(`the row has only ${names.length} names`);
      for (const { name, lines, isCut } of names) if (lines !== 1 || isCut) complain(`${name} stands on ${lines} lines${isCut ? ", cut" : ""}`);
    });
  }
}

/** An old address leads on, keeps the fragment, and does so without scripts too. */
async function redirects(origin, pages) {
  // They differ in nothing but their addresses.
  for (const page of pages.filter((page) => page.kind === "redirect").slice(0, 3)) {
    const target = new URL(/url=([^"]+)"/.exec(page.html)?.[1].replaceAll("&amp;", "&") ?? "", origin + BASE + encodeURI(page.url));
    for (const javaScriptEnabled of [true, false]) {
      const context = await browser.newContext({ javaScriptEnabled });
      const tab = await context.newPage();
      const from = `${origin}${BASE}${encodeURI(page.url)}#section-main`;
      await tab.goto(from).catch(() => {});
      await tab.waitForURL((url) => url.pathname === target.pathname, { timeout: 5000 }).catch(() => {});
      const arrived = new URL(tab.url());
      const complain = (text) => problems.add(`redirect ${page.url}: ${text}`);
      if (arrived.pathname !== target.pathname) complain(`leads to ${arrived.pathname} (scripts ${javaScriptEnabled})`);
      else if (javaScriptEnabled && arrived.hash !== "#section-main") complain("loses the fragment");
      await context.close();
    }
  }
}
