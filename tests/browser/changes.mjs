// Looks at the switch of `rungs serve` that compares a page with the last commit: `node changes.mjs URL ROOT` with
// $CHROME, the browser to use. URL is where the bakery in the repository ROOT is served, in German. Changes files there and
// reports every problem, one a line.

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { accessible, chapter, check, finish, same } from "./chapters.mjs";

const [site, root] = process.argv.slice(2);
const edit = async (name, from, to) => {
  const text = await readFile(path.join(root, "content", name), "utf8");
  check(text.includes(from), `${name} has no ${JSON.stringify(from)}`);
  await writeFile(path.join(root, "content", name), text.replace(from, to));
};
const toggle = (tab) => tab.getByRole("switch", { name: "Was sich geändert hat" });
const panel = (tab) => tab.getByRole("region", { name: /Seit dem letzten Commit/ });
const shows = (tab, text) => panel(tab).getByText(text).first().waitFor();

await chapter("an editor types", async (context) => {
  const tab = await context.newPage();
  await tab.goto(`${site}roles/baker.html`);
  await toggle(tab).waitFor();
  same(await panel(tab).count(), 0, "panels while it is off");
  // By keyboard: it is the last element of the page, and has a key of its own.
  await toggle(tab).focus();
  await tab.keyboard.press("Space");
  await panel(tab).waitFor();
  same(await toggle(tab).getAttribute("aria-checked"), "true", "state of the switch");
  await tab.keyboard.press("Alt+KeyC");
  await panel(tab).waitFor({ state: "hidden" });
  // A single key would be one that nobody can turn off.
  await tab.keyboard.press("c");
  same(await panel(tab).isVisible(), false, "panel after a single key");
  await tab.keyboard.press("Alt+KeyC");
  await panel(tab).waitFor();
  await tab.evaluate(() => { window.marker = "the same document"; });
  await edit("roles.yaml", "Heats the oven before dawn.", "Heats the oven <b>well</b> before dawn.");
  await shows(tab, "well");
  same(await panel(tab).locator("b", { hasText: "well" }).count(), 0, "markup of a file that is shown as markup");
  await edit("roles.yaml", "skills: {kneading: working}", "skills: {kneading: expert}");
  await shows(tab, "Kneading");
  same(await panel(tab).locator("del").first().textContent(), "Working", "the step before");
  same(await panel(tab).locator("ins").first().textContent(), "Expert", "the step now");
  same(await tab.evaluate(() => window.marker), "the same document", "the document");
  await accessible(tab, "with the panel");
  // What changed can be followed to its place on the page.
  const link = panel(tab).locator("a").first();
  const target = (await link.getAttribute("href")).slice(1);
  await link.click();
  same(await tab.evaluate(() => decodeURIComponent(location.hash)), `#${decodeURIComponent(target)}`, "where a change leads");
  // The switch stays on from page to page, and above a problem.
  await tab.goto(`${site}roles/clerk.html`);
  await panel(tab).waitFor();
  await edit("skills.yaml", "title: Kneading", "title: [Kneading");
  const problems = tab.locator("rungs-problems section");
  await problems.waitFor();
  const [below, above] = [await problems.boundingBox(), await toggle(tab).boundingBox()];
  check(above.y + above.height <= below.y + 1, `the switch is covered: ${JSON.stringify([above, below])}`);
  await edit("skills.yaml", "title: [Kneading", "title: Kneading");
  await problems.waitFor({ state: "detached" });
  await toggle(tab).click();
  await tab.reload();
  await toggle(tab).waitFor();
  same(await panel(tab).count(), 0, "panels after it was switched off");
});

await chapter("in a text field, a question mark is a question mark", async (context) => {
  const tab = await context.newPage();
  await tab.goto(`${site}search.html`);
  await toggle(tab).waitFor();
  await tab.locator("main input").first().focus();
  await tab.keyboard.type("oven?");
  same(await tab.locator("main input").first().inputValue(), "oven?", "words of the field");
  same(await toggle(tab).getAttribute("aria-checked"), "false", "state of the switch");
});

await chapter("on a phone", async (context) => {
  const tab = await context.newPage();
  await tab.goto(`${site}roles/baker.html`);
  await toggle(tab).click();
  await shows(tab, "well");
  await accessible(tab, "on a phone");
  const box = await panel(tab).boundingBox();
  check(box.x >= 0 && box.x + box.width <= 320, `the panel is cut: ${JSON.stringify(box)}`);
}, { viewport: { width: 320, height: 568 } });

await finish();
