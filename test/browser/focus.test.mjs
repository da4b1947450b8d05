// Where the focus goes when something opens and closes, against the mock server.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { openPage } from "./harness.mjs";

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

const focused = (page, locator) => locator.and(page.locator(":focus")).waitFor();

describe("the focus", () => {
  test("comes back from the palette to the question, and from a dialog to its menu's button", async () => {
    const { page, context, errors } = await openPage(browser);
    await page.goto(`${mock.url}/c/sample-1`);
    const box = page.getByRole("textbox", { name: "질문" });
    await box.focus();
    await page.keyboard.press("Control+k");
    await focused(page, page.getByRole("combobox", { name: "검색" }));
    await page.keyboard.press("Escape");
    await focused(page, box);

    const menu = page.getByRole("button", { name: "대화 메뉴" });
    await menu.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "이름 바꾸기" }).press("Enter");
    await focused(page, page.getByRole("textbox", { name: "대화 이름" }));
    await page.keyboard.press("Escape");
    await focused(page, menu);
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("goes into a source that a key opened, and back to its number", async () => {
    const { page, context } = await openPage(browser);
    await page.goto(`${mock.url}/c/sample-1`);
    const number = page.locator(".md .cite").first();
    await page.locator(".chip").first().waitFor();
    await number.focus();
    await page.keyboard.press("Enter");
    await focused(page, page.getByRole("complementary"));
    await page.keyboard.press("Escape");
    await focused(page, number);
    await context.close();
  });
});
