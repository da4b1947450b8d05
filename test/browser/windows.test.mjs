// The conversations of one person in several browsers: what happens in one is seen in the others.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { answered, ask, composer, openPage, settles, startModel, startServer } from "./harness.mjs";

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

test("a conversation deleted in one window: a question in the other keeps it, and what is deleted is told there", async () => {
  const here = await openPage(browser, server);
  await here.page.goto(server.url);
  model.title("퇴직금 기한");
  model.script("첫 답이에요.");
  await ask(here.page, "퇴직금은 언제까지 주나요?");
  await answered(here.page, "퇴직금은 언제까지");
  await row(here.page, "퇴직금 기한").waitFor();
  const address = here.page.url();
  const there = await here.context.newPage();
  await there.goto(address);
  await there.locator(".turn", { hasText: "첫 답이에요." }).waitFor();
  const remove = async () => {
    await row(here.page, "퇴직금 기한").hover();
    await row(here.page, "퇴직금 기한").getByRole("button").click();
    await here.page.getByRole("menuitem", { name: "삭제" }).click();
    await here.page.getByText("‘퇴직금 기한’ 대화를 삭제했어요.").waitFor();
  };

  await remove();
  model.script("둘째 답이에요.");
  await ask(there, "그럼 언제부터예요?");
  await here.page.getByText("‘퇴직금 기한’ 대화의 삭제를 취소했어요.").waitFor();
  await row(here.page, "퇴직금 기한").waitFor();
  await answered(there, "그럼 언제부터예요?");

  await remove();
  await composer(there).fill("셋째 질문이에요");
  const deleted = here.page.waitForResponse((r) => r.request().method() === "DELETE" && r.ok());
  await here.page.locator(".toast", { hasText: "대화를 삭제했어요." }).getByRole("button", { name: "닫기" }).click();
  await deleted;
  await there.getByText("삭제된 대화예요.").waitFor();
  await settles(() => there.locator(".turn").count(), 0);
  assert.equal(await composer(there).inputValue(), "셋째 질문이에요");
  model.script("셋째 답이에요.");
  await composer(there).press("Enter");
  await answered(there, "셋째 질문이에요");
  assert.notEqual(there.url(), address);
  await there.reload();
  await there.locator(".turn", { hasText: "셋째 답이에요." }).waitFor();
  assert.deepEqual(here.errors, []);
  await here.context.close();
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
