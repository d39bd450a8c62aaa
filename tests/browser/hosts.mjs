// Walks built sites as hosts answer: which file an address leads to, what is missing, old addresses. The files that Netlify
// reads are read by its own parsers. `node hosts.mjs ROOT BELOW NETLIFY`: ROOT is a site for the root of a host, BELOW one
// for /name/, NETLIFY the netlify.toml that rungs wrote.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { parseAllHeaders } from "@netlify/headers-parser";
import { parseAllRedirects } from "@netlify/redirect-parser";

const [root, below, netlify] = process.argv.slice(2);
const files = (folder) => {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Set(names.map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name))));
};
const sites = { "/": { folder: root, files: files(root) }, "/name/": { folder: below, files: files(below) } };

const ORIGIN = "https://example.org";
/** What handbook.yaml says of old addresses. */
const OLD = {
  "docs/ladder/senior": "roles/senior-engineer.html",
  "docs/ladder/senior/": "roles/senior-engineer.html",
  "careers/old.html": "roles/engineer.html",
};

// What each host does with an address, from its documentation. `redirects` says when a host reads `_redirects`.
const HOSTS = {
  "GitHub Pages": { base: "/name/", redirects: "never", isShort: true },
  "GitLab Pages": { base: "/name/", redirects: "never", isShort: true },
  "S3 website": { base: "/name/", redirects: "never", isShort: false },
  nginx: { base: "/name/", redirects: "never", isShort: false },
  Netlify: { base: "/", redirects: "after files", isShort: true },
  "Cloudflare Pages": { base: "/", redirects: "first", isShort: true, drops: ".html" },
};

const options = { minimal: true, featureFlags: {}, netlifyConfigPath: netlify };
const read = await parseAllRedirects({ ...options, redirectsFiles: [path.join(root, "_redirects")] });
assert.deepEqual(read.errors, []);
const rules = new Map(read.redirects.map((rule) => [rule.from, rule]));
assert.equal(rules.size, 4, [...rules.keys()].join(" "));
for (const rule of rules.values()) assert.ok(rule.status === 301 && !rule.force, JSON.stringify(rule));

const heads = await parseAllHeaders({ ...options, headersFiles: [path.join(root, "_headers")] });
assert.deepEqual(heads.errors, []);
const head = (address) => heads.headers.findLast((rule) => rule.for === address)?.values ?? {};
assert.equal(head("/*")["X-Content-Type-Options"], "nosniff");
// Whatever the theme has may be kept forever, and nothing else.
const kept = heads.headers.filter(({ values }) => values["Cache-Control"]?.includes("immutable"));
assert.ok(kept.length === 1 && /^\/assets-[0-9a-f]{12}\/\*$/.test(kept[0].for), JSON.stringify(heads.headers));
for (const name of sites["/"].files) {
  const isKept = name.startsWith(kept[0].for.slice(1, -1));
  assert.equal(isKept, /\.(css|js|woff2|svg|LICENSE\.txt)$/.test(name) && !/^(compare|search)\//.test(name), name);
}

/** What a host answers: a file, another address, or that nothing is there. */
function answer({ base, redirects, isShort, drops }, address) {
  const { files } = sites[base];
  const key = decodeURIComponent(address).slice(base.length);
  const rule = rules.get(address);
  if (redirects === "first" && rule) return { leads: rule.to };
  if (drops && files.has(key)) {
    if (path.basename(key) === "index.html") return { leads: address.slice(0, -"index.html".length) };
    if (key.endsWith(drops)) return { leads: address.slice(0, -drops.length) };
  }
  if (key === "" || key.endsWith("/")) {
    if (files.has(`${key}index.html`)) return { file: `${key}index.html` };
  } else if (files.has(key)) {
    return { file: key };
  } else if (files.has(`${key}/index.html`)) {
    return { leads: `${address}/` };
  } else if (isShort && files.has(`${key}.html`)) {
    return { file: `${key}.html` };
  }
  return redirects === "after files" && rule ? { leads: rule.to } : {};
}

/** The file that a reader gets in the end, and its address. */
function arrive(host, address) {
  for (let hops = 0; hops < 4; hops++) {
    const { file, leads } = answer(host, address);
    if (!leads) return { file, address };
    address = leads;
  }
  return { address };
}

const text = ({ base }, file) => readFileSync(path.join(sites[base].folder, file), "utf8");

/** The addresses below a site that a file names, as a browser resolves them. */
function links(host, file, address) {
  if (!/\.(html|css)$/.test(file)) return [];
  const pattern = file.endsWith(".css") ? /url\("?([^")]+)"?\)/g : /\s(?:href|src|data-href)="([^"#][^"]*)"/g;
  const found = [...text(host, file).matchAll(pattern)].map(([, link]) => new URL(link.replaceAll("&amp;", "&"), ORIGIN + address));
  return found.filter((link) => link.origin === ORIGIN).map((link) => link.pathname);
}

const walked = [];
for (const [name, host] of Object.entries(HOSTS)) {
  const reached = new Set();
  const seen = new Set();
  const queue = [[host.base, "the start"]];
  const follow = (file, address) => queue.push(...links(host, file, address).map((link) => [link, address]));
  // The page for missing addresses is read wherever nothing is.
  const missing = `${host.base}no/such/page`;
  assert.deepEqual(answer(host, missing), {}, name);
  follow("404.html", missing);
  while (queue.length > 0) {
    const [asked, from] = queue.pop();
    if (seen.has(asked)) continue;
    seen.add(asked);
    assert.ok(asked.startsWith(host.base), `${name}: ${from} leads out of the site, to ${asked}`);
    const { file, address } = arrive(host, asked);
    assert.ok(file, `${name}: nothing is at ${asked}, which ${from} names`);
    reached.add(file);
    follow(file, address);
  }
  for (const [old, wanted] of Object.entries(OLD)) {
    const first = arrive(host, host.base + old);
    assert.ok(first.file, `${name}: nothing is at the old address ${old}`);
    // Where the host does not redirect, the page does.
    const to = /data-href="([^"]+)"/.exec(text(host, first.file))?.[1];
    const last = to ? arrive(host, new URL(to, ORIGIN + first.address).pathname) : first;
    assert.equal(last.file, wanted, `${name}: ${old}`);
    assert.equal(Boolean(to), host.redirects !== "first", `${name}: ${old}`);
  }
  walked.push(reached.size);
}
assert.ok(new Set(walked).size === 1 && walked[0] > 40, `files that were reached: ${walked.join(", ")}`);
// `aws s3 sync` takes the type of a file from its ending; each of these has one that browsers accept.
const endings = new Set([...sites["/"].files].map((file) => path.extname(file)).filter(Boolean));
const typed = [".css", ".html", ".js", ".json", ".md", ".png", ".svg", ".txt", ".webmanifest", ".woff2", ".xml"];
assert.deepEqual([...endings].filter((ending) => !typed.includes(ending)), []);
console.log(`${Object.keys(HOSTS).length} hosts, ${walked[0]} files each`);
