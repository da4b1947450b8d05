// Measures how smoothly a long answer streams: 20,000 characters of Markdown from the mock server into Chromium at a
// fraction of its speed, as a phone has it, in a conversation of many turns that are all loaded.
import { startMock } from "../mock/server.mjs";
import { traced } from "./trace.mjs";

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
    await page.evaluate(count, settling);
    await ask(page, "길게 답해 주세요");
    await page.evaluate(() => window.begun_);
    await client.send("Emulation.setCPUThrottlingRate", { rate: throttle });
    // One promise: a locator that waits would look through the page in every frame, on the thread that is measured.
    const { result: measured, ...trace } = await traced(client, () => page.evaluate(() => window.counted_), categories);
    return { ...measured, ...trace };
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
