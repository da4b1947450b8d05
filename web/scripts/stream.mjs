// Measures how smoothly a long answer streams: 20,000 characters of Markdown from the mock server into Chromium at a
// fraction of its speed, as a phone has it, in a conversation of many turns that are all loaded.
import { startMock } from "../mock/server.mjs";

const settling = 3_000; // ms after the answer's end that count as part of it

// stream gives the frames that the page drew while the answer came and shortly after, and the main thread's tasks.
export async function stream(browser, { throttle = 4, turns = 300, categories = ["toplevel"] } = {}) {
  const mock = await startMock({ scenario: "long" });
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "ko" });
  try {
    const page = await context.newPage();
    await page.goto(`${mock.url}/${turns > 0 ? "c/long" : ""}`);
    await loadTurns(page, turns);
    await ask(page, "한 번 물어보기"); // everything is loaded before the measured answer
    await page.locator(".turn", { hasText: "한 번 물어보기" }).last().locator(".a > .acts").waitFor();
    const client = await context.newCDPSession(page);
    const events = [];
    client.on("Tracing.dataCollected", ({ value }) => events.push(...value));
    await page.evaluate(count, settling);
    await ask(page, "길게 답해 주세요");
    await page.evaluate(() => window.begun_);
    await client.send("Emulation.setCPUThrottlingRate", { rate: throttle });
    await client.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: categories } });
    // One promise: a locator that waits would look through the page in every frame, on the thread that is measured.
    const measured = await page.evaluate(() => window.counted_);
    const ended = new Promise((resolve) => client.once("Tracing.tracingComplete", resolve));
    await client.send("Tracing.end");
    await ended;
    return { ...measured, ...tasksOf(events), events };
  } finally {
    await context.close();
    await mock.close();
  }
}

async function loadTurns(page, turns) {
  const older = page.getByRole("button", { name: "이전 질문 더 보기" });
  while ((await page.locator(".turn").count()) < turns) {
    const before = await page.locator(".turn").count();
    await older.click();
    await page.waitForFunction((n) => document.querySelectorAll(".turn").length > n, before);
  }
}

async function ask(page, question) {
  await page.getByRole("textbox", { name: "질문" }).fill(question);
  await page.getByRole("button", { name: "보내기" }).click();
}

// count runs in the page: it notes every frame, and when the answer began and ended.
function count(settle) {
  let begin;
  window.begun_ = new Promise((resolve) => (begin = resolve));
  window.counted_ = new Promise((resolve) => {
    const frames = [];
    let from = 0;
    let to = 0;
    let answer = null;
    const frame = (now) => {
      frames.push(now);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const look = setInterval(() => {
      answer ??= document.querySelector(".turns:last-child > .turn:last-child .md[data-streaming]"); // once: it looks through the page
      if (from === 0 && answer) begin((from = performance.now()));
      if (!answer || answer.hasAttribute("data-streaming")) return;
      to = performance.now();
      clearInterval(look);
      setTimeout(() => {
        const gaps = (a, b) => frames.filter((t) => t >= a && t <= b).slice(1).map((t, i, all) => t - (all[i - 1] ?? frames.find((f) => f >= a)));
        const characters = answer.textContent.length;
        resolve({ characters, ms: to - from, gaps: gaps(from, to), gapsAfter: gaps(to - 100, to + settle) });
      }, settle);
    }, 100);
  });
}

// tasksOf sums up the main thread's tasks by the processor time they took: wall time would count the machine's other work
// as well. Throttling is part of it, since it keeps the thread busy.
function tasksOf(events) {
  const main = events.find((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain");
  const own = events.filter((e) => e.ph === "X" && e.tid === main?.tid && e.pid === main?.pid);
  const tasks = own.filter((e) => /\bRunTask$/.test(e.name)).map((e) => (e.tdur ?? e.dur) / 1000);
  return { tasks, busy: tasks.reduce((a, b) => a + b, 0) };
}
