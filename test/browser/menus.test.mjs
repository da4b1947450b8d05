// Menus by the keyboard and by the pointer, against the mock server.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { openPage, settles } from "./harness.mjs";

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

describe("a menu", () => {
  test("opens by Enter on its first item, moves by arrows, and Escape gives the focus back", async () => {
    const { page, context, errors } = await openPage(browser);
    await page.goto(`${mock.url}/c/sample-1`);
    const button = page.getByRole("button", { name: "대화 메뉴" });
    await button.focus();
    for (const key of ["Enter", "Space", "ArrowDown"]) {
      await page.keyboard.press(key);
      await page.getByRole("menuitem", { name: "대화 복사" }).and(page.locator(":focus")).waitFor();
      await page.keyboard.press("ArrowDown");
      await page.getByRole("menuitem", { name: "Markdown으로 내보내기" }).and(page.locator(":focus")).waitFor();
      await settles(() => button.getAttribute("aria-expanded"), "true");
      await page.keyboard.press("Escape");
      await page.getByRole("menu").waitFor({ state: "detached" });
      await button.and(page.locator(":focus")).waitFor();
    }
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("goes on at its other end, and prints the conversation", async () => {
    const { page, context } = await openPage(browser);
    await page.addInitScript(() => {
      window.print = () => (document.body.dataset.printed = document.querySelector("[role=menu]") ? "with the menu" : "yes");
    });
    await page.goto(`${mock.url}/c/sample-1`);
    await page.getByRole("button", { name: "대화 메뉴" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "대화 복사" }).and(page.locator(":focus")).waitFor();
    await page.keyboard.press("ArrowUp");
    await page.getByRole("menuitem", { name: "대화 삭제" }).and(page.locator(":focus")).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("menuitem", { name: "대화 복사" }).and(page.locator(":focus")).waitFor();
    await page.getByRole("menuitem", { name: "인쇄" }).click();
    await page.locator('body[data-printed="yes"]').waitFor();
    await context.close();
  });

  test("leads to a dialog that Back closes", async () => {
    const { page, context } = await openPage(browser);
    await page.goto(`${mock.url}/c/sample-1`);
    await page.getByRole("button", { name: "대화 메뉴" }).click();
    await page.getByRole("menuitem", { name: "이름 바꾸기" }).click();
    await page.getByRole("dialog").waitFor();
    await page.goBack();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await settles(() => new URL(page.url()).pathname, "/c/sample-1");
    await context.close();
  });

  test("opens and closes by its button, and closes by a press elsewhere", async () => {
    const { page, context } = await openPage(browser);
    await page.goto(`${mock.url}/c/sample-1`);
    const button = page.getByRole("button", { name: "대화 메뉴" });
    const menu = page.getByRole("menu");
    await button.click();
    await menu.waitFor();
    await button.click();
    await menu.waitFor({ state: "detached" });
    await button.click();
    await menu.waitFor();
    await page.getByRole("textbox", { name: "질문" }).click();
    await menu.waitFor({ state: "detached" });
    await page.getByRole("textbox", { name: "질문" }).and(page.locator(":focus")).waitFor();
    await context.close();
  });

  test("of a conversation in the sidebar lies over the page", async () => {
    const { page, context } = await openPage(browser);
    await page.goto(`${mock.url}/c/sample-1`);
    const row = page.locator(".row-box").first();
    await row.hover();
    await row.getByRole("button").click();
    await page.getByRole("menuitem", { name: "이름 바꾸기" }).click(); // fails if something covers it
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await context.close();
  });
});
