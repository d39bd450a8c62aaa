// Asks the YAML language server what editors ask it, for a handbook that `rungs init` made: what is wrong in broken files of
// each kind, and how names go on, also in the front matter of Markdown: `node editors.mjs HANDBOOK DOCUMENT`. DOCUMENT shows
// the settings for Markdown.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "smol-toml";

const [folder, document] = process.argv.slice(2);
const program = fileURLToPath(new URL("node_modules/yaml-language-server/bin/yaml-language-server", import.meta.url));
const address = (path) => pathToFileURL(join(folder, path)).href;
let waiting = "the server";

/** A language server with settings, as an editor starts it for files of a language. */
async function languageServer(yaml, languageId) {
  const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  let buffer = Buffer.alloc(0);
  let last = 0;
  const answers = new Map();
  const reports = new Map();

  server.stdout.on("data", (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (;;) {
      const head = buffer.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, head).toString())[1]);
      if (buffer.length < head + 4 + length) return;
      const message = JSON.parse(buffer.subarray(head + 4, head + 4 + length).toString());
      buffer = buffer.subarray(head + 4 + length);
      receive(message);
    }
  });

  function receive(message) {
    if (message.method && message.id !== undefined) {
      const isAsked = message.method === "workspace/configuration";
      send({ id: message.id, result: isAsked ? message.params.items.map(({ section }) => ({ yaml })[section] ?? {}) : null });
    } else if (message.method === "textDocument/publishDiagnostics") {
      reports.get(message.params.uri)?.(message.params.diagnostics);
    } else if (message.id !== undefined) {
      answers.get(message.id)(message.result);
    }
  }

  function send(message) {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  function ask(method, params) {
    const id = ++last;
    const answer = new Promise((done) => answers.set(id, done));
    send({ id, method, params });
    return answer;
  }

  function open(path, text) {
    send({ method: "textDocument/didOpen", params: { textDocument: { uri: address(path), languageId, version: 1, text } } });
  }

  // What is wrong in a file with this text, as `line: message`. Until the server has the settings it reports nothing.
  async function problems(path, text) {
    const report = new Promise((done) => reports.set(address(path), (found) => found.length > 0 && done(found)));
    waiting = path;
    open(path, text);
    const found = await report;
    return found.map(({ range, message }) => `${range.start.line + 1}: ${message}`);
  }

  // How a line of the text goes on at its end.
  async function goesOn(path, text, line = text.split("\n").length - 1) {
    waiting = path;
    open(path, text);
    const position = { line, character: text.split("\n")[line].length };
    const answer = await ask("textDocument/completion", { textDocument: { uri: address(path) }, position });
    return (answer.items ?? answer).map((item) => item.label);
  }

  const rootUri = pathToFileURL(folder).href;
  await ask("initialize", {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "handbook" }],
    capabilities: { textDocument: { publishDiagnostics: {}, completion: {} } },
  });
  send({ method: "initialized", params: {} });
  send({ method: "workspace/didChangeConfiguration", params: { settings: { yaml } } });
  return { problems, goesOn, kill: () => server.kill() };
}

const timer = setTimeout(() => {
  console.error(`the language server says nothing of ${waiting}`);
  process.exit(1);
}, 240_000);

const { "yaml.schemas": schemas } = JSON.parse(readFileSync(join(folder, ".vscode/settings.json"), "utf8"));
const server = await languageServer({ schemas, schemaStore: { enable: false }, validate: true, completion: true }, "yaml");
const { problems, goesOn } = server;

// One mistake per file, and the words that name its cause.
const broken = [
  ["content/roles/a.yaml", "title: A\nsumary: B\nlevel: l1\n", 2, /sumary is not allowed/],
  ["content/roles/b.yaml", "title: A\nlevel: l9\n", 2, /Value is not accepted.*"l1".*"l2"/s],
  ["content/roles/c.yaml", "title: A\nskills:\n  coding: working\n", 3, /coding is not allowed/],
  ["content/roles/d.yaml", "title: A\nstatus: gone\n", 2, /"draft".*"retired"/s],
  ["content/skills/a.yaml", "summary: B\n", 1, /Missing property "title"/],
  ["content/skills/b.yaml", "title: A\nsteps:\n  expert: [B]\n", 3, /expert is not allowed/],
  ["content/responsibilities/a.yaml", "title: A\nthem: x\n", 2, /them is not allowed/],
  ["content/tracks/a.yaml", "title: A\nroles: [enginer]\n", 2, /Value is not accepted.*"engineer"/s],
  ["content/families/a.yaml", "title: A\nroles: []\n", 2, /roles is not allowed/],
  ["content/levels/a.yaml", "title: A\norder: first\n", 2, /Incorrect type. Expected "integer"/],
  ["content/roadmaps/a.yaml", "title: A\nfrom: engineer\nto: nobody\nstages: [{ title: B }]\n", 3, /Value is not accepted.*"engineer"/s],
  ["content/interviews/a.yaml", "title: A\nfor: []\nrounds:\n  - title: B\n    minutes: long\n", 5, /"integer"/],
  ["content/handbook.yaml", "title: A\ntheme:\n  colours: { acent: x }\n", 3, /acent is not allowed/],
];
for (const [path, text, line, words] of broken) {
  const found = await problems(path, text);
  assert.equal(found.length, 1, `${path}: ${found.join(" | ")}`);
  assert.ok(found[0].startsWith(`${line}: `) && words.test(found[0]), `${path}: ${found[0]}`);
}

const completed = [
  ["content/roles/e.yaml", "title: A\nlevel: ", ["l1", "l2"]],
  ["content/roles/f.yaml", "title: A\nskills:\n  ", ["code-review"]],
  ["content/roles/g.yaml", "title: A\nskills:\n  code-review: ", ["learning", "working", "leading"]],
  ["content/tracks/b.yaml", "title: A\nroles:\n  - ", ["engineer", "senior-engineer"]],
  ["content/skills/c.yaml", "title: A\nsteps:\n  ", ["learning", "working", "leading"]],
];
for (const [path, text, words] of completed) {
  const offered = await goesOn(path, text);
  for (const word of words) assert.ok(offered.includes(word), `${path}: ${word} is not in ${offered.join(", ")}`);
  assert.ok(!offered.includes("true"), `${path}: ${offered.join(", ")}`);
}
server.kill();

// The front matter of Markdown, by the settings that a document shows.
const toml = /```toml\n([^]*?)```/.exec(readFileSync(document, "utf8"))[1];
const shown = parse(toml)["language-server"]["front-matter"];
assert.deepEqual([shown.command, shown.args], ["yaml-language-server", ["--stdio"]]);
const markdown = await languageServer(shown.config.yaml, "markdown");
const body = "\n# Words\n\nText: that is: [no](yaml) {at all\n\n- a `b`\n> c: d\n";
const inFrontMatter = [
  ["content/roles/e.md", "---\ntitle: A\nlevel: \n---\n", 2, ["l1", "l2"]],
  ["content/roles/f.md", "---\ntitle: A\nskills:\n  co\n---\n", 3, ["code-review"]],
  ["content/roles/g.md", "---\ntitle: A\nskills:\n  code-review: \n---\n", 3, ["learning", "working", "leading"]],
  ["content/roles/h.md", "---\ntitle: A\nsu\n---\n", 2, ["summary"]],
  ["content/skills/d.md", "---\ntitle: A\nsteps:\n  le\n---\n", 3, ["learning", "leading"]],
];
// Until the server has the settings it offers nothing.
const deadline = Date.now() + 30_000;
while ((await markdown.goesOn(...inFrontMatter[0].slice(0, 3))).length === 0 && Date.now() < deadline) {
  await new Promise((done) => setTimeout(done, 50));
}
for (const [path, text, line, words] of inFrontMatter) {
  const offered = await markdown.goesOn(path, text + body, line);
  for (const word of words) assert.ok(offered.includes(word), `${path}: ${word} is not in ${offered.join(", ")}`);
}
markdown.kill();
clearTimeout(timer);
console.log(`${broken.length} mistakes named, ${completed.length} completions, ${inFrontMatter.length} in front matter`);
process.exit(0);
