// Where the focus goes when something opens and closes, against the mock server.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { composer, openPage, settles } from "./harness.mjs";

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
  test("what is typed right after the search opens lands in it", async () => {
    const { page, context, errors } = await openPage(browser);
    await page.goto(mock.url);
    await composer(page).click();
    await page.waitForFunction(() => performance.getEntriesByType("resource").some((r) => /\/Palette-/.test(r.name)));
    await page.evaluate(() => {
      const key = (type) => document.activeElement.dispatchEvent(new KeyboardEvent(type, { key: "k", code: "KeyK", ctrlKey: true, bubbles: true, cancelable: true }));
      window.focused_ = new Promise((resolve) => {
        setTimeout(() => {
          key("keydown");
          setTimeout(() => resolve(document.activeElement.getAttribute("role"))); // the next key comes in the next task
        }, 200); // the code is there, and drawn from
      });
    });
    assert.equal(await page.evaluate(() => window.focused_), "combobox");
    await page.keyboard.type("휴가");
    await settles(() => page.getByRole("combobox", { name: "검색" }).inputValue(), "휴가");
    assert.equal(await page.locator("textarea").inputValue(), "");
    assert.deepEqual(errors, []);
    await context.close();
  });

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
