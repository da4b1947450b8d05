// Narrow screens: no page scrolls sideways at 320 pixels (a page at 400 % on a laptop), against the mock server, and the lines of
// a row stand below each other.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pool } from "../../web/mock/data.mjs";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { openPage, settles, startServer, upload } from "./harness.mjs";

let browser;
let mock;
before(async () => {
  browser = await launch();
  mock = await startMock({ pool: pool() });
});
after(async () => {
  await browser.close();
  await mock.close();
});

const places = { "/": ".welcome-count", "/c/sample-1": ".turn .chip", "/docs": ".docs-row", "/search?q=A396": ".search-hit", "/settings": ".switch", "/admin": ".admin-table" };
for (const [path, there] of Object.entries(places)) {
  test(`${path} fits`, async () => {
    const { page, context } = await openPage(browser, undefined, { viewport: { width: 320, height: 640 } });
    await page.goto(mock.url + path);
    await page.locator(there).first().waitFor();
    await settles(() => page.evaluate(() => document.documentElement.scrollWidth), 320);
    await context.close();
  });
}

test("on a phone the lines of a row begin below its name", async () => {
  const server = await startServer();
  const { page, context, errors } = await openPage(browser, server, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.goto(server.url);
  await upload(page, [{ name: "휴가.txt", text: "연차는 15일이다." }]);
  await page.locator('input[data-picker="files"]').setInputFiles([{ name: "출장.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n%%EOF\n") }]); // which is damaged
  const box = (name, place) => page.locator(".docs-row", { hasText: name }).locator(place).evaluate((e) => {
    const text = document.createRange();
    text.selectNodeContents(e);
    const { left, right } = text.getBoundingClientRect();
    return { left: Math.round(left), right: Math.round(right) };
  });
  await page.locator('.docs-row [data-state="failed"]').waitFor({ timeout: 60_000 }); // the first PDF waits for its reader
  const { left } = await box("출장.pdf", ".cell-text b");
  await settles(async () => (await box("출장.pdf", "time")).left, left);
  await settles(async () => (await box("휴가.txt", ".cell-text a")).left, left);
  const state = await box("휴가.txt", ".state-line");
  await settles(async () => (await box("휴가.txt", "time")).left > state.right, true, "the date stands beside the state");
  assert.deepEqual(errors, []);
  await context.close();
  await server.close();
});

test("on a phone held across the sidebar is a drawer that Back closes, with documents and settings in it", async () => {
  const { page, context, errors } = await openPage(browser, undefined, { viewport: { width: 844, height: 390 }, hasTouch: true, isMobile: true });
  await page.goto(`${mock.url}/docs`);
  await page.locator(".docs-row").first().waitFor();
  await page.goto(`${mock.url}/c/sample-1`);
  await page.locator(".turn .chip").first().waitFor();
  await settles(() => page.getByRole("navigation").count(), 0);
  const open = async () => {
    await page.getByRole("button", { name: "메뉴 열기" }).click();
    await page.locator(".drawer").waitFor();
  };
  await open();
  const settings = page.locator(".drawer").getByRole("link", { name: "설정" });
  await settles(() => settings.evaluate((e) => e.getBoundingClientRect().bottom <= innerHeight), true);
  await page.goBack();
  await page.locator(".drawer").waitFor({ state: "detached" });
  assert.equal(new URL(page.url()).pathname, "/c/sample-1");

  await open();
  await page.keyboard.press("Escape");
  await page.locator(".drawer").waitFor({ state: "detached" });
  await open();
  await settings.click();
  await page.locator(".switch").first().waitFor();
  await page.goBack();
  await page.locator(".turn .chip").first().waitFor();
  await page.goBack();
  await page.locator(".docs-row").first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});
