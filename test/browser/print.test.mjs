// What a printed conversation holds, against the mock server.
import { after, before, test } from "node:test";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { eventually, openPage, settles } from "./harness.mjs";

let browser;
let mock;
before(async () => {
  browser = await launch();
  mock = await startMock();
});
after(async () => {
  await browser.close();
  await mock.close();
});

test("a printed conversation is the questions, the answers and the sources, whole and dark on white", async () => {
  const { page, context } = await openPage(browser, undefined, { colorScheme: "dark", viewport: { width: 1280, height: 420 } });
  await page.goto(`${mock.url}/c/sample-1`);
  for (const part of [".chip", ".md table"]) await page.locator(`.turn ${part}`).first().waitFor();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const gone of [page.getByRole("navigation"), page.getByRole("textbox", { name: "질문" }), page.locator(".acts").first()]) {
    await settles(() => gone.isVisible(), false);
  }
  for (const there of [page.locator(".q").first(), page.locator(".md table"), page.locator(".printed li p").last()]) await settles(() => there.isVisible(), true);
  const look = () => page.evaluate(() => ({
    cut: [...document.querySelectorAll(".app, .chat, .scroll")].some((e) => e.scrollHeight > e.clientHeight + 1 && getComputedStyle(e).overflowY !== "visible"),
    background: getComputedStyle(document.body).backgroundColor,
    ink: getComputedStyle(document.querySelector(".md p")).color,
  }));
  // Chromium takes a moment to have the styles of another medium.
  await eventually(look, ({ cut, background, ink }) => !cut && background === "rgb(255, 255, 255)" && ink === "rgb(27, 33, 29)");
  await settles(async () => (await page.locator(".printed > p").first().innerText()), /^\d{4}\. \d+\. \d+\.$/);
  await page.emulateMedia({ media: "screen" });
  await settles(() => page.locator(".printed").count(), 0);
  await context.close();
});
