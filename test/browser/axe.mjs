import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(import.meta.dirname, "../../web/package.json"));
const source = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// violations lists what axe finds wrong with a page, a line each.
export async function violations(page) {
  await page.evaluate(source); // not as a script element: the page's policy refuses those
  const { violations: found } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.map((v) => `${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} (${n.failureSummary?.split("\n")[1]?.trim() ?? ""})`).join("; ")}`);
}

// inBothThemes lists what axe finds wrong with a page in the light theme and in the dark one.
export async function inBothThemes(page) {
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))); // transitions begin with a frame
    await page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a instanceof CSSTransition).map((a) => a.finished.catch(() => {}))));
    for (const line of await violations(page)) found.push(`${colorScheme}: ${line}`);
  }
  return found;
}
