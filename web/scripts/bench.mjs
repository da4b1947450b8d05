// Measures the client against its goals and prints a table: the first visit to an empty library by the real program, and a
// long answer in a long conversation by the mock server.
//   make bench-client        with --check it fails over the goals; --runs N visits so often, and takes the median
import { parseArgs } from "node:util";
import { startMock } from "../mock/server.mjs";
import { inBothThemes } from "../../test/browser/axe.mjs";
import { launch } from "./browser.mjs";
import { firstLoad } from "./size.mjs";
import { open, states } from "./states.mjs";
import { stream } from "./stream.mjs";
import { shifts, visit, withEmptyServer } from "./visit.mjs";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false }, runs: { type: "string", default: "3" } } });
const desktop = { viewport: { width: 1280, height: 720 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const slow = { rate: 4, bytesPerSecond: 200_000 }; // a processor at a quarter of its speed, 1.6 Mbit/s

const rows = [];
const row = (what, measured, goal, unit, digits = 0, atLeast = false) => {
  rows.push({ what, measured: `${measured.toFixed(digits)}${unit}`, goal: `${atLeast ? "≥" : "≤"} ${goal}${unit}`, met: atLeast ? measured >= goal : measured <= goal });
  console.error(`${what}: ${rows.at(-1).measured}`); // while the rest is measured
};
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const browser = await launch();
try {
  await withEmptyServer(async (url) => {
    for (const [name, screen, goal] of [["desktop", desktop, 320], ["phone", phone, 280]]) {
      const { wire, kinds } = await visit(browser, url, screen);
      row(`first load on the wire, ${name}`, wire / 1000, goal, " KB");
      row(`of it JavaScript, ${name}`, (kinds.Script ?? 0) / 1000, 170, " KB");
      const visits = [];
      for (let i = 0; i < Number(values.runs); i++) visits.push(await visit(browser, url, screen, slow));
      row(`usable at 4× throttle and 1.6 Mbit/s, ${name}`, median(visits.map((v) => v.usable)), 2_000, " ms");
      row(`longest task at load, 4×, ${name}`, median(visits.map((v) => v.task)), 150, " ms");
      row(`layout shift at load, ${name}`, Math.max(...visits.map((v) => v.shift)), 0.01, "", 4);
      row(`layout shift of a conversation, ${name}`, await shifts(browser, screen), 0.01, "", 4);
    }
  });
  const { all } = firstLoad();
  row("JavaScript of a first answer, gzip", all / 1000, 170, " KB", 1);
  row("axe's findings in all states, both themes", await findings(), 0, "");
  const { characters, ms, gaps, gapsAfter } = await stream(browser, { throttle: 4, turns: 300 });
  row(`frames a second, ${characters} characters streaming at 4× in 300 turns`, Math.round((gaps.length + 1) / (ms / 1000)), 60, "", 0, true);
  row("longest frame after the answer's end, 4×", Math.max(0, ...gapsAfter), 150, " ms");
} finally {
  await browser.close();
}
console.log(`| figure | measured | goal | |\n|---|---|---|---|`);
for (const { what, measured, goal, met } of rows) console.log(`| ${what} | ${measured} | ${goal} | ${met ? "met" : "missed"} |`);
if (values.check && rows.some((r) => !r.met)) process.exit(1);

// findings counts what axe finds in every state, on both screens and in both themes.
async function findings() {
  let count = 0;
  for (const [name, state] of Object.entries(states)) {
    for (const [device, screen] of Object.entries({ desktop, phone })) {
      if ((state.desktopOnly && device === "phone") || (state.phoneOnly && device === "desktop")) continue;
      const mock = await startMock(state.mock);
      const context = await browser.newContext({ ...screen, locale: state.language ?? "ko", reducedMotion: "reduce" });
      try {
        const page = await context.newPage();
        await open(page, mock, state);
        for (const line of await inBothThemes(page)) {
          console.error(`${name}, ${device}, ${line}`);
          count++;
        }
      } finally {
        await context.close();
        await mock.close();
      }
    }
  }
  return count;
}
