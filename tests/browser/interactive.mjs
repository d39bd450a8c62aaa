// Does with a built site what readers do: `node interactive.mjs SITE LATER` with $CHROME, the browser to use. LATER is
// the same handbook after some edits. Each chapter runs from a host at a sub-path, and from the disk where that differs.
//
// Knows the sample handbook's roles. Reports every problem, one a line.

import { readFile, writeFile, mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { accessible, chapter as alone, check, finish, same } from "./chapters.mjs";
import { host } from "./host.mjs";

const [before, after] = process.argv.slice(2).map((folder) => path.resolve(folder));
const ROLE = "roles/senior-engineer.html";
const KEY = (tab) => tab.evaluate(() => Object.keys(localStorage).find((key) => key.startsWith("rungs-assessment") && !key.endsWith("unreadable")));

const scratch = await mkdtemp(path.join(os.tmpdir(), "rungs-interactive-"));
const site = await host(before, "/a/b/");
const web = { name: "http", at: (url) => site.origin + site.base + url };
const disk = { name: "file", at: (url) => `${pathToFileURL(before)}/${url}` };

/** Each chapter begins with no requests noted. */
const chapter = (name, work, options) => alone(name, (context) => {
  site.asked.length = 0;
  return work(context);
}, options);

/** Presses Tab until the focus is on what `selector` means; fails if it never gets there or cannot be seen. */
async function tabTo(tab, selector) {
  for (let press = 0; press < 400; press++) {
    await tab.keyboard.press("Tab");
    const there = await tab.evaluate((selector) => document.activeElement.matches(selector), selector);
    if (there) return true;
  }
  check(false, `the keyboard does not reach ${selector}`);
  return false;
}
/** Layout shifts so far that a reader could see. A page drawn while it is still parsed moves its last line by less. */
const SHIFT = 0.001;
const shifts = (tab) => tab.evaluate((least) => window.moved.filter((value) => value > least), SHIFT);
const item = (tab, id) => tab.locator(`#s-${id} .assess-item`);
const status = (tab) => tab.locator(".assess-status");
/** How many expectations of the page are answered, in the words of the page. */
const answered = async (tab, number) => `${number} of ${await tab.locator(".assess-item").count()} answered`;

async function assess(tab) {
  await tab.getByRole("button", { name: "Assess yourself" }).click();
  await tab.locator(".assess-item").first().waitFor();
}

// Self-assessment

for (const from of [web, disk]) {
  await chapter(`assess by keyboard, ${from.name}`, async (context) => {
    const tab = await context.newPage();
    await tab.goto(from.at(ROLE));
    await tabTo(tab, ".assess-start button");
    await tab.keyboard.press("Enter");
    await tab.locator(".assess-item").first().waitFor();
    same(await tab.evaluate(() => document.activeElement.textContent), "Self-assessment", "the focus after opening");
    check((await tab.locator(".assess-aim").textContent()).includes("not a checklist for promotion"), "nothing says what it is for");
    await tabTo(tab, "#s-lifecycle .assess-item input");
    check(await tab.evaluate(() => getComputedStyle(document.activeElement.nextElementSibling).outlineStyle !== "none"), "the focus on a mark cannot be seen");
    await tab.keyboard.press("Space");
    await tab.keyboard.press("ArrowRight");
    await tab.keyboard.press("ArrowRight");
    await tabTo(tab, "#s-lifecycle .assess-note");
    await tab.keyboard.press("Enter");
    await tab.keyboard.type("Led <b>three</b> & removed the importer");
    same(await tab.locator(".assess-progress caption").textContent(), await answered(tab, 1), "progress");
    check((await tab.locator(".assess-progress tbody tr").first().textContent()).includes("1 of 22"), "progress of the theme");
    await tab.reload();
    await tab.locator(".assess-item").first().waitFor();
    check(await item(tab, "lifecycle").getByRole("radio", { name: "Consistently" }).isChecked(), "the mark is gone after a reload");
    same(await item(tab, "lifecycle").locator("textarea").inputValue(), "Led <b>three</b> & removed the importer", "the note after a reload");
    await item(tab, "lifecycle").getByRole("button", { name: "Undo" }).press("Enter");
    same(await tab.locator(".assess-progress caption").textContent(), await answered(tab, 0), "progress after taking back");
    same(await item(tab, "lifecycle").locator("textarea").inputValue(), "Led <b>three</b> & removed the importer", "the note after taking the mark back");
    await tab.getByRole("button", { name: "Close" }).press("Enter");
    same(await tab.evaluate(() => document.activeElement.textContent), "Assess yourself", "the focus after closing");
    await tab.reload();
    same(await tab.locator(".assess-item").count(), 0, "fields on a page whose assessment was closed");
  });
}

await chapter("assess: the radar and the next role", async (context) => {
  const tab = await context.newPage();
  await tab.goto(web.at(ROLE));
  check(!site.asked.some((url) => url.endsWith("assess.js")), "the script comes before someone asks for it");
  await assess(tab);
  const shape = () => tab.locator(".radar-own").getAttribute("d");
  const nothing = await shape();
  check(await tab.locator(".radar-legend").isHidden(), "a line is named that cannot be seen");
  await item(tab, "ai-integration-practice").getByRole("radio", { name: "Consistently" }).check({ force: true });
  check((await shape()) !== nothing, "a mark does not show on the radar");
  check(await tab.locator(".radar-legend").isVisible(), "the line of the answers has no name");
  check(!site.asked.some((url) => url.endsWith("compare/data.js")), "the other roles are loaded before someone asks");
  await item(tab, "lifecycle").getByRole("radio", { name: "Sometimes" }).check({ force: true });
  await tab.getByRole("button", { name: "Compare with Staff Engineer" }).press("Enter");
  const against = tab.locator(".assess-against");
  await against.locator("table").waitFor();
  same(await tab.evaluate(() => document.activeElement.textContent), "Your answers against Staff Engineer", "the focus after comparing");
  // What the page of the next role says itself.
  const other = await context.newPage();
  await other.goto(web.at("roles/staff-engineer.html"));
  const read = () => {
    const words = (one) => {
      const copy = one.querySelector(".statement-text").cloneNode(true);
      copy.querySelectorAll(".tag, .why, .anchor").forEach((part) => part.remove());
      return copy.textContent.replace(/\s+/g, " ").trim();
    };
    return [...document.querySelectorAll(".expected .statement[id]")].map((one) => [one.id, words(one)]);
  };
  const theirs = await other.evaluate(read), mine = new Map(await tab.evaluate(read));
  const alike = theirs.filter(([id, words]) => mine.get(id) === words).length;
  const reworded = theirs.filter(([id]) => mine.has(id)).length - alike;
  check(alike > 0 && reworded > 0 && alike + reworded < theirs.length, `${alike} alike, ${reworded} reworded of ${theirs.length}`);
  const caption = await against.locator("caption").textContent();
  // The mark of `lifecycle` belongs to other words than those of the next role, the one of the skill to the same.
  same(caption, `Of ${theirs.length} expectations of Staff Engineer, 1 answered`, "the caption");
  const said = await against.textContent();
  check(said.includes(`${alike} read the same as here, ${reworded} are reworded, ${theirs.length - alike - reworded} are new`), `what is the same: ${said.slice(0, 200)}`);
  same(await against.locator("details li").count(), theirs.length - 1, "what is left to show");
  // There the same id is answered by itself.
  await assess(other);
  same(await other.locator(".assess-progress caption").textContent(), `1 of ${theirs.length} answered`, "on the page of the next role");
  same(await other.locator(".assess-changes").textContent(), "", "changes on the page of the next role");
  await item(other, "lifecycle").getByRole("radio", { name: "Not yet" }).check({ force: true });
  await tab.reload();
  await tab.locator(".assess-item").first().waitFor();
  check(await item(tab, "lifecycle").getByRole("radio", { name: "Sometimes" }).isChecked(), "an answer to the next role replaced the one to this");
  await other.reload();
  await other.locator(".assess-item").first().waitFor();
  check(await item(other, "lifecycle").getByRole("radio", { name: "Not yet" }).isChecked(), "the answer to the next role is lost");
  await tab.getByRole("button", { name: "Compare with Staff Engineer" }).press("Enter");
  await against.locator("table").waitFor();
  await accessible(tab, "with the next role");
});

await chapter("assess: files", async (context) => {
  const tab = await context.newPage();
  await tab.goto(web.at(ROLE));
  await assess(tab);
  await item(tab, "lifecycle").getByRole("radio", { name: "Sometimes" }).check({ force: true });
  await item(tab, "lifecycle").getByRole("button", { name: "Note" }).click();
  await tab.keyboard.type("First *line*\nand <second>");
  await item(tab, "own-tests").getByRole("radio", { name: "Not yet" }).check({ force: true });
  const files = {};
  for (const name of ["Markdown", "JSON"]) {
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: `Save as ${name}` }).press("Enter")]);
    files[name] = path.join(scratch, download.suggestedFilename());
    await download.saveAs(files[name]);
  }
  const document = await readFile(files.Markdown, "utf8");
  for (const part of ["# Self-assessment: Senior Engineer", "not a checklist for promotion", "- **Sometimes** Leads the work", "  - First \\*line\\*", "  - and \\<second\\>", "## Responsibilities"]) {
    check(document.includes(part), `the document does not say ${part}`);
  }
  const kept = () => tab.evaluate((key) => JSON.parse(localStorage.getItem(key)).answers, KEY_OF_SITE);
  const KEY_OF_SITE = await KEY(tab);
  const answers = await kept();
  same(Object.keys(answers), ["lifecycle", "own-tests"], "answers by statement id");
  for (const name of ["Markdown", "JSON"]) {
    // Cleared, after a question that can be declined.
    await tab.getByRole("button", { name: "Clear my data" }).press("Enter");
    await tab.getByRole("dialog").waitFor();
    same(await tab.evaluate(() => document.activeElement.textContent), "Cancel", "the focus in the question");
    if (name === "JSON") await accessible(tab, "asked before clearing");
    await tab.keyboard.press("Escape");
    same(await tab.getByRole("dialog").count(), 0, "dialogs after Escape");
    same(await kept(), answers, "answers after declining to clear");
    await tab.getByRole("button", { name: "Clear my data" }).click();
    await tab.getByRole("button", { name: "Delete everything" }).press("Enter");
    same(await tab.evaluate(() => Object.keys(localStorage).filter((key) => key !== "rungs-pages")), [], "what is kept after clearing");
    await assess(tab);
    await tab.locator("#section-assess-import").setInputFiles(files[name]);
    check((await tab.getByRole("dialog").textContent()).includes("2. To expectations on this page: 2."), `${name}: the question says ${await tab.getByRole("dialog").textContent()}`);
    if (name === "JSON") await accessible(tab, "asked before taking over");
    await tab.getByRole("button", { name: "Take over all" }).press("Enter");
    same(await status(tab).textContent(), "Answers taken over: 2", `${name}: what is said`);
    same(await kept(), answers, `${name}: answers after saving, clearing and opening`);
    check(await item(tab, "lifecycle").getByRole("radio", { name: "Sometimes" }).isChecked(), `${name}: the mark is not shown`);
  }
  // Where they differ one's own can be kept.
  await item(tab, "lifecycle").getByRole("radio", { name: "Consistently" }).check({ force: true });
  await tab.locator("#section-assess-import").setInputFiles(files.JSON);
  check((await tab.getByRole("dialog").textContent()).includes("Different from what you answered here: 1."), "the question does not count what differs");
  await tab.getByRole("button", { name: "Keep mine where they differ" }).click();
  same((await kept()).lifecycle.mark, 2, "one's own mark");
  // What is no self-assessment changes nothing and is called what it is.
  const mine = await kept();
  const bad = {
    "empty.json": ["", "That file is empty."],
    "half.json": [(await readFile(files.JSON, "utf8")).slice(0, 60), "That file is not complete"],
    "list.json": ["[1, 2]", "That file is not a self-assessment"],
    "other.json": ['{"answers": {"lifecycle": {"mark": 2}}}', "That file is not a self-assessment"],
    "newer.json": ['{"format": "rungs-assessment", "version": 9, "answers": {}}', "That file comes from a newer version"],
    "none.json": ['{"format": "rungs-assessment", "version": 1, "answers": {"lifecycle": 7, "own-tests": {"mark": 12}}}', "There are no answers"],
    "notes.md": ["# Shopping\n\n- **bread**\n", "That file is not a self-assessment"],
    "picture.json": [Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 255]), "That file is not a self-assessment"],
    "large.md": ["x".repeat(4100000), "That file is too large"],
  };
  for (const [name, [content, words]] of Object.entries(bad)) {
    await writeFile(path.join(scratch, name), content);
    await tab.locator("#section-assess-import").setInputFiles(path.join(scratch, name));
    await tab.waitForFunction((words) => document.querySelector(".assess-status").textContent.startsWith(words), words)
      .catch(async () => check(false, `${name}: says ${await status(tab).textContent()}`));
    same(await kept(), mine, `${name}: answers`);
  }
  // A hostile file is text.
  const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  const hostile = {
    format: "rungs-assessment", version: 1,
    answers: { lifecycle: { mark: 1, note: evil, text: evil }, __proto__: { mark: 2 }, [evil]: { mark: 2, note: evil, text: evil } },
    roles: { "senior-engineer.html": { open: true, seen: { lifecycle: evil, gone: evil } } },
  };
  const json = JSON.stringify(hostile).replace('"answers":{', '"answers":{"__proto__":{"mark":2,"note":"x"},');
  await tab.getByRole("button", { name: "Clear my data" }).click();
  await tab.getByRole("button", { name: "Delete everything" }).click();
  await writeFile(path.join(scratch, "hostile.json"), json);
  await assess(tab);
  await tab.evaluate((key) => localStorage.removeItem(key), KEY_OF_SITE);
  await tab.locator("#section-assess-import").setInputFiles(path.join(scratch, "hostile.json"));
  await tab.getByRole("button", { name: "Take over all" }).click();
  await tab.reload();
  await tab.locator(".assess-changes li").first().waitFor();
  same(await tab.evaluate(() => [document.querySelectorAll(".expected img, .expected script").length, ({}).mark, document.title]), [0, null, "Senior Engineer · Northbeam Engineering Handbook"].map((one) => one ?? undefined), "a hostile file");
  same(await item(tab, "lifecycle").locator("textarea").inputValue(), evil, "its note");
});

await chapter("assess: the handbook has changed", async (context) => {
  const tab = await context.newPage();
  await tab.goto(web.at(ROLE));
  await assess(tab);
  for (const id of ["on-call", "design-for-change", "prototype"]) await item(tab, id).getByRole("radio", { name: "Sometimes" }).check({ force: true });
  await item(tab, "design-for-change").getByRole("button", { name: "Note" }).click();
  await tab.keyboard.type("The talk in May");
  same(await tab.locator(".assess-changes").textContent(), "", "changes before the handbook changed");
  site.folder = after;
  try {
    await tab.reload();
    const lines = tab.locator(".assess-changes li");
    await lines.first().waitFor();
    const said = (await lines.allTextContents()).map((line) => line.split(":")[0]);
    same(said, ["Reworded", "Reworded", "New", "No longer expected"], "what is said about the changes");
    const [onCall, prototype, , gone] = await lines.allTextContents();
    check(onCall.includes("leaves every alert") && onCall.includes("It said: Takes a turn on call and leaves the alerts"), `reworded: ${onCall}`);
    check(gone.includes("You said: Sometimes. Your note: The talk in May"), `gone: ${gone}`);
    check(await item(tab, "on-call").getByRole("radio", { name: "Sometimes" }).isChecked(), "the answer to a reworded expectation is lost");
    check(prototype.includes("the same week") && prototype.includes("You said: Sometimes"), `reworded without an id: ${prototype}`);
    await accessible(tab, "with changes");
    await tab.getByRole("button", { name: "Keep this answer" }).press("Enter");
    const statement = tab.locator(".statement[id]", { hasText: "throws it away the same week" }).last();
    check(await statement.getByRole("radio", { name: "Sometimes" }).isChecked(), "the answer was not taken along");
    const answers = await tab.evaluate((key) => JSON.parse(localStorage.getItem(key)).answers, await KEY(tab));
    same(answers["design-for-change"], { mark: 1, note: "The talk in May", text: "Names the changes that a design must survive, and shows which of them would be expensive." }, "the old answer");
    await tab.getByRole("button", { name: "Noted" }).press("Enter");
    same(await tab.locator(".assess-changes").textContent(), "", "changes after they were noted");
    await tab.reload();
    await tab.locator(".assess-item").first().waitFor();
    same(await tab.locator(".assess-changes").textContent(), "", "changes after they were noted and the page loaded again");
    same(await tab.locator(".assess-progress caption").textContent(), await answered(tab, 2), "answers that still count");
    // A document that was saved before the change says so too.
    const document = path.join(scratch, "before.md");
    await writeFile(document, "- **Consistently** Takes turns on call and complains. <!-- on-call -->\n  - In May\n");
    await tab.locator("#section-assess-import").setInputFiles(document);
    await tab.getByRole("button", { name: "Take over all" }).click();
    same(await lines.allTextContents(), ["Reworded: Takes a turn on call and leaves every alert and every runbook better than they found it. It said: Takes turns on call and complains. You said: Consistently. Your note: In May"], "an older document");
  } finally {
    site.folder = before;
  }
});

await chapter("assess: two tabs", async (context) => {
  const [one, two] = [await context.newPage(), await context.newPage()];
  for (const tab of [one, two]) await tab.goto(web.at(ROLE));
  await assess(one);
  await assess(two);
  await item(one, "lifecycle").getByRole("radio", { name: "Consistently" }).check({ force: true });
  await item(two, "own-tests").getByRole("radio", { name: "Not yet" }).check({ force: true });
  await item(one, "on-call").getByRole("radio", { name: "Sometimes" }).check({ force: true });
  for (const [name, tab] of [["first", one], ["second", two]]) {
    await tab.waitForFunction(() => document.querySelector(".assess-progress caption").textContent.startsWith("3 of"))
      .catch(async () => check(false, `the ${name} tab says ${await tab.locator(".assess-progress caption").textContent()}`));
  }
  check(await item(two, "lifecycle").getByRole("radio", { name: "Consistently" }).isChecked(), "the other tab's answer is not shown");
  await one.getByRole("button", { name: "Clear my data" }).click();
  await one.getByRole("button", { name: "Delete everything" }).click();
  await two.getByRole("button", { name: "Assess yourself" }).waitFor();
});

for (const [name, script] of [
  ["missing", () => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } })],
  ["full", () => { Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }; }],
]) {
  await chapter(`assess: storage is ${name}`, async (context) => {
    await context.addInitScript(script);
    const tab = await context.newPage();
    await tab.goto(web.at(ROLE));
    await assess(tab);
    check(/save your answers as a file/.test(await status(tab).textContent()), `nothing is said: ${await status(tab).textContent()}`);
    for (const id of ["lifecycle", "own-tests"]) await item(tab, id).getByRole("radio", { name: "Sometimes" }).check({ force: true });
    same(await tab.locator(".assess-progress caption").textContent(), await answered(tab, 2), "answers of this visit");
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "Save as JSON" }).click()]);
    const file = path.join(scratch, `${name}.json`);
    await download.saveAs(file);
    same(Object.keys(JSON.parse(await readFile(file, "utf8")).answers), ["lifecycle", "own-tests"], "answers in the file");
    await tab.goto(web.at("roadmaps/senior-to-staff.html"));
    await tab.locator(".tasks input").first().check();
    check((await tab.locator(".roadmap-status").textContent()).includes("This browser keeps nothing"), "the roadmap does not say so");
    await tab.getByRole("button", { name: "Dark colours" }).click();
    same(await tab.evaluate(() => document.documentElement.dataset.theme), "dark", "colours of this visit");
  });
}

await chapter("assess: storage holds garbage", async (context) => {
  const tab = await context.newPage();
  await tab.goto(web.at(ROLE));
  await assess(tab);
  const key = await KEY(tab);
  for (const garbage of ["{", "7", "null", '"x"', '{"format":"rungs-assessment","answers":[]}']) {
    await tab.evaluate(([key, text]) => localStorage.setItem(key, text), [key, garbage]);
    await tab.goto("about:blank");
    await tab.goto(web.at(`${ROLE}#section-assessment`));
    await tab.locator(".assess-item").first().waitFor();
    check((await status(tab).textContent()).startsWith("What was kept here could not be read"), `${garbage}: says ${await status(tab).textContent()}`);
    same(await tab.evaluate((key) => localStorage.getItem(`${key} unreadable`), key), garbage, "what is set aside");
  }
  await tab.evaluate(() => localStorage.setItem("rungs-roadmaps /a/b/", '{"senior-to-staff.html": {"a": 1}, "x": [1]}'));
  await tab.goto(web.at("roadmaps/senior-to-staff.html"));
  same(await tab.locator(".tasks input:checked").count(), 0, "ticks from garbage");
});

await chapter("assess: on a phone", async (context) => {
  const tab = await context.newPage();
  await tab.goto(web.at(ROLE));
  await assess(tab);
  await item(tab, "lifecycle").getByRole("radio", { name: "Sometimes" }).check({ force: true });
  await tab.getByRole("button", { name: "Compare with Staff Engineer" }).click();
  await tab.locator(".assess-against table").waitFor();
  await accessible(tab, "assessment");
}, { viewport: { width: 390, height: 844 }, hasTouch: true });

await chapter("without scripts", async (context) => {
  const tab = await context.newPage();
  for (const [url, hidden] of [[ROLE, ".assess"], ["compare/index.html", ".compare-form"], ["roadmaps/senior-to-staff.html", ".tasks input"]]) {
    await tab.goto(web.at(url));
    same(await tab.locator(hidden).filter({ visible: true }).count(), 0, `${hidden} on ${url}`);
  }
  await tab.goto(web.at("compare/engineer/senior-engineer.html"));
  check(await tab.locator(".same").isVisible(), "what carries over is not there");
  await tab.getByLabel("Only what changes").check();
  check(!(await tab.locator(".same").isVisible()), "the switch needs scripts");
  await tab.goto(web.at(ROLE));
  const shown = async (tab, choice) => {
    await tab.locator(`#section-filter-${choice}`).check({ force: true });
    return tab.locator(".expected .statement:visible").count();
  };
  const [short, all, fresh, toward] = [await shown(tab, "short"), await shown(tab, "all"), await shown(tab, "new"), await shown(tab, "toward-1")];
  const topics = await tab.locator(".expected .topic").count();
  check(short <= topics && short > 10, `in short: ${short} of ${topics} topics`);
  check(fresh > 0 && fresh < all && toward > 0 && toward < all, `the filter needs scripts: ${fresh} and ${toward} of ${all}`);
}, { javaScriptEnabled: false });

// Comparison

/** What a difference shows, on its page and in the comparison of any roles. */
function shownDifference(root) {
  const text = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const inside = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("a[href]").forEach((link, at) => link.setAttribute("href", element.querySelectorAll("a[href]")[at].href));
    copy.querySelectorAll("img[src]").forEach((image, at) => image.setAttribute("src", element.querySelectorAll("img[src]")[at].src));
    return copy.innerHTML.replace(/&nbsp;/g, " ").replace(/\s+/g, " ").trim()
      // White space beside a block is nothing.
      .replace(/ (?=<\/?(div|p|ul|li|details|summary)\b)/g, "").replace(/(<\/?(div|p|ul|li|details|summary)\b[^>]*>) /g, "$1");
  };
  const all = (selector, read) => [...root.querySelectorAll(selector)].map(read);
  return {
    counts: all(":scope > .counts > li, .hero > .counts > li", text),
    levels: all(".versus :is(th, td)", inside),
    sizes: all(".sizes > li", (one) => [...[...one.querySelectorAll(".size-title, .size-number, .counts > li")].map(text), one.querySelector(".size-part").getAttribute("width")]),
    themes: all(".changes .theme-title", text),
    topics: all(".topic", (topic) => [inside(topic.querySelector("h3, h4, h5, h6")), [...topic.querySelectorAll(".need")].map(inside)]),
    statements: all(".statement", (one) => [one.dataset.change, one.closest(".topic, .carried-topic").querySelector("a").href, !!one.closest(".carried"), inside(one)]),
    same: all(".carried-topic", (one) => text(one.querySelector("summary"))),
  };
}

for (const from of [web, disk]) {
  await chapter(`any two roles are compared as on their page, ${from.name}`, async (context) => {
    const tab = await context.newPage();
    await tab.goto(from.at("compare/index.html"));
    const pairs = await tab.locator(".pair-list a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    check(pairs.length > 8, `only ${pairs.length} pairs`);
    let statements = 0, marked = 0;
    for (const pair of pairs) {
      await tab.goto(from.at(`compare/${pair}`));
      const page = await tab.evaluate(`(${shownDifference})(document.querySelector("main"))`);
      const query = new URL(await tab.locator(".hero .actions a", { hasText: "Compare other" }).getAttribute("href"), tab.url()).href;
      await tab.goto(query);
      await tab.locator(".compared").waitFor();
      const scripted = await tab.evaluate(`(${shownDifference})(document.querySelector(".compared"))`);
      for (const part of Object.keys(page)) {
        for (let at = 0; at < Math.max(page[part].length, scripted[part].length); at++) {
          if (JSON.stringify(page[part][at]) === JSON.stringify(scripted[part][at])) continue;
          same(scripted[part][at], page[part][at], `${pair}, ${part} ${at}`);
          break;
        }
      }
      statements += page.statements.length;
      marked += page.statements.filter((one) => /<(em|code|strong|ins|del)/.test(one[3])).length;
    }
    check(statements > 300 && marked > 20, `hardly anything was compared: ${statements} statements, ${marked} with markup`);
  });
  await chapter(`comparing, ${from.name}`, async (context) => {
    const tab = await context.newPage();
    await tab.goto(from.at("compare/index.html"));
    const field = tab.locator("#section-compare-add");
    const chosen = () => tab.locator(".chips li > span").allTextContents();
    await tab.locator("#section-compare-roles option").nth(3).waitFor({ state: "attached" });
    same(await tab.locator(".compared").count(), 0, "results before anything is chosen");
    check(!(await tab.locator(".compare-any .switch").isVisible()), "a switch without a result");
    await tabTo(tab, "#section-compare-add");
    await tab.keyboard.type("engineer");
    await tab.keyboard.press("Enter");
    await tab.keyboard.type("Senior");
    await tab.keyboard.press("Enter");
    await tab.locator(".compared").waitFor();
    same(await tab.locator(".compare-any [role=status]").textContent(), "Engineer → Senior Engineer", "what is heard");
    same(await tab.title(), "Engineer → Senior Engineer · Compare roles · Northbeam Engineering Handbook", "the title of the tab");
    await tab.keyboard.type("Senior Engineer");
    await tab.keyboard.press("Enter");
    same(await chosen(), ["Engineer", "Senior Engineer"], "chips after a role is asked for twice");
    await field.fill("");
    const two = tab.url();
    check(two.endsWith("compare/index.html?roles=engineer~senior-engineer"), `the address is ${two}`);
    await tab.keyboard.type("Staff");
    await tab.keyboard.press("Enter");
    await tab.locator(".compared").nth(2).waitFor();
    const three = tab.url();
    const columns = await tab.locator(".versus-three").first().locator("thead th").allTextContents();
    same(columns, ["1Engineer", "2Senior Engineer", "3Staff Engineer"], "columns side by side");
    same(await tab.locator(".compared h2 .from").allTextContents(), ["Engineer", "Engineer"], "what each is compared with");
    await tab.goBack();
    await tab.waitForFunction(() => document.querySelectorAll(".compared").length === 1);
    same([tab.url(), await chosen()], [two, ["Engineer", "Senior Engineer"]], "the way back");
    await tab.goForward();
    await tab.locator(".compared").nth(2).waitFor();
    same(tab.url(), three, "the way forward");
    await tab.reload();
    await tab.locator(".compared").nth(2).waitFor();
    same((await chosen())[2], "Staff Engineer", "the third role after a reload");
    await tab.getByLabel("Only what changes").press("Space");
    same(await tab.locator(".compared [data-change=unchanged]:visible, .compared .same:visible").count(), 0, "what is unchanged, when only changes are wanted");
    check((await tab.locator(".compare-any [role=status]").textContent()).endsWith("only what changes"), "the switch is not heard");
    await tab.reload();
    await tab.locator(".compared").nth(2).waitFor();
    check(await tab.getByLabel("Only what changes").isChecked(), "the switch is lost in a reload");
    if (from === web) await accessible(tab, "three roles");
    await tab.getByRole("button", { name: "Reverse the order" }).press("Enter");
    same(await chosen(), ["Staff Engineer", "Senior Engineer", "Engineer"], "the roles the other way");
    await field.fill("Principal Engineer");
    await field.press("Enter");
    await tab.locator(".compared").nth(3).waitFor();
    check(!(await field.isVisible()), "a fifth role can be added");
    await tab.getByRole("button", { name: "Remove Principal Engineer" }).press("Enter");
    await field.press("Backspace");
    same(await chosen(), ["Staff Engineer", "Senior Engineer"], "the roles after taking two away");
    await tab.goto(from.at("compare/index.html?roles=engineer~nobody%3Cb%3E"));
    check((await tab.locator(".compare-result").textContent()).includes("There is no role “nobody<b>” here any more."), "an unknown role is not mentioned");
  });
}

await chapter("three roles on a phone", async (context) => {
  const tab = await context.newPage();
  await tab.goto(web.at("compare/index.html?roles=engineer~senior-engineer~staff-engineer"));
  await tab.locator(".compared").nth(2).waitFor();
  await accessible(tab, "three roles");
}, { viewport: { width: 390, height: 844 }, hasTouch: true });

for (const width of [1280, 390]) {
  await chapter(`nothing moves while scripts add to a page of ${width}`, async (context) => {
    await context.addInitScript(() => {
      window.moved = [];
      new PerformanceObserver((list) => window.moved.push(...list.getEntries().map((one) => one.value))).observe({ type: "layout-shift", buffered: true });
    });
    const tab = await context.newPage();
    for (const url of ["compare/index.html", "compare/index.html?roles=engineer~senior-engineer", "roadmaps/senior-to-staff.html", `${ROLE}?show=new`, "compare/engineer/senior-engineer.html?show=changes"]) {
      await tab.goto(web.at(url));
      await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 300))));
      same(await shifts(tab), [], url);
    }
  }, { viewport: { width, height: 844 } });
}

// Copying

await chapter("copy as Markdown", async (context) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: site.origin });
  const tab = await context.newPage();
  for (const url of [ROLE, "compare/engineer/senior-engineer.html", "tracks/individual-contributor/matrix.html"]) {
    await tab.goto(web.at(url));
    await tabTo(tab, "[data-copy-markdown]");
    await tab.keyboard.press(url === ROLE ? "Space" : "Enter");
    await tab.waitForFunction(() => document.querySelector(".toast[role=status]").textContent === "Copied as Markdown");
    const copied = await tab.evaluate(() => navigator.clipboard.readText());
    check(copied === await readFile(path.join(before, url.replace(/html$/, "md")), "utf8"), `${url}: another text was copied`);
    same(tab.url(), web.at(url), "the page after copying");
  }
  await tab.goto(web.at(`${ROLE}?show=all`));
  await tab.keyboard.press("#");
  await tabTo(tab, ".statement .anchor");
  check(await tab.evaluate(() => getComputedStyle(document.activeElement).opacity === "1"), "the link of a statement cannot be seen in focus");
  await tab.keyboard.press("Enter");
  await tab.waitForFunction(() => document.querySelector(".toast[role=status]").textContent === "Link copied");
  same(await tab.evaluate(() => navigator.clipboard.readText()), tab.url(), "the link of a statement");
  check(tab.url().includes(`${ROLE}?show=all#s-`), "the address does not show the statement");
});

await chapter("copy without a clipboard", async (context) => {
  await context.grantPermissions(["clipboard-read"], { origin: site.origin });
  await context.addInitScript(() => { delete window.ClipboardItem; });
  const tab = await context.newPage();
  await tab.goto(web.at(ROLE));
  await tab.locator("[data-copy-markdown]").press("Enter");
  await tab.waitForFunction(() => document.querySelector(".toast[role=status]").textContent === "Copied as Markdown");
  check((await tab.evaluate(() => navigator.clipboard.readText())) === await readFile(path.join(before, "roles/senior-engineer.md"), "utf8"), "another text was copied");
  // From the disk no script may read the text: the link leads to it.
  await tab.goto(disk.at(ROLE));
  same(await tab.locator("[data-copy-markdown]").textContent(), "Markdown", "the link on the disk");
  same(await tab.locator("[data-copy-markdown]").evaluate((link) => link.href), disk.at("roles/senior-engineer.md"), "where it leads");
});

// Filters

for (const from of [web, disk]) {
  await chapter(`filters, ${from.name}`, async (context) => {
    const tab = await context.newPage();
    await tab.goto(from.at(ROLE));
    await tab.evaluate(() => document.querySelectorAll("main details").forEach((one) => { one.open = true; }));
    const visible = () => tab.locator(".expected .statement:visible").count();
    await tabTo(tab, "#section-filter-short");
    await tab.keyboard.press("ArrowRight");
    await tab.evaluate(() => document.querySelectorAll("main details").forEach((one) => { one.open = true; }));
    const all = await visible();
    check(all > 40, `everything is ${all} expectations`);
    await tab.keyboard.press("ArrowRight");
    const fresh = await visible();
    same(await tab.locator(".filter [role=status]").textContent(), `${fresh} of ${all} expectations`, "what is heard of new ones");
    check(fresh > 0 && fresh < all, `${fresh} of ${all} are new`);
    check(tab.url().endsWith("?show=new"), `the address is ${tab.url()}`);
    await tab.reload();
    check(await tab.locator("#section-filter-new").isChecked(), "the filter is lost in a reload");
    await tab.locator("#section-filter-new").press("ArrowRight");
    await tab.evaluate(() => document.querySelectorAll("main details").forEach((one) => { one.open = true; }));
    const toward = await visible();
    check(toward > 0 && toward < all, `${toward} of ${all} go further`);
    same(await tab.locator(".filter [role=status]").textContent(), `${toward} of ${all} expectations`, "what is heard of the next role");
    // A link to what the filter hides shows it.
    const hidden = await tab.locator(".expected .statement:not([data-toward~='1'])").first().getAttribute("id");
    await tab.evaluate((id) => { location.hash = id; }, hidden);
    await tab.locator(`#${hidden}`).waitFor({ state: "visible" });
    check(await tab.locator("#section-filter-all").isChecked(), "the filter hides what is linked to");
    check(!tab.url().includes("show="), `the address is ${tab.url()}`);

    await tab.goto(from.at("compare/engineer/senior-engineer.html"));
    await tabTo(tab, "#section-only-changes");
    await tab.keyboard.press("Space");
    check(/^\d+ of \d+ expectations$/.test(await tab.locator(".switch [role=status]").textContent()), "the switch is not heard");
    await tab.reload();
    check(await tab.locator("#section-only-changes").isChecked() && !(await tab.locator(".same").isVisible()), "the switch is lost in a reload");
    if (from === web) await accessible(tab, "only what changes");
    // Paper shows what the screen shows.
    await tab.emulateMedia({ media: "print" });
    check(!(await tab.locator(".same").isVisible()), "the print shows what was switched off");
  });
}

// Colours

for (const from of [web, disk]) {
  await chapter(`colours, ${from.name}`, async (context) => {
    // What the scheme is when the first element of the body appears, before anything is painted.
    await context.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.atFirst = document.documentElement.dataset.theme ?? "system";
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    const tab = await context.newPage();
    const paper = () => tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor);
    await tab.goto(from.at(ROLE));
    const light = await paper();
    same(await tab.evaluate(() => window.atFirst), "system", "at first");
    await tabTo(tab, "[data-scheme-toggle]");
    await tab.keyboard.press("Enter");
    const dark = await paper();
    check(light !== dark, "the choice changes nothing");
    same(await tab.locator("[data-scheme-toggle]").getAttribute("aria-pressed"), "true", "pressed");
    await tab.reload();
    same([await tab.evaluate(() => window.atFirst), await paper()], ["dark", dark], "after a reload, before the first paint");
    await tab.goto(from.at("index.html"));
    same(await tab.evaluate(() => window.atFirst), "dark", "on another page");
    await tab.locator("[data-scheme-toggle]").press("Space");
    await tab.reload();
    same([await tab.evaluate(() => window.atFirst), await paper()], ["system", light], "after choosing back");
    await tab.emulateMedia({ colorScheme: "dark" });
    // The script is told with the next frame.
    await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    same([await paper(), await tab.locator("[data-scheme-toggle]").getAttribute("aria-pressed")], [dark, "true"], "when the system changes");
  });
}

// Roadmaps

for (const from of [web, disk]) {
  await chapter(`steps of a roadmap, ${from.name}`, async (context) => {
    const tab = await context.newPage();
    await tab.goto(from.at("roadmaps/senior-to-staff.html"));
    const boxes = tab.locator(".tasks input"), all = await boxes.count();
    check(all > 2, `only ${all} steps`);
    await tabTo(tab, ".tasks input");
    await tab.keyboard.press("Space");
    same(await tab.locator(".roadmap-status").textContent(), `1 of ${all} steps are done. Your ticks stay in this browser.`, "what is heard");
    check((await tab.locator(".stage-count").first().textContent()).startsWith("1 of "), "the stage does not count");
    await tab.reload();
    check(await boxes.first().isChecked(), "the tick is lost in a reload");
    same(await tab.locator(".tasks input:checked").count(), 1, "ticks after a reload");
    if (from === web) await accessible(tab, "with ticks");
    await boxes.first().press("Space");
    await tab.reload();
    same(await tab.locator(".tasks input:checked").count(), 0, "ticks after taking it back");
  });
}

// Walking a ladder

for (const from of [web, disk]) {
  await chapter(`walking a ladder by keys, ${from.name}`, async (context) => {
    const tab = await context.newPage();
    const top = (id) => tab.locator(`#${id}`).evaluate((one) => Math.round(one.getBoundingClientRect().top));
    await tab.goto(from.at(`${ROLE}?show=all`));
    await tab.locator(".walk-bar").waitFor({ state: "attached" });
    const topic = "section-skill-code-review";
    await tab.evaluate((id) => scrollTo(0, scrollY + document.getElementById(id).getBoundingClientRect().top - 100), topic);
    await tab.locator("[data-walk] [aria-current=page]").focus();
    const before = await top(topic), had = await tab.locator(`#${topic} .statement-text`).allTextContents();
    for (const [key, role] of [["ArrowUp", "staff-engineer"], ["ArrowUp", "principal-engineer"], ["ArrowDown", "staff-engineer"]]) {
      await tab.keyboard.press(key);
      await tab.waitForURL((url) => url.pathname.endsWith(`/${role}.html`));
      await tab.locator("html[data-walkable]").waitFor();
      check(Math.abs(await top(topic) - before) <= 2, `${role}: the topic is at ${await top(topic)} instead of ${before}`);
      check(await tab.locator("#section-filter-all").isChecked(), `${role}: the tab is lost`);
      same(await tab.evaluate(() => document.activeElement.getAttribute("aria-current")), "page", `${role}: the focus`);
    }
    check(JSON.stringify(await tab.locator(`#${topic} .statement-text`).allTextContents()) !== JSON.stringify(had), "the sentences are the same");
    await tab.keyboard.press("ArrowDown");
    await tab.waitForURL((url) => url.pathname.endsWith("/senior-engineer.html"));
    await tab.locator("html[data-walkable]").waitFor();
    await tab.keyboard.press("ArrowUp");
    await tab.waitForURL((url) => url.pathname.endsWith("/staff-engineer.html"));
    await tab.locator("html[data-walkable]").waitFor();
    const arrived = await tab.locator(".expected [data-arrived]").count(), all = await tab.locator(".expected .statement").count();
    check(arrived > 5 && arrived < all, `${arrived} of ${all} expectations arrive`);
    check(await tab.locator(".expected [data-change=new]:not([data-arrived])").count() === 0, "a new expectation does not arrive");
    await tab.keyboard.press("[");
    await tab.waitForURL((url) => url.pathname.endsWith("/senior-engineer.html"));
    await tab.keyboard.press("?");
    await tab.getByRole("dialog").waitFor();
    if (from === web) await accessible(tab, "the list of keys");
    await tab.getByRole("dialog").getByRole("checkbox").uncheck();
    await tab.keyboard.press("Escape");
    await tab.keyboard.press("]");
    await tab.keyboard.press("?");
    same([await tab.getByRole("dialog").count(), tab.url().includes("senior-engineer")], [0, true], "keys that are turned off");
    await tab.getByRole("button", { name: "Keyboard shortcuts" }).press("Enter");
    await tab.getByRole("dialog").getByRole("checkbox").check();
  });
}

await chapter("walking a ladder by strokes on a phone", async (context) => {
  const tab = await context.newPage();
  await tab.goto(web.at(`${ROLE}?show=all`));
  const bar = tab.locator(".walk-bar");
  await bar.waitFor();
  same(await bar.locator("> *").allTextContents(), ["Engineer", "Senior Engineer", "Staff Engineer"], "the bar");
  await accessible(tab, "the bar of a ladder");
  const stroke = (from, to) => tab.locator(".walk-bar").evaluate((bar, [from, to]) => {
    for (const [type, x] of [["touchstart", from], ["touchend", to]]) {
      const touch = new Touch({ identifier: 1, target: bar, clientX: x, clientY: 800 });
      bar.dispatchEvent(new TouchEvent(type, { bubbles: true, touches: type === "touchstart" ? [touch] : [], changedTouches: [touch] }));
    }
  }, [from, to]);
  await tab.locator("#section-skill-code-review").evaluate((one) => scrollTo(0, scrollY + one.getBoundingClientRect().top - 100));
  const top = () => tab.locator("#section-skill-code-review").evaluate((one) => Math.round(one.getBoundingClientRect().top));
  const before = await top();
  await stroke(200, 180);
  await tab.evaluate(() => new Promise((done) => setTimeout(done, 200)));
  check(tab.url().includes("senior-engineer"), "a short stroke walks");
  await stroke(300, 100);
  await tab.waitForURL((url) => url.pathname.endsWith("/staff-engineer.html"));
  await tab.locator("html[data-walkable]").waitFor();
  check(Math.abs(await top() - before) <= 2, `the topic is at ${await top()} instead of ${before}`);
  await stroke(100, 300);
  await tab.waitForURL((url) => url.pathname.endsWith("/senior-engineer.html"));
  await bar.locator(".walk-above").click();
  await tab.waitForURL((url) => url.pathname.endsWith("/staff-engineer.html"));
}, { viewport: { width: 390, height: 844 }, hasTouch: true });

await chapter("the sentences of a role on the page of a topic", async (context) => {
  const tab = await context.newPage();
  for (const [url, id] of [["skills/code-review.html", "section-skill-code-review"], ["responsibilities/system-architecture.html", "section-responsibility-system-architecture"]]) {
    await tab.goto(web.at(url));
    await tab.locator("html[data-walkable]").waitFor();
    await tab.locator("[data-walk-to=engineer]").first().focus();
    await tab.keyboard.press("ArrowUp");
    await tab.locator(".walked", { hasText: "Senior Engineer" }).waitFor();
    const senior = await tab.locator(".walked .statement-text").allTextContents();
    await tab.keyboard.press("ArrowUp");
    await tab.locator(".walked h2", { hasText: "Staff Engineer" }).waitFor();
    check(await tab.locator(".walked [data-arrived]").count() > 0, `${url}: nothing arrives`);
    check(tab.url().endsWith("?at=staff-engineer"), `the address is ${tab.url()}`);
    await accessible(tab, `${url} with a role`);
    await tab.reload();
    await tab.locator(".walked h2", { hasText: "Staff Engineer" }).waitFor();
    const shown = await tab.locator(".walked .statement-text").allTextContents();
    check(senior.length > 0 && JSON.stringify(senior) !== JSON.stringify(shown), `${url}: the sentences are the same`);
    await tab.locator(".walked h2 a").click();
    await tab.waitForURL(/\/roles\/staff-engineer/);
    same(await tab.locator(`#${id} .statement-text`).allTextContents(), shown, `${url}: the sentences on the role's page`);
  }
});

// The conversation sheet

for (const from of [web, disk]) {
  await chapter(`the conversation sheet by keys, ${from.name}`, async (context) => {
    const tab = await context.newPage();
    await tab.goto(from.at(ROLE));
    await assess(tab);
    await tabTo(tab, ".assess .button-main");
    await tab.keyboard.press("Enter");
    const talk = tab.locator(".talk");
    await talk.waitFor();
    if (from === web) await accessible(tab, "choosing a scope");
    check((await talk.locator(".talk-scope").first().textContent()).startsWith("What changes toward Staff Engineer"), "the first scope");
    await tab.keyboard.press("Enter");
    await talk.locator("progress").waitFor();
    const topics = Number(await talk.locator("progress").getAttribute("max"));
    check(topics > 3, `only ${topics} topics`);
    if (from === web) await accessible(tab, "a topic");
    // The first topic is a strength with evidence, the second grows, the others are left out.
    const first = await talk.locator("h2").textContent();
    for (let at = await talk.locator(".talk-items li").count(); at > 0; at--) await tab.keyboard.press("3");
    same(await tab.evaluate(() => document.activeElement.className), "button talk-next", "the focus after the last mark");
    await tab.keyboard.press("ArrowUp");
    await tab.keyboard.press("n");
    await tab.keyboard.type("Led it, see https://example.org/x?a=1 for more");
    await tab.keyboard.press("Escape");
    check(await talk.isVisible(), "Escape in a note closes the sheet");
    await tab.keyboard.press("ArrowRight");
    const second = await talk.locator("h2").textContent();
    check(first !== second, "the second topic is the first");
    same(await talk.locator("progress").getAttribute("value"), "2", "progress");
    await tab.keyboard.press("1");
    await tab.keyboard.press("ArrowLeft");
    same(await talk.locator("h2").textContent(), first, "the way back");
    check(await talk.locator(".talk-items li").first().locator(".talk-mark").nth(2).getAttribute("aria-pressed") === "true", "the mark is lost");
    for (let at = 0; at < topics; at++) await tab.keyboard.press("ArrowRight");
    await talk.locator(".talk-columns").waitFor();
    const columns = await talk.locator(".talk-columns section").allTextContents();
    check(columns[0].includes(first) && columns[1].includes(second), `the columns are ${columns.join(" | ")}`);
    same(await talk.locator(".talk-notes a").getAttribute("href"), "https://example.org/x?a=1", "the link in the evidence");
    await talk.getByRole("checkbox", { name: second }).press("Space");
    same(await talk.locator(".talk-chosen .chosen").count(), 1, "topics that are chosen");
    if (from === web) await accessible(tab, "the sheet");
    // Saved, cleared and opened again it says the same.
    await tab.keyboard.press("Escape");
    const key = await KEY(tab), kept = () => tab.evaluate((key) => JSON.parse(localStorage.getItem(key)), key);
    const store = await kept();
    same(store.roles["senior-engineer.html"].chosen.length, 1, "what is kept of the choice");
    const files = {};
    for (const name of ["Markdown", "JSON"]) {
      const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: `Save as ${name}` }).press("Enter")]);
      files[name] = path.join(scratch, `talk-${download.suggestedFilename()}`);
      await download.saveAs(files[name]);
    }
    for (const name of ["Markdown", "JSON"]) {
      await tab.getByRole("button", { name: "Clear my data" }).click();
      await tab.getByRole("button", { name: "Delete everything" }).press("Enter");
      await assess(tab);
      await tab.locator("#section-assess-import").setInputFiles(files[name]);
      await tab.getByRole("button", { name: "Take over all" }).press("Enter");
      const again = await kept();
      same([again.answers, again.roles["senior-engineer.html"].chosen], [store.answers, store.roles["senior-engineer.html"].chosen], `${name}: after saving, clearing and opening`);
    }
    // A second file: the widest gap first, agreements folded.
    const theirs = JSON.parse(await readFile(files.JSON, "utf8")), ids = Object.keys(theirs.answers);
    const text = theirs.answers[ids[0]].text;
    theirs.answers[ids[0]].mark = 0;
    await writeFile(path.join(scratch, "manager.json"), JSON.stringify(theirs));
    await tab.getByRole("button", { name: "To the sheet" }).press("Enter");
    await tab.locator("#section-talk-file").setInputFiles(path.join(scratch, "manager.json"));
    const row = talk.locator("section .talk-table tbody tr");
    await row.waitFor();
    same(await row.locator("th, td").allTextContents(), [text, "Consistently", "Not yet"], "the gap");
    check((await talk.locator("summary").allTextContents()).includes(`The same answer: ${ids.length - 1}`), `what agrees: ${await talk.locator("summary").allTextContents()}`);
    if (from === web) await accessible(tab, "two people's answers");
  });
}

// The matrix

await chapter("the matrix on a phone and as a file", async (context) => {
  const tab = await context.newPage();
  await tab.goto(web.at("tracks/individual-contributor/matrix.html"));
  await tab.locator(".matrix-pick select").waitFor();
  same(await tab.locator(".matrix tbody tr:not(.matrix-section)").first().locator("td:visible").count() <= 1, true, "one role at a time");
  await tab.locator(".matrix-pick button").last().click();
  same(await tab.locator(".matrix-pick select").inputValue(), "1", "the next role");
  await accessible(tab, "one role of a matrix");
  const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "Save as CSV" }).click()]);
  const file = path.join(scratch, download.suggestedFilename());
  await download.saveAs(file);
  const lines = (await readFile(file, "utf8")).split("\r\n");
  check(lines[0].startsWith("\ufeff\"\",\"") && lines.length > 10, `the file begins with ${lines[0]}`);
}, { viewport: { width: 390, height: 844 } });

// The reader's role

for (const from of [web, disk]) {
  await chapter(`the reader's role, ${from.name}`, async (context) => {
    await context.addInitScript(() => {
      window.moved = [];
      new PerformanceObserver((list) => window.moved.push(...list.getEntries().filter((one) => !one.hadRecentInput).map((one) => one.value))).observe({ type: "layout-shift", buffered: true });
    });
    const tab = await context.newPage();
    const marks = (where) => tab.locator(`main a[data-reader-at="${where}"]`).count();
    await tab.goto(from.at("index.html"));
    check(!(await tab.locator("[data-reader-home]").isVisible()), "a card before a role is said");
    same(await tab.locator(".reader-menu").count(), 0, "menus before a role is said");

    await tab.goto(from.at(ROLE));
    await tabTo(tab, "[data-reader-slot] button");
    await tab.keyboard.press("Enter");
    await tab.locator(".reader-menu").waitFor();
    same(await tab.locator("[data-reader-slot] button").getAttribute("aria-pressed"), "true", "whether the button is pressed");
    if (from === web) await accessible(tab, "with a role");

    for (const url of ["index.html", "map.html", "tracks/individual-contributor/matrix.html", "skills/debugging.html"]) {
      await tab.goto(from.at(url));
      await tab.locator(".reader-menu").waitFor();
      await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 300))));
      same(await shifts(tab), [], `${url}: shifts`);
      check(await marks("here") > 0, `${url}: the role is not marked`);
      check(await marks("next") > 0, `${url}: the next role is not marked`);
      if (from === web) await accessible(tab, `${url} with a role`);
    }
    same(await tab.locator('[data-reader-step][data-reader-at="here"] .reader-note').count(), 1, "steps of the role");
    const apart = await tab.evaluate(() => Array.from(document.querySelectorAll("[data-reader-step]"), (step) =>
      Math.abs(step.querySelector("h3, h4").getBoundingClientRect().top - step.querySelector(".statement").getBoundingClientRect().top)));
    check(apart.length > 2 && apart.every((pixels) => pixels < 12), `the steps stand ${apart} pixels from their expectations`);
    await tab.goto(from.at("tracks/individual-contributor/matrix.html"));
    const rows = await tab.locator("table tbody tr:not(.matrix-section)").count();
    same(await tab.locator('tbody td[data-reader-at="here"]').count(), rows, "marked cells of the matrix");
    await tab.goto(from.at("index.html"));
    const card = tab.locator("[data-reader-home]");
    check((await card.textContent()).includes("Senior Engineer"), "the card does not name the role");
    same(await card.getByRole("link", { name: "Staff Engineer" }).count(), 1, "links to the next role");
    await card.getByRole("link", { name: "See what changes" }).first().click();
    check(tab.url().endsWith("compare/senior-engineer/staff-engineer.html"), `the difference is at ${tab.url()}`);

    await tab.locator(".reader-menu summary").press("Enter");
    await tab.locator(".reader-panel button").press("Enter");
    same(await tab.locator(".reader-menu").count(), 0, "menus after forgetting");
    same(await tab.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("rungs-reader"))), [], "what is kept after forgetting");
    await tab.goto(from.at("index.html"));
    same(await marks("here"), 0, "marks after forgetting");
  });
}

await chapter("the reader's role: storage holds garbage", async (context) => {
  const tab = await context.newPage();
  await tab.goto(web.at("index.html"));
  for (const text of ["{", "null", '{"title":"x","path":"https://example.org/","next":[]}', '{"title":1,"path":"a","next":{}}']) {
    await tab.evaluate(([key, text]) => localStorage.setItem(key, text), [`rungs-reader ${site.base}`, text]);
    await tab.reload();
    await tab.evaluate(() => new Promise((done) => setTimeout(done, 200)));
    same(await tab.locator(".reader-menu").count(), 0, `menus with ${text}`);
  }
});

site.close();
await finish();
