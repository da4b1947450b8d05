// A conversation of 300 turns, and what happens around an answer under way, against the mock server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { answered, ask, composer, eventually, lastTurn, openPage, settles } from "./harness.mjs";

let browser, mock;
before(async () => {
  browser = await launch();
  mock = await startMock({ scenario: "long" });
});
after(async () => {
  await browser.close();
  await mock.close();
});

test("an answer's end reads nothing again and draws no other turn anew", async () => {
  const { page, context } = await openPage(browser, undefined);
  await page.goto(`${mock.url}/c/long`);
  await answered(page, "300번째 질문");
  const before = await page.locator(".turn").count();
  await page.getByRole("button", { name: "이전 질문 더 보기" }).click();
  await page.waitForFunction((n) => document.querySelectorAll(".turn").length > n, before);
  await page.evaluate(() => (window.kept = [...document.querySelectorAll(".turn .q-text")]));
  const read = [];
  page.on("request", (request) => /\/api\/conversations\/long/.test(request.url()) && read.push(request.url()));
  await ask(page, "A396은 무슨 뜻인지 다시 알려 주세요");
  await answered(page, "다시 알려 주세요");
  await page.evaluate(() => new Promise((r) => setTimeout(r, 500))); // what would be read again is read soon
  assert.deepEqual(read, []);
  await settles(() => page.evaluate(() => window.kept.filter((e) => !e.isConnected).length), 0);
  // Another window's news has the newest page read once, whatever was loaded before.
  await page.evaluate(() => {
    const other = new BroadcastChannel("mundap");
    other.postMessage({ user: "local", kind: "changed", conversation: "long" });
    other.close();
  });
  await eventually(() => Promise.resolve(read.length), (n) => n === 1);
  await page.evaluate(() => new Promise((r) => setTimeout(r, 500)));
  assert.equal(read.length, 1);
  await settles(() => page.evaluate(() => window.kept.filter((e) => !e.isConnected).length), 0);
  await context.close();
});

test("older turns come above the reader's place, and those out of sight are not drawn", async () => {
  const { page, context, errors } = await openPage(browser, undefined);
  await page.goto(`${mock.url}/c/long`);
  await answered(page, "300번째 질문");
  const older = page.getByRole("button", { name: "이전 질문 더 보기" });
  for (let shown = 50; shown < 300; shown += 50) {
    const first = page.locator(".turn").first();
    await page.locator(".scroll").evaluate((e) => (e.scrollTop = 0));
    await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
    const id = await first.getAttribute("data-turn");
    const top = (await first.boundingBox()).y;
    await older.click();
    await page.waitForFunction((n) => document.querySelectorAll(".turn").length > n, shown);
    await page.evaluate(() => new Promise((r) => { let n = 12; const next = () => (--n ? requestAnimationFrame(next) : r()); next(); }));
    const now = (await page.locator(`[data-turn="${id}"]`).boundingBox()).y;
    assert.ok(Math.abs(now - top) <= 2, `${shown} turns: the first one moved from ${top} to ${now}`);
  }
  await settles(() => page.locator(".turn").count(), 300);
  await page.locator(".scroll").evaluate((e) => (e.scrollTop = e.scrollHeight));
  await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
  const drawn = await page.locator(".turn").evaluateAll((all) => all.filter((e) => e.querySelector(".md")?.checkVisibility({ contentVisibilityAuto: true })).length);
  assert.ok(drawn < 30, `${drawn} of 300 turns are drawn`);
  await page.getByRole("textbox", { name: "질문" }).fill("길게 답해 주세요");
  await page.keyboard.press("Enter");
  await page.locator(".turn:last-child .md[data-streaming]").waitFor();
  const gaps = await page.evaluate(async () => {
    const times = [];
    for (let n = 0; n < 90; n++) times.push(await new Promise(requestAnimationFrame));
    return times.slice(1).map((t, i) => t - times[i]).sort((a, b) => a - b);
  });
  assert.ok(gaps[Math.floor(gaps.length / 2)] < 34, `half of the frames take ${gaps[Math.floor(gaps.length / 2)]} ms`);
  assert.deepEqual(errors, []);
  await context.close();
});

test("Escape stops an answer from wherever the focus is", async () => {
  const { page, context } = await openPage(browser, undefined);
  await page.goto(`${mock.url}/`);
  await ask(page, "천천히 답해 주세요");
  await page.locator(".md[data-streaming]").waitFor();
  await page.getByRole("link", { name: /^문서/ }).or(page.getByRole("button", { name: "새 대화" })).first().focus();
  await page.keyboard.press("Escape");
  await page.getByText("답변을 중지했어요.").waitFor();
  await context.close();
});

test("the answer does not move when it ends, and the number of its sources stays", async () => {
  const { page, context } = await openPage(browser, undefined);
  await page.goto(`${mock.url}/`);
  await page.evaluate(() => {
    window.sentences = new Set();
    window.tops = [];
    const look = () => {
      const turn = document.querySelector(".turn");
      const said = turn?.querySelector(".steps")?.innerText.match(/근거 (\d+)개/)?.[1];
      if (said && turn.querySelector(".md")) window.sentences.add(said);
      const text = turn?.querySelector(".md");
      if (text) window.tops.push(Math.round(text.getBoundingClientRect().top));
      requestAnimationFrame(look);
    };
    look();
  });
  await ask(page, "A396은 무슨 뜻인가요?");
  await answered(page, "A396은 무슨");
  await page.evaluate(() => new Promise((r) => setTimeout(r, 300)));
  const { sentences, tops } = await page.evaluate(() => ({ sentences: [...window.sentences], tops: window.tops }));
  assert.deepEqual(sentences, ["3"]);
  const last = tops.slice(-40);
  assert.ok(Math.max(...last) - Math.min(...last) <= 1, `the text moved: ${[...new Set(last)]}`);
  await context.close();
});

test("two windows follow each other", async () => {
  const { page, context } = await openPage(browser, undefined);
  await page.goto(`${mock.url}/`);
  await ask(page, "A396은 무슨 뜻인가요?");
  await answered(page, "A396은 무슨");
  const second = await context.newPage();
  await second.goto(page.url());
  await answered(second, "A396은 무슨");
  await ask(page, "천천히 답해 주세요");
  await second.locator(".turn", { hasText: "천천히 답해 주세요" }).locator(".md[data-streaming]").waitFor();
  await composer(page).press("Escape");
  await second.getByText("답변을 중지했어요.").waitFor();
  await settles(() => second.locator(".turn").count(), 2);
  const texts = () => Promise.all([page, second].map((window) => lastTurn(window).locator(".md").innerText()));
  await eventually(texts, ([one, other]) => one === other);
  await context.close();
});

test("a reader at the end follows a question of the other window", async () => {
  const { page, context } = await openPage(browser, undefined);
  await page.goto(`${mock.url}/`);
  await ask(page, "천천히 답해 주세요");
  await page.locator(".md[data-streaming]").waitFor();
  const second = await context.newPage();
  await second.setViewportSize({ width: 1280, height: 1000 }); // one answer fits, two do not
  await second.goto(page.url());
  await second.locator(".md[data-streaming]").waitFor();
  await answered(second, "천천히 답해 주세요");
  await ask(page, "천천히 한 번 더요");
  await second.locator(".turn", { hasText: "천천히 한 번 더요" }).locator(".md[data-streaming] table").waitFor();
  await eventually(() => second.locator(".scroll").evaluate((e) => e.scrollTop > 40 && e.scrollHeight - e.scrollTop - e.clientHeight < 64), (follows) => follows);
  await context.close();
});

test("what a browser does in every frame does not grow with the turns that are out of sight", async () => {
  const { page, context } = await openPage(browser, undefined, { viewport: { width: 390, height: 844 } });
  await page.addInitScript(() => {
    const observed = (window.observed = new Map()); // what each observer looks at
    window.ResizeObserver = class extends ResizeObserver {
      observe(element, options) {
        super.observe(element, options);
        observed.set(this, (observed.get(this) ?? new Set()).add(element));
      }
      unobserve(element) {
        super.unobserve(element);
        observed.get(this)?.delete(element);
      }
      disconnect() {
        super.disconnect();
        observed.delete(this);
      }
    };
  });
  await page.goto(`${mock.url}/c/long`);
  await answered(page, "300번째 질문");
  const watched = () => page.evaluate(() => [...window.observed.values()].flatMap((elements) => [...elements]).filter((e) => e.matches(".scroller")).length);
  await settles(() => page.locator(".scroller").count().then((all) => all > 30), true);
  await eventually(watched, (n) => n < 18);

  // A table is watched when it comes into sight: one that is wider than the screen can be reached by keyboard.
  const table = page.locator(".turn", { hasText: "280번째 질문" }).locator(".table");
  await table.locator("table").evaluate((e) => (e.style.width = "900px"));
  assert.equal(await table.getAttribute("tabindex"), null);
  await table.scrollIntoViewIfNeeded();
  await settles(() => table.getAttribute("tabindex"), "0");

  // An element that gains containment of style has the browser count all list items of the page again.
  await ask(page, "길게 답해 주세요");
  await page.locator(".turn:last-child .blocks[data-far]").first().waitFor({ state: "attached", timeout: 60_000 });
  const contained = (selector) => page.locator(selector).evaluateAll((all) => all.map((e) => getComputedStyle(e).contain).filter((c) => !/style|strict|content/.test(c)).length);
  assert.deepEqual([await contained(".turns"), await contained(".turn"), await contained(".blocks")], [0, 0, 0]);
  await context.close();
});
