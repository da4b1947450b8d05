// The conversations of one person in several browsers: what happens in one is seen in the others.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { answered, ask, openPage, startModel, startServer } from "./harness.mjs";

let browser, model, server;
before(async () => {
  browser = await launch();
  model = await startModel();
  server = await startServer({ environment: { MUNDAP_MODEL_URL: model.url, MUNDAP_MODEL_NAME: "test-model" } });
});
after(async () => {
  await server.close();
  await browser.close();
  await model.close();
});

const row = (page, title) => page.locator(".side .row-box", { hasText: title });

test("another browser of the same person follows: answers, titles, pins, renames", async () => {
  const here = await openPage(browser, server);
  const there = await openPage(browser, server); // contexts share no BroadcastChannel
  await here.page.goto(server.url);
  model.title("사내 인사말");
  let go;
  model.script("안녕", new Promise((resolve) => (go = resolve)), "하세요.");
  await here.page.getByRole("button", { name: /답변 방식/ }).click();
  await here.page.getByRole("menuitemradio", { name: "일반 대화" }).or(here.page.getByRole("option", { name: "일반 대화" })).first().click();
  await there.page.goto(server.url);
  await ask(here.page, "인사말을 하나 만들어 주세요");
  await here.page.locator(".turn", { hasText: "안녕" }).waitFor();
  await there.page.goto(here.page.url());
  await there.page.locator(".turn", { hasText: "안녕" }).waitFor(); // while it is written
  go();
  await answered(there.page, "인사말을 하나");
  for (const { page } of [here, there]) await row(page, "사내 인사말").waitFor(); // the model's title

  model.script("둘째 답이에요.");
  await ask(here.page, "하나 더요");
  await there.page.locator(".turn", { hasText: "둘째 답이에요." }).waitFor();

  await row(here.page, "사내 인사말").hover();
  await row(here.page, "사내 인사말").getByRole("button").click();
  await here.page.getByRole("menuitem", { name: "위에 고정" }).click();
  for (const { page } of [here, there]) await page.locator(".side").getByRole("heading", { name: "고정한 대화" }).waitFor();

  await row(there.page, "사내 인사말").hover();
  await row(there.page, "사내 인사말").getByRole("button").click();
  await there.page.getByRole("menuitem", { name: "이름 바꾸기" }).click();
  await there.page.getByRole("dialog").getByRole("textbox").fill("내 인사말");
  await there.page.keyboard.press("Enter");
  for (const { page } of [here, there]) await row(page, "내 인사말").waitFor();

  for (const { errors, context } of [here, there]) {
    assert.deepEqual(errors, []);
    await context.close();
  }
});

test("a question's nouns title its conversation where the model gives no title", async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  model.script("문서에 없어요.");
  await ask(page, "과열센서를 교체하려면 어떻게 해야 하나요?");
  await answered(page, "과열센서를");
  await row(page, /^과열센서 교체$/).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});
