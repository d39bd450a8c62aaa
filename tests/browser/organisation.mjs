// Reads a site with the look of an organisation, which one file of settings says: `node organisation.mjs SITE` with $CHROME.
// What the browser reports of the policy is a problem, like every other message of it. $SHOTS is a folder for pictures.
import path from "node:path";
import { browser, chapter, check, finish, same } from "./chapters.mjs";
import { host } from "./host.mjs";

const site = await host(path.resolve(process.argv[2]), "/name/");
const at = (url) => site.origin + site.base + url;

/** Plays the parts of other sites; gives what was asked of them. */
async function others(context) {
  const asked = [];
  await context.route((url) => url.hostname.endsWith("example.org"), (route) => {
    const url = route.request().url();
    asked.push(url);
    const headers = { "access-control-allow-origin": "*" };
    const body = url.endsWith("/script.js") ? 'fetch("https://stats.example.org/event?page=" + location.pathname)' : "";
    return route.fulfill({ headers, contentType: "text/javascript", body });
  });
  return asked;
}

for (const colorScheme of ["light", "dark"]) {
  await chapter(`the look of an organisation, ${colorScheme}`, async (context) => {
    const asked = await others(context);
    const tab = await context.newPage();
    for (const page of ["index.html", "roles/engineer.html"]) {
      const counted = tab.waitForResponse((response) => response.url().includes("/event"));
      await tab.goto(at(page));
      await counted;
      same(asked.splice(0).map((url) => url.replace(/.*example\.org/, "")), ["/script.js", `/event?page=/name/${page}`], "what statistics learn");
      const seen = await tab.evaluate(async () => {
        await document.fonts.ready;
        const probe = document.querySelector(".footer");
        probe.style.color = "var(--accent)";
        const all = (css) => [...document.querySelectorAll(css)];
        return {
          logo: all(".brand img").map((image) => image.naturalWidth > 0),
          icon: document.querySelector("link[rel=icon]").href,
          fonts: [...document.fonts].filter((font) => font.family.includes("Acme Serif")).map((font) => font.status),
          heading: getComputedStyle(document.querySelector("h1")).fontFamily,
          accent: getComputedStyle(probe).color,
          nav: all(".menu nav a").map((link) => link.textContent.trim()),
          news: all(".news a").map((link) => new URL(link.href).pathname),
          footer: document.querySelector(".footer").innerText,
          me: all("a[rel=me]").length,
          own: getComputedStyle(document.body).getPropertyValue("--acme").trim(),
        };
      });
      same(seen.logo, [true], "the logo");
      check(seen.icon.endsWith("/images/logo.svg"), `the icon is ${seen.icon}`);
      same(seen.fonts, ["loaded"], "the font");
      check(seen.heading.includes("Acme Serif"), `headings are in ${seen.heading}`);
      same(seen.accent === "rgb(122, 31, 92)", colorScheme === "light", `the accent is ${seen.accent}`);
      same(seen.nav, ["Roles", "Skills", "Jobs"], "the navigation");
      same(seen.news, ["/name/guides/new.html"], "the announcement");
      for (const words of ["© 2026 Acme", "Accessibility", "Mastodon"]) check(seen.footer.includes(words), `the footer lacks ${words}`);
      same([seen.me, seen.own], [1, "here"], "social links and the style sheet of `head`");
      const shots = process.env.SHOTS;
      if (shots) await tab.screenshot({ path: `${shots}/organisation-${colorScheme}-${path.basename(page, ".html")}.png` });
    }
    await tab.goto(at("docs/ladder/senior/index.html"));
    await tab.waitForURL(at("roles/senior-engineer.html"));
  }, { colorScheme });
}

// The policy is opened for that script's host alone.
const context = await browser.newContext();
const asked = await others(context);
const tab = await context.newPage();
await tab.goto(at("index.html"));
const outcome = await tab.evaluate(() => fetch("https://elsewhere.example.org/").then(() => "sent", () => "refused"));
same([outcome, asked.some((url) => url.includes("elsewhere"))], ["refused", false], "another site");
await context.close();
site.close();
await finish();
