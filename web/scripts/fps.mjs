// Measures how smoothly a long answer streams: 20,000 characters of Markdown from the mock server into Chromium at a
// fraction of its speed, as a phone has it. Printed are the frames that the page drew and the ones that came late, by the
// page's own animation frames and by Chromium's trace of its main thread.
//   npm run build && npm run fps [-- --throttle 4 --turns 300]
import { parseArgs } from "node:util";
import { startMock } from "../mock/server.mjs";
import { launch } from "./browser.mjs";

const { values } = parseArgs({ options: { throttle: { type: "string", default: "4" }, turns: { type: "string", default: "0" } } });
const mock = await startMock({ scenario: "long" });
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: "ko" });
  await page.goto(`${mock.url}/${Number(values.turns) > 0 ? "c/long" : ""}`);
  const older = page.getByRole("button", { name: "이전 질문 더 보기" });
  while ((await page.locator(".turn").count()) < Number(values.turns)) {
    const before = await page.locator(".turn").count();
    await older.click();
    await page.waitForFunction((n) => document.querySelectorAll(".turn").length > n, before);
  }
  await page.getByRole("textbox", { name: "질문" }).fill("한 번 물어보기"); // everything is loaded before the measured answer
  await page.keyboard.press("Enter");
  await page.locator(".turn", { hasText: "한 번 물어보기" }).last().locator(".a > .acts").waitFor();
  const client = await page.context().newCDPSession(page);
  await client.send("Emulation.setCPUThrottlingRate", { rate: Number(values.throttle) });
  const events = [];
  client.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await client.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: process.env.TRACE_MORE ? ["toplevel", "devtools.timeline"] : ["toplevel"] } });
  await page.evaluate(() => {
    window.frames_ = [];
    const frame = (now) => {
      window.frames_.push(now);
      window.counting_ = requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await page.getByRole("textbox", { name: "질문" }).fill("길게 답해 주세요");
  const began = Date.now();
  await page.keyboard.press("Enter");
  await page.locator(".turns:last-child .turn:last-child .md[data-streaming]").waitFor();
  const from = await page.evaluate(() => performance.now());
  await page.locator(".turns:last-child .turn:last-child .md:not([data-streaming])").waitFor({ timeout: 120_000 });
  const to = await page.evaluate(() => performance.now());
  const took = Date.now() - began;
  const frames = (await page.evaluate(() => window.frames_)).filter((t) => t >= from && t <= to);
  const ended = new Promise((resolve) => client.once("Tracing.tracingComplete", resolve));
  await client.send("Tracing.end");
  await ended;

  const gaps = frames.slice(1).map((t, i) => t - frames[i]).sort((a, b) => a - b);
  const at = (q) => gaps[Math.min(gaps.length - 1, Math.floor(q * gaps.length))];
  const tasks = longTasks(events);
  const characters = await page.locator(".turns:last-child .turn:last-child .md").evaluate((e) => e.textContent.length);
  console.log(`${characters} drawn characters in ${took} ms at ${values.throttle}x throttle: ${frames.length} frames, ${((frames.length - 1) / ((to - from) / 1000)).toFixed(1)} per second`);
  console.log(`between frames: median ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms, longest ${gaps.at(-1).toFixed(1)} ms; over 25 ms: ${gaps.filter((g) => g > 25).length}`);
  console.log(`main thread: ${tasks.over16} tasks over 16.7 ms, ${tasks.over50} over 50 ms, longest ${tasks.longest.toFixed(1)} ms`);
  console.log(tasks.share);
} finally {
  await browser.close();
  await mock.close();
}

// longTasks sums up the main thread's tasks, by the processor time they took: wall time would count the machine's other
// work as well. Throttling is part of it, since it keeps the thread busy.
function longTasks(events) {
  const main = events.find((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain");
  const own = events.filter((e) => e.ph === "X" && e.tid === main?.tid && e.pid === main?.pid);
  const tasks = own.filter((e) => e.name === "RunTask" || e.name === "ThreadControllerImpl::RunTask").map((e) => (e.tdur ?? e.dur) / 1000);
  const share = {};
  for (const e of own) if (e.tdur) share[e.name] = (share[e.name] ?? 0) + e.tdur / 1000;
  const top = Object.entries(share).sort((a, b) => b[1] - a[1]).slice(0, 10).map(([n, ms]) => `${n} ${Math.round(ms)} ms`).join(", ");
  const sum = tasks.reduce((a, b) => a + b, 0);
  return {
    over16: tasks.filter((t) => t > 16.7).length, over50: tasks.filter((t) => t > 50).length, longest: Math.max(0, ...tasks),
    share: `main thread busy ${Math.round(sum)} ms of processor time: ${top}`,
  };
}
