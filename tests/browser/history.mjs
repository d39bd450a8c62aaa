// Reads a handbook that changes, as its readers do: `node history.mjs SITE LATER` with $CHROME, the browser to use. SITE has
// released 1.3.0, which changed the clerk; LATER has released 2.0.0, which changed the baker, and names other versions.
//
// Reports every problem, one a line.

import path from "node:path";
import { pathToFileURL } from "node:url";
import { accessible, chapter as alone, finish, same } from "./chapters.mjs";
import { host } from "./host.mjs";

const [before, after] = process.argv.slice(2).map((folder) => path.resolve(folder));
const site = await host(before, "/a/b/");
const at = (url) => site.origin + site.base + url;

/** Each chapter begins with the older site and a tab. */
const chapter = (name, work, options) => alone(name, async (context) => {
  site.folder = before;
  await work(context, await context.newPage());
}, options);
const bar = (tab) => tab.locator(".news");
const isRole = async (tab, role) => {
  await tab.goto(at(`roles/${role}.html`));
  await tab.locator("[data-reader-slot] button").click();
  await tab.locator(".reader-menu").waitFor();
};

await chapter("the announcement", async (context, tab) => {
  await tab.goto(at("index.html"));
  same(await bar(tab).locator("a").textContent(), "Version 1.3.0: see what changed", "words");
  await tab.keyboard.press("Tab");
  await bar(tab).getByRole("button", { name: "Dismiss" }).focus();
  await tab.keyboard.press("Enter");
  same(await bar(tab).isVisible(), false, "shown after it was dismissed");
  same(await tab.evaluate(() => document.activeElement.id), "section-main", "focus");
  for (const page of ["index.html", "roles/clerk.html", "changes/1.3.0.html"]) {
    await tab.goto(at(page));
    same(await bar(tab).isVisible(), false, `shown on ${page}`);
  }
  // A new version is announced, and leads to its page.
  site.folder = after;
  await tab.goto(at("roles/clerk.html"));
  same(await bar(tab).locator("a").textContent(), "Version 2.0.0: see what changed", "words of the next version");
  await bar(tab).locator("a").click();
  same(await tab.locator("h1").textContent(), "Version 2.0.0", "where it leads");
  await tab.locator(".versions summary").click();
  await accessible(tab, "page of a version");
  // What another tab dismisses is dismissed here.
  const other = await context.newPage();
  await other.goto(at("index.html"));
  await bar(other).getByRole("button").click();
  await bar(tab).waitFor({ state: "hidden" });
});

await chapter("the announcement does not move the page", async (context, tab) => {
  await tab.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => list.getEntries().forEach((one) => window.shifts.push(one.value))).observe({ type: "layout-shift", buffered: true });
  });
  for (const turn of ["shown", "dismissed"]) {
    await tab.goto(at("changes/1.3.0.html"));
    await tab.waitForLoadState("load");
    same((await tab.evaluate(() => window.shifts)).filter((one) => one > 0.002), [], `shifts, ${turn}`);
    if (turn === "shown") await bar(tab).getByRole("button").click();
  }
});

await chapter("since you last looked", async (context, tab) => {
  await isRole(tab, "baker");
  same(await bar(tab).locator("a").textContent(), "Version 1.3.0 changes nothing for this role.", "a version that changes other roles");
  await bar(tab).getByRole("button").click();
  site.folder = after;
  await tab.goto(at("roles/index.html"));
  same(await bar(tab).locator("a").textContent(), "What changed for you since you last looked", "words");
  await bar(tab).locator("a").click();
  await tab.waitForURL(/roles\/baker\.html#section-history$/);
  same(await tab.locator("#section-history").textContent(), "What changed for you since you last looked", "heading");
  same(await tab.locator("[data-version]:has(.new-since)").evaluateAll((all) => all.map((one) => one.dataset.version)), ["2.0.0"], "marked versions");
  same((await tab.locator(".history .revisions").textContent()).includes("Kneading: Working → Expert"), true, "what was raised");
  await accessible(tab, "role that changed");
  // Whoever is somebody else reads the page as it is written.
  await tab.locator("[data-reader-slot] button").click();
  same(await tab.locator("#section-history").textContent(), "What changed here", "heading without a role");
  same(await tab.locator(".new-since").count(), 0, "marks without a role");
  same(await bar(tab).locator("a").textContent(), "Version 2.0.0: see what changed", "words without a role");
  // A reader who missed a version sees both.
  await tab.evaluate(() => localStorage.setItem(Object.keys(localStorage).find((key) => key.startsWith("rungs-changes")), "1.2.0"));
  await isRole(tab, "clerk");
  same(await tab.locator("[data-version]:has(.new-since)").evaluateAll((all) => all.map((one) => one.dataset.version)), ["1.3.0"], "versions since 1.2.0");
});

await chapter("answers survive a version", async (context, tab) => {
  // Roles that a release changes lead to its data: what has no id of its own gets another one with other words.
  await tab.goto(at("roles/baker.html"));
  await tab.locator(".assess-start button").click();
  const item = (text) => tab.locator(".statement", { hasText: text }).filter({ has: tab.locator(".assess-marks") });
  const mark = (text) => item(text).locator('input[value="2"]').evaluate((input) => input.click());
  await mark("Cleans the oven every evening.");
  await mark("Heats the oven before dawn.");
  site.folder = after;
  await tab.goto(at("roles/baker.html"));
  await tab.locator(".assess-changes li").first().waitFor();
  await tab.waitForFunction(() => [...document.scripts].some((one) => one.src.endsWith("/changes/roles/baker.js")));
  await tab.waitForLoadState("networkidle");
  same(await tab.locator(".assess-changes li b").allTextContents(), ["Raised", "Reworded", "New"], "what changed");
  same((await tab.locator(".assess-changes li").first().textContent()).includes("Kneading: Working → Expert"), true, "what was raised");
  // Only the wording changed: the answer holds, and nobody is asked again.
  same(await item("Cleans the oven every evenning.").locator("input:checked").getAttribute("value"), "2", "the answer to what asks the same");
  // It asks for something else: the answer is shown with the words that it was given to.
  same((await tab.locator(".assess-changes li").nth(1).textContent()).includes("Heats the oven before dawn."), true, "the words before");
  await tab.locator(".assess-changes button").last().click();
  await tab.reload();
  await tab.locator("#section-assessment").waitFor();
  same(await tab.locator(".assess-changes li").count(), 0, "changes after they were noted");
});

await chapter("what is kept is not trusted", async (context, tab) => {
  await tab.goto(at("index.html"));
  await tab.evaluate(() => {
    const root = new URL("./", location.href).pathname;
    localStorage.setItem(`rungs-reader ${root}`, JSON.stringify({ path: "https://evil.example/", title: "X", next: [] }));
    localStorage.setItem(`rungs-changes ${root}`, "9.9.9\"><img>");
  });
  await tab.reload();
  same(await bar(tab).locator("a").evaluate((link) => link.href), at("changes/1.3.0.html"), "where the announcement leads");
});

await chapter("from the disk, and other versions", async (context, tab) => {
  await tab.goto(`${pathToFileURL(after)}/roles/baker.html`);
  await bar(tab).getByRole("button").click();
  await tab.reload();
  same(await bar(tab).isVisible(), false, "shown after it was dismissed");
  await tab.locator(".versions summary").click();
  same(await tab.locator(".versions a").evaluateAll((all) => all.map((one) => [one.textContent, one.getAttribute("href")])), [["1.2.0", "https://example.org/1.2/"], ["next", "../../next/"]], "other versions");
});

await chapter("without scripts", async (context, tab) => {
  site.folder = after;
  await tab.goto(at("roles/baker.html"));
  same(await bar(tab).textContent().then((text) => text.trim()), "Version 2.0.0: see what changed", "words");
  same(await tab.locator("#section-history").textContent(), "What changed here", "heading");
  await bar(tab).locator("a").click();
  same(await tab.locator(".affected a").allTextContents(), ["Baker", "Senior Baker"], "affected roles");
  await tab.locator(".versions summary").click();
  same(await tab.locator(".versions a").first().isVisible(), true, "other versions");
}, { javaScriptEnabled: false });

site.close();
await finish();
