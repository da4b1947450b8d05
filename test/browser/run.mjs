// run.mjs [FILE…]: runs the browser tests file by file, all of them unless some are named. On a busy machine Chromium may
// stand still for longer than a test waits, so a file that fails is run once more; the run fails if it fails again. What
// passed only at the second try is named at the end: such a test depends on speed and has to be mended.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";

process.chdir(import.meta.dirname);
const named = process.argv.slice(2);
const files = named.length > 0 ? named : (await readdir(".")).filter((name) => name.endsWith(".test.mjs")).sort();

async function passes(file) {
  const child = spawn(process.execPath, ["--test", "--test-concurrency=1", file], { stdio: "inherit" });
  const [code] = await once(child, "exit");
  return code === 0;
}

const again = [];
const failed = [];
for (const file of files) {
  console.log(`# ${file}`);
  if (await passes(file)) continue;
  console.log(`# ${file} failed and is run once more`);
  (await passes(file) ? again : failed).push(file);
}
console.log(`# ${files.length} files of browser tests`);
if (again.length > 0) console.log(`# passed only at the second try: ${again.join(", ")}`);
if (failed.length > 0) console.log(`# failed twice: ${failed.join(", ")}`);
process.exitCode = failed.length > 0 ? 1 : 0;
