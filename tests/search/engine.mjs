// Answers questions with the engine of the built site, outside a browser: a line in, a line of JSON out.
// Knows files, not pages. Called by tests/it/search.rs with the folder of a built site and a number of results.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createContext, runInContext } from "node:vm";

const [site, limit] = process.argv.slice(2);
const context = createContext({});
runInContext("globalThis.rungsShard = (name, data) => { globalThis.shards[name] = data; }; globalThis.shards = {};", context);
const run = (script) => runInContext(readFileSync(`${site}/assets/${script}`, "utf8"), context);
run("search-engine.js");
const read = new Set();
const load = async (name) => {
  if (!read.has(name)) runInContext(readFileSync(`${site}/search/${name}.js`, "utf8"), context);
  read.add(name);
  return context.shards[name];
};
const engine = context.rungsSearchEngine.create(load, async () => run("search-more.js"));
for await (const question of createInterface({ input: process.stdin })) {
  const answer = await engine.search(JSON.parse(question), { limit: Number(limit) });
  const results = [];
  for (const found of answer.results) {
    const text = await engine.text(found.entity);
    results.push([text.url, found.score, ...found.parts]);
  }
  console.log(JSON.stringify({ results, total: answer.total, unknown: answer.unknown, relaxed: answer.relaxed, also: answer.also }));
}
