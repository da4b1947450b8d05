// Breaks the client's logic on purpose, one small change at a time, and runs the unit tests that import the changed file.
// A mutant that no test notices survives. No file of the tree is touched: mutants.config.ts gives vitest the changed text.
//
//   npm run mutants                          every file of the table
//   npm run mutants -- src/engine/live.ts    one of them, all of its mutants
//
// A survivor that may survive stands in scripts/mutants.justified with the reason.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAst } from "rolldown/parseAst";

const root = join(import.meta.dirname, "..");

// files are the modules where a silent fault hurts most, with how many mutants of each are tried.
const files = {
  "src/engine/engine.ts": 14, "src/engine/connection.ts": 14, "src/engine/live.ts": 8, "src/engine/outbox.ts": 4,
  "src/upload/uploads.ts": 10, "src/app/conversations.tsx": 6, "src/app/router.ts": 5, "src/chat/view.ts": 8,
  "src/chat/aloud.ts": 5, "src/markdown/urls.ts": 4, "src/markdown/mend.ts": 6, "src/markdown/doubts.ts": 4,
  "src/markdown/citations.ts": 4, "src/source/evidence.ts": 4, "src/documents/states.ts": 4, "src/api/conversation.ts": 10,
  "src/api/http.ts": 8, "src/documents/watch.ts": 12, "src/documents/tree.ts": 8, "src/chat/export.ts": 8, "src/chat/stages.ts": 6,
  "src/markdown/blocks.ts": 8, "src/search/Marked.tsx": 6, "src/settings/agent.ts": 6, "src/upload/gather.ts": 8,
};

const swaps = {
  "===": "!==", "!==": "===", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&", "??": "&&",
  "+": "-", "-": "+",
};

/** mutantsOf gives a file's changes: {file, line, from, to, was, is}. */
function mutantsOf(file) {
  const text = readFileSync(join(root, file), "utf8");
  const found = [];
  const change = (from, to, is) => {
    const was = text.slice(from, to);
    if (!/^console\./.test(was)) found.push({ file, line: text.slice(0, from).split("\n").length, from, to, was, is });
  };
  visit(parseAst(text, { lang: file.endsWith("x") ? "tsx" : "ts" }), text, change);
  return found;
}

function visit(n, text, change) {
  if (Array.isArray(n)) return n.forEach((each) => visit(each, text, change));
  if (typeof n?.type !== "string" || n.type.startsWith("TS") && n.type !== "TSAsExpression") return;
  if (/^(Binary|Logical)Expression$/.test(n.type) && swaps[n.operator] && !isText(n.left) && !isText(n.right)) {
    const at = text.indexOf(n.operator, n.left.end);
    change(at, at + n.operator.length, swaps[n.operator]);
  } else if (n.type === "IfStatement" && !n.alternate) {
    change(n.test.start, n.test.end, `(${text.slice(n.test.start, n.test.end)}) && false`);
  } else if (n.type === "ExpressionStatement") {
    change(n.start, n.end, ";");
  } else if (n.type === "UnaryExpression" && n.operator === "!") {
    change(n.start, n.argument.start, "");
  } else if (n.type === "Literal" && typeof n.value === "boolean") {
    change(n.start, n.end, String(!n.value));
  }
  for (const [key, child] of Object.entries(n)) if (key !== "typeAnnotation" && child && typeof child === "object") visit(child, text, change);
}

const isText = (n) => n.type === "TemplateLiteral" || typeof n.value === "string";

/** id names a mutant while lines above it come and go. */
function id(m) {
  const brief = (s) => s.replace(/\s+/g, " ").slice(0, 70);
  return `${m.file} ${brief(m.was)} → ${brief(m.is)}`;
}

/** chosen takes some of the mutants, evenly spread and always the same. */
function chosen(all, most) {
  const step = Math.max(1, all.length / most);
  return Array.from({ length: Math.min(most, all.length) }, (_, i) => all[Math.floor(i * step + step / 2)]);
}

function justified() {
  return new Set(readFileSync(join(root, "scripts/mutants.justified"), "utf8").split("\n"));
}

function passes(folder, m) {
  const env = { ...process.env };
  if (m) {
    const text = readFileSync(join(root, m.file), "utf8");
    env.MUTANT_FILE = join(root, m.file);
    env.MUTANT_TEXT = join(folder, "text");
    writeFileSync(env.MUTANT_TEXT, text.slice(0, m.from) + m.is + text.slice(m.to));
  }
  const args = ["vitest", "related", "--run", "--bail=1", "--config", "scripts/mutants.config.ts", m?.file ?? "src/main.tsx"];
  return spawnSync("npx", args, { cwd: root, env, timeout: 120_000 }).status === 0;
}

const named = process.argv.slice(2);
const wanted = named.length > 0 ? Object.fromEntries(named.map((f) => [f, Infinity])) : files;
const folder = mkdtempSync(join(tmpdir(), "mutants-"));
const known = justified();
const count = { killed: 0, survived: 0, justified: 0 };
for (const [file, most] of Object.entries(wanted)) {
  for (const m of chosen(mutantsOf(file), most)) {
    const what = passes(folder, m) ? (known.has(id(m)) ? "justified" : "survived") : "killed";
    count[what]++;
    if (what === "survived") console.log(`survived ${m.line}: ${id(m)}`);
  }
}
rmSync(folder, { recursive: true });
const tried = count.killed + count.survived + count.justified;
console.log(count, `${((100 * (count.killed + count.justified)) / tried).toFixed(0)} %`);
process.exitCode = count.survived > 0 ? 1 : 0;
