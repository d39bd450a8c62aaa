// Asks the YAML language server what editors ask it, for a handbook that `rungs init` made: what is wrong in broken files of
// each kind, and how names go on. `node editors.mjs HANDBOOK`
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = process.argv[2];
const program = fileURLToPath(new URL("node_modules/yaml-language-server/bin/yaml-language-server", import.meta.url));
const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const address = (path) => pathToFileURL(join(folder, path)).href;
const settings = JSON.parse(readFileSync(join(folder, ".vscode/settings.json"), "utf8"));
const chosen = {
  yaml: { schemas: settings["yaml.schemas"], schemaStore: { enable: false }, validate: true, completion: true },
};

let buffer = Buffer.alloc(0);
let last = 0;
let waiting = "";
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
    send({ id: message.id, result: isAsked ? message.params.items.map(({ section }) => chosen[section] ?? {}) : null });
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
  const document = { uri: address(path), languageId: "yaml", version: 1, text };
  send({ method: "textDocument/didOpen", params: { textDocument: document } });
}

// What is wrong in a file with this text, as `line: message`. Until the server has the settings it reports nothing.
async function problems(path, text) {
  const report = new Promise((done) => reports.set(address(path), (found) => found.length > 0 && done(found)));
  waiting = path;
  open(path, text);
  const found = await report;
  return found.map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}

// How the text goes on at its end.
async function goesOn(path, text) {
  open(path, text);
  const lines = text.split("\n");
  const position = { line: lines.length - 1, character: lines.at(-1).length };
  const answer = await ask("textDocument/completion", { textDocument: { uri: address(path) }, position });
  return (answer.items ?? answer).map((item) => item.label);
}

const timer = setTimeout(() => {
  console.error(`the language server reports nothing of ${waiting}`);
  process.exit(1);
}, 240_000);

const rootUri = pathToFileURL(folder).href;
await ask("initialize", {
  processId: process.pid,
  rootUri,
  workspaceFolders: [{ uri: rootUri, name: "handbook" }],
  capabilities: { textDocument: { publishDiagnostics: {}, completion: {} } },
});
send({ method: "initialized", params: {} });
send({ method: "workspace/didChangeConfiguration", params: { settings: chosen } });

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
clearTimeout(timer);
server.kill();
console.log(`${broken.length} mistakes named, ${completed.length} completions`);
