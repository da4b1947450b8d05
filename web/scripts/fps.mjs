// Prints how smoothly a long answer streams (see stream.mjs).
//   npm run build && npm run fps [-- --throttle 4 --turns 300]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { launch } from "./browser.mjs";
import { stream } from "./stream.mjs";

const { values } = parseArgs({ options: { throttle: { type: "string", default: "4" }, turns: { type: "string", default: "300" }, trace: { type: "string" } } });
const browser = await launch();
try {
  const categories = values.trace ? ["toplevel", "devtools.timeline"] : ["toplevel"];
  const { characters, ms, gaps, gapsAfter, tasks, busy, events } = await stream(browser, { throttle: Number(values.throttle), turns: Number(values.turns), categories });
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (q) => (sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0).toFixed(1);
  console.log(`${characters} drawn characters in ${ms.toFixed(0)} ms at ${values.throttle}x throttle: ${((gaps.length + 1) / (ms / 1000)).toFixed(1)} frames per second`);
  console.log(`between frames: median ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms; after the end: longest ${Math.max(0, ...gapsAfter).toFixed(1)} ms`);
  console.log(`main thread: busy ${busy.toFixed(0)} ms of processor time; ${tasks.filter((t) => t > 16.7).length} tasks over 16.7 ms, ${tasks.filter((t) => t > 50).length} over 50 ms, longest ${Math.max(0, ...tasks).toFixed(1)} ms`);
  if (values.trace) writeFileSync(values.trace, JSON.stringify(events));
} finally {
  await browser.close();
}
