// What stands over an answer or beside it: the citation that is open, tips, notices and the arrow to the end. Against the mock
// server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { doc } from "../../web/mock/data.mjs";
import { startMock } from "../../web/mock/server.mjs";
import { launch, point } from "../../web/scripts/browser.mjs";
import { answered, composer, eventually, openPage, settles } from "./harness.mjs";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const laptop = { viewport: { width: 1280, height: 720 } };

let browser, mock;
before(async () => {
  browser = await launch();
  mock = await startMock();
});
after(async () => {
  await browser?.close();
  await mock?.close();
});

const boxOf = (locator) => locator.boundingBox();
const overlap = (a, b) => Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 0 && Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 0;

test("of the numbers with the same source only the one that was opened stands out", async () => {
  const { page, context, errors } = await openPage(browser, undefined, laptop);
  await page.goto(`${mock.url}/c/sample-1`);
  const turn = await answered(page, "보일러에 A396이 떠요");
  const same = turn.locator('.md [data-cite="1"]');
  const colours = () => same.evaluateAll((all) => all.map((e) => getComputedStyle(e).backgroundColor));
  const onlySecond = ([first, second, third]) => first === third && second !== first;
  await same.nth(1).click();
  await page.locator(".source").waitFor();
  await page.mouse.move(5, 5);
  await eventually(colours, onlySecond);
  await page.reload();
  await page.locator(".source").waitFor();
  const [plain] = await eventually(colours, onlySecond);
  await turn.locator(".chip").first().click(); // the source as a whole
  await page.mouse.move(5, 5);
  await eventually(colours, (all) => all.every((c) => c !== plain));
  assert.deepEqual(errors, []);
  await context.close();
});

test("fingers see no tips, whatever has the focus", async () => {
  const { page, context, errors } = await openPage(browser, undefined, phone);
  await page.goto(`${mock.url}/c/sample-1`);
  const turn = await answered(page, "보일러에 A396이 떠요");
  await turn.locator(".chip").first().tap();
  await page.locator(".source").waitFor();
  await page.goBack();
  await page.locator(".source").waitFor({ state: "detached" });
  await turn.getByRole("button", { name: "질문 수정" }).tap();
  await page.keyboard.press("Tab"); // to a button, with the ring that a keyboard's focus has
  await page.keyboard.press("Tab");
  await settles(() => page.evaluate(() => document.activeElement.matches("button:focus-visible")), true);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500))); // longer than a tip waits
  await settles(() => page.locator(".tip").count(), 0);
  assert.deepEqual(errors, []);
  await context.close();
});

test("a number that moves beneath a mouse at rest shows no card", async () => {
  const { page, context, errors } = await openPage(browser, undefined, laptop);
  await page.goto(`${mock.url}/c/sample-1`);
  const turn = await answered(page, "보일러에 A396이 떠요");
  const cite = turn.locator(".md .cite").nth(2);
  const card = page.locator(".citation-card");
  await point(page, cite, card);
  const { x, y, width, height } = await boxOf(cite);
  const below = { clientX: x + width / 2, clientY: y + height / 2 + 60 };
  await page.mouse.move(below.clientX, below.clientY);
  await card.waitFor({ state: "detached" });
  // what a browser tells when the page moves and the mouse does not
  const arrives = (at) => cite.evaluate((element, at) => element.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse", ...at })), at);
  await arrives(below);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500))); // longer than a card takes
  await settles(() => card.count(), 0);
  await arrives({ ...below, clientX: below.clientX + 1 });
  await card.waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("a scroll elsewhere leaves a number's card alone, one that moves the number takes it away", async () => {
  const { page, context, errors } = await openPage(browser, undefined, laptop);
  await page.goto(`${mock.url}/c/sample-1`);
  const turn = await answered(page, "보일러에 A396이 떠요");
  const cite = turn.locator(".md .cite").nth(2);
  const card = page.locator(".citation-card");
  await point(page, cite, card); // from here on the number stays where it is
  await page.mouse.move(5, 5);
  await card.waitFor({ state: "detached" });
  // A page that was scrolled to bring the number into view tells of it after the pointer has arrived.
  const scrolled = () => page.evaluate(() => document.querySelector(".scroll").dispatchEvent(new Event("scroll")));
  await cite.hover();
  await scrolled();
  await card.waitFor();
  await scrolled();
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  assert.equal(await card.count(), 1);
  await page.mouse.wheel(0, -200);
  await card.waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await context.close();
});

test("an answer that failed has one button to ask again, and it does", async () => {
  const { page, context, errors } = await openPage(browser, undefined, laptop);
  await page.goto(mock.url);
  await composer(page).fill("실패하는 질문이에요");
  await composer(page).press("Enter");
  const turn = page.locator(".turn").last();
  await turn.locator(".ending").waitFor();
  await settles(() => turn.getByRole("button", { name: "답변 다시 받기" }).count(), 0);
  await turn.getByRole("button", { name: "다시 질문하기" }).click();
  await turn.getByText("2/2").waitFor();
  await settles(() => page.locator(".turn").count(), 1);
  assert.deepEqual(errors, []);
  await context.close();
});

test("in the system's dark theme what is chosen or switched on stands out", async () => {
  const { page, context } = await openPage(browser, undefined, { ...laptop, colorScheme: "dark" });
  await page.goto(`${mock.url}/settings`);
  const light = (selector) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).backgroundColor.match(/[\d.]+/g).map(Number).reduce((a, b) => a + b));
  await page.locator(".switch").first().waitFor();
  const [chosen, around] = [await light(".segments input:checked + span"), await light(".segments")];
  assert.ok(chosen - around > 60, `${chosen} on ${around}`);
  const [knob, track] = [await light('.switch[aria-checked="true"] i'), await light('.switch[aria-checked="true"]')];
  assert.ok(track - knob > 200, `${knob} on ${track}`);
  await context.close();
});

test("the arrow to the end covers no sources", async () => {
  for (const [screen, pane] of [[laptop, false], [laptop, true], [phone, false]]) {
    const { page, context, errors } = await openPage(browser, undefined, screen);
    await page.goto(`${mock.url}/c/sample-1`);
    const turn = await answered(page, "보일러에 A396이 떠요");
    if (pane) await turn.locator(".md .cite").first().click();
    const scroller = page.locator(".scroll");
    await scroller.evaluate((box) => (box.style.paddingBottom = "900px")); // there is always more below
    const arrow = page.getByRole("button", { name: "맨 아래로" });
    await eventually(async () => {
      await scroller.evaluate((box) => (box.scrollTop = 0)); // it follows to the end at first
      return arrow.isVisible();
    }, (visible) => visible);
    const [at, log, column] = [await boxOf(arrow), await boxOf(page.locator(".scroll")), await boxOf(page.locator(".column"))];
    const covered = log.y + log.height - at.y; // of the lines that can be seen
    assert.ok(covered <= 24 || at.x >= column.x + column.width, `${covered} px of the answers, at ${at.x} of ${column.x + column.width}`);
    assert.deepEqual(errors, []);
    await context.close();
  }
});

test("a notice covers nothing of the conversation", async () => {
  for (const screen of [laptop, phone]) {
    const { page, context, errors } = await openPage(browser, undefined, screen);
    await page.goto(`${mock.url}/c/sample-1`);
    await answered(page, "보일러에 A396이 떠요");
    await page.locator("[data-picker=files]").setInputFiles([{ name: "회의.txt", mimeType: "text/plain", buffer: Buffer.from("회의") }]);
    const toast = page.locator(".toast").first();
    await toast.waitFor();
    const boxes = async () => [await boxOf(toast), await boxOf(page.locator(".scroll")), await boxOf(page.locator(".compose .box"))];
    await eventually(boxes, ([notice, log, box]) => !overlap(notice, log) && !overlap(notice, box));
    assert.deepEqual(errors, []);
    await context.close();
  }
});

test("what may be typed is said truly: files that were just added are summarised, chosen documents are asked", async () => {
  const { page, context, errors } = await openPage(browser, undefined, {});
  await page.goto(`${mock.url}/docs`);
  await page.getByRole("button", { name: "‘faq_fsi.csv’ 메뉴" }).click();
  await page.getByRole("menuitem", { name: "이 문서에 물어보기" }).click();
  await page.locator(".attachment", { hasText: "faq_fsi.csv" }).waitFor();
  await settles(() => composer(page).getAttribute("placeholder"), "선택한 문서에 대해 물어보세요");
  await settles(() => page.getByRole("button", { name: "보내기" }).isDisabled(), true);
  const chosen = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "파일 올리기" }).click();
  await page.getByRole("menuitem", { name: "파일 선택" }).click();
  await (await chosen).setFiles([{ name: "회의.txt", mimeType: "text/plain", buffer: Buffer.from("회의") }]);
  await page.locator(".attachment", { hasText: "회의.txt" }).waitFor();
  await settles(() => composer(page).getAttribute("placeholder"), /비워 두고 보내면 요약/);
  assert.deepEqual(errors, []);
  await context.close();
});

test("documents that could not be read take one line of the start page, and it leads to them", async () => {
  const own = await startMock();
  for (const n of [1, 2, 3]) own.state.documents.push(doc(`깨진 파일 ${n}.pdf`, "failed", { error: { kind: "invalid", message: "파일이 손상됐어요.", retry: false } }));
  const { page, context, errors } = await openPage(browser, undefined, {});
  await page.goto(own.url);
  await page.locator(".welcome").getByRole("link", { name: "읽지 못한 문서 4개" }).click();
  await page.locator(".docs-row", { hasText: "깨진 파일 1.pdf" }).waitFor();
  await settles(() => page.getByRole("button", { name: /^실패/ }).getAttribute("aria-pressed"), "true");
  await settles(() => page.locator(".docs-row", { hasText: "faq_fsi.csv" }).count(), 0);
  assert.deepEqual(errors, []);
  await context.close();
  await own.close();
});

test("the start page asks in the reader's language first", async () => {
  const own = await startMock();
  const guide = (question) => ({ summary: "", terms: [], questions: [question] });
  for (const n of [1, 2, 3, 4]) own.state.documents.push(doc(`a${n}.pdf`, "ready", { guide: guide(`What does page ${n} say?`) }));
  for (const [locale, first] of [["ko", /^연차/], ["en", /^What/]]) {
    const { page, context, errors } = await openPage(browser, undefined, { locale });
    await page.goto(own.url);
    const shown = page.locator(".suggestions li > button span");
    await shown.first().waitFor();
    await settles(() => shown.first().innerText(), first);
    assert.deepEqual(errors, []);
    await context.close();
  }
  await own.close();
});
