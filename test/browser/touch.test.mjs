// A phone in the hand, and what stands over or beside something else: against the mock server, and the first run on the real one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pool } from "../../web/mock/data.mjs";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { composer, eventually, openPage, settles, startServer } from "./harness.mjs";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let browser;
let mock;
let server;
before(async () => {
  browser = await launch();
  mock = await startMock({ pool: pool() });
  server = await startServer();
});
after(async () => {
  await browser?.close();
  await mock?.close();
  await server?.close();
});

test("on a phone Enter breaks a line and the button sends", async () => {
  const { page, context } = await openPage(browser, undefined, phone);
  await page.goto(mock.url);
  await composer(page).fill("첫 줄");
  await composer(page).press("Enter");
  await composer(page).pressSequentially("둘째 줄");
  await settles(() => composer(page).inputValue(), "첫 줄\n둘째 줄");
  await settles(() => page.locator(".turn").count(), 0);
  await page.getByRole("button", { name: "보내기" }).tap();
  await page.locator(".turn", { hasText: "둘째 줄" }).waitFor();
  await context.close();
});

test("a finger hits citations, and tables show that they go on", async () => {
  const { page, context } = await openPage(browser, undefined, phone);
  await page.goto(`${mock.url}/c/sample-1`);
  const cite = page.locator(".md button.cite").first();
  await cite.waitFor();
  const box = await cite.boundingBox();
  assert.ok(box.width >= 24 && box.height >= 24, `a citation of ${box.width}×${box.height}`);
  const attached = await page.evaluate(() => {
    const table = document.createElement("div");
    table.className = "table";
    document.querySelector(".md").append(table);
    return getComputedStyle(table).backgroundAttachment;
  });
  assert.equal(attached, "local, local, scroll, scroll");
  await context.close();
});

test("a phone offers no folders", async () => {
  const { page, context } = await openPage(browser, server, phone);
  await page.goto(server.url);
  await page.getByRole("button", { name: "파일 선택" }).waitFor();
  await settles(() => page.getByRole("button", { name: "폴더 올리기" }).count(), 0);
  await page.locator(".compose").getByRole("button", { name: "파일 올리기" }).tap();
  await page.getByRole("menuitem").first().waitFor();
  await settles(() => page.getByRole("menuitem", { name: /폴더/ }).count(), 0);
  await page.goto(`${server.url}/docs`);
  await page.locator(".top").getByRole("button", { name: "파일 올리기" }).waitFor();
  await settles(() => page.getByRole("button", { name: "폴더 올리기" }).count(), 0);
  await context.close();
});

for (const [name, options] of Object.entries({ phone, laptop: { viewport: { width: 1280, height: 720 } } })) {
  test(`on a ${name} the line about models is whole and keeps off the composer`, async () => {
    const { page, context } = await openPage(browser, server, options);
    await page.goto(server.url);
    const line = page.locator(".welcome-model");
    await line.waitFor();
    const boxes = async () => [await line.boundingBox(), await page.locator(".compose .box").boundingBox()];
    await eventually(boxes, ([text, box]) => box.y - (text.y + text.height) >= 12 && text.x >= 0 && text.x + text.width <= options.viewport.width);
    await context.close();
  });
}

test("notices keep off the composer", async () => {
  const { page, context } = await openPage(browser, undefined, {});
  await page.goto(mock.url);
  await composer(page).fill("한 줄\n".repeat(9));
  await page.locator("[data-picker=files]").evaluate((field) => {
    const files = new DataTransfer();
    for (let i = 0; i < 7; i++) files.items.add(new File(["글"], `${i}.txt`));
    field.files = files.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const toast = page.locator(".toast").first();
  await toast.waitFor();
  const boxes = async () => [await toast.boundingBox(), await page.locator(".compose .box").boundingBox()];
  await eventually(boxes, ([notice, box]) => notice.y + notice.height <= box.y);
  await context.close();
});

test("a conversation is one stop of the Tab key, and the arrow leads to its menu", async () => {
  const { page, context } = await openPage(browser, undefined, {});
  await page.goto(mock.url);
  const rows = page.locator(".side .row-box a.row");
  await rows.nth(1).waitFor();
  await rows.first().focus();
  await page.keyboard.press("Tab");
  await settles(() => rows.nth(1).evaluate((e) => e === document.activeElement), true);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "이름 바꾸기" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  await eventually(() => page.evaluate(() => document.activeElement !== document.body), (focused) => focused);
  await page.keyboard.press("Shift+Tab");
  await settles(() => rows.nth(1).evaluate((e) => e === document.activeElement), true);
  await context.close();
});

test("a tap shows what a document's warning says", async () => {
  const { page, context } = await openPage(browser, server, phone);
  await page.goto(`${server.url}/docs`);
  const broken = Buffer.concat([Buffer.from("<html><head><meta charset=utf-8></head><body><p>"), Buffer.from([0xff, 0xfe, 0xff]), Buffer.from("회의실은 3층에 있다.</p></body></html>")]);
  await page.locator('input[data-picker="files"]').setInputFiles([{ name: "깨진 글.html", mimeType: "text/html", buffer: broken }]);
  await page.locator("button.warn").tap();
  await page.locator(".tip", { hasText: "일부 글자가 깨져 있어요." }).waitFor();
  await context.close();
});
