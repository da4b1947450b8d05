// Connecting a language model in the client, without a restart.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { answered, ask, deployed, openPage, startModel, startServer } from "./harness.mjs";

let browser, model, server;
before(async () => {
  browser = await launch();
  model = await startModel();
  if (!deployed) server = await startServer();
});
after(async () => {
  await server?.close();
  await browser.close();
  await model.close();
});

test("a model is connected by a form, answers the next question, and is disconnected", { skip: deployed !== undefined }, async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await page.getByRole("button", { name: "모델 연결하기" }).click();
  const dialog = page.getByRole("dialog", { name: "모델 연결하기" });
  await dialog.getByLabel("연결할 곳").selectOption({ label: "다른 OpenAI 호환 서버" });
  assert.deepEqual(await violations(page), []);

  await dialog.getByLabel("주소").fill("http://169.254.169.254/latest");
  await dialog.getByLabel("모델 이름").fill("test-model");
  await dialog.getByRole("button", { name: "연결 테스트" }).click();
  await dialog.getByText("모델 서버 주소를 확인해 주세요.").waitFor();

  await dialog.getByLabel("주소").fill(model.url);
  await dialog.getByLabel("API 키").fill("sk-never-shown");
  await dialog.getByRole("button", { name: "연결 테스트" }).click();
  await dialog.getByText("모델이 정상적으로 응답해요.").waitFor();
  await dialog.getByRole("button", { name: "연결하기" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("연결된 언어 모델이 없어서").waitFor({ state: "detached" });

  await page.getByRole("button", { name: /답변 방식/ }).click();
  await page.getByRole("option", { name: "일반 대화" }).or(page.getByRole("menuitemradio", { name: "일반 대화" })).first().click();
  model.script("안녕하세요, 모델이에요.");
  await ask(page, "인사해 주세요");
  await (await answered(page, "인사해 주세요")).getByText("안녕하세요, 모델이에요.").waitFor();

  await page.goto(`${server.url}/settings`);
  await page.getByRole("button", { name: "모델 연결하기" }).click();
  assert.equal(await dialog.getByLabel("API 키").inputValue(), "", "a stored key is never shown");
  assert.equal(await dialog.getByLabel("주소").inputValue(), model.url);
  await dialog.getByRole("button", { name: "연결 끊기" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("모델 연결을 끊었어요.").waitFor();
  assert.ok(!server.log().includes("sk-never-shown"), "the log has the key");
  assert.deepEqual(errors, []);
  await context.close();
});
