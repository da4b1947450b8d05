// Versions of an answer, and branches of a conversation.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { answered, ask, openPage, settles, startModel, startServer } from "./harness.mjs";

let browser, server, model;
before(async () => {
  browser = await launch();
  model = await startModel();
  server = await startServer({ environment: { MUNDAP_MODEL_URL: model.url, MUNDAP_MODEL_NAME: "test-model" } });
});
after(async () => {
  await browser.close();
  await server.close();
  await model.close();
});

test("an edited question begins a branch, an answer asked for again is a version, and all of it stays reachable", async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await page.getByRole("button", { name: /^답변 방식/ }).click();
  await page.getByRole("option", { name: /^일반 대화/ }).first().click();
  const questions = () => page.locator(".q-text").allInnerTexts();
  const put = async (question, answer) => {
    model.script(answer);
    await ask(page, question);
    return answered(page, question);
  };
  await put("첫째 질문이에요", "첫째 답이에요.");
  await put("둘째 질문이에요", "둘째 답이에요.");
  await put("셋째 질문이에요", "셋째 답이에요.");

  const second = page.locator(".turn").nth(1);
  await second.hover();
  await second.getByRole("button", { name: "질문 수정" }).click();
  await put("고친 질문이에요", "고친 답이에요.");
  assert.deepEqual(await questions(), ["첫째 질문이에요", "고친 질문이에요"]);
  await put("새 갈래의 질문이에요", "새 갈래의 답이에요.");

  const versions = page.locator(".turn").nth(1).getByRole("group", { name: "이 질문의 다른 답변" });
  await settles(() => versions.innerText(), /2\/2/);
  await page.mouse.move(640, 5); // off the buttons: no tip shows
  await settles(() => page.locator("[data-radix-popper-content-wrapper]").count(), 0);
  assert.deepEqual(await violations(page), []);
  await versions.getByRole("button", { name: "이전 답변" }).click();
  assert.deepEqual(await questions(), ["첫째 질문이에요", "둘째 질문이에요", "셋째 질문이에요"]);

  await page.reload();
  await answered(page, "셋째 질문이에요");
  assert.deepEqual(await questions(), ["첫째 질문이에요", "둘째 질문이에요", "셋째 질문이에요"]);
  await put("옛 갈래의 질문이에요", "옛 갈래의 답이에요.");
  const heard = model.requests.findLast((r) => r.stream).messages.filter((m) => m.role === "user").map((m) => m.content);
  assert.ok(heard.some((m) => m.includes("둘째 질문")) && !heard.some((m) => m.includes("고친 질문")), JSON.stringify(heard));

  const third = page.locator(".turn").nth(2);
  model.script("셋째 답을 다시 썼어요.");
  const again = third.getByRole("button", { name: "답변 다시 받기" });
  const left = (await again.boundingBox()).x;
  await again.click();
  await third.locator(".md", { hasText: "다시 썼어요" }).waitFor();
  await third.locator(".versions", { hasText: "2/2" }).waitFor();
  assert.equal((await again.boundingBox()).x, left, "the button that was pressed stays under the pointer");
  assert.equal((await questions()).at(-1), "옛 갈래의 질문이에요");
  await third.getByRole("button", { name: "왜 이 답인가요?" }).click();
  const pane = page.getByRole("complementary");
  await pane.waitFor();
  await third.getByRole("button", { name: "이전 답변" }).click();
  await third.locator(".md", { hasText: "셋째 답이에요." }).waitFor();
  await pane.waitFor({ state: "detached" }); // it told of an answer that is no longer shown
  await settles(() => page.locator(".app").getAttribute("data-pane"), null);
  await page.reload();
  await answered(page, "옛 갈래의 질문이에요");
  await third.locator(".md", { hasText: "셋째 답이에요." }).waitFor();
  await page.locator(".turn").nth(1).getByRole("button", { name: "다음 답변" }).click();
  assert.deepEqual(await questions(), ["첫째 질문이에요", "고친 질문이에요", "새 갈래의 질문이에요"]);
  assert.deepEqual(errors, []);
  await context.close();
});

test("formulas are drawn, and do nothing else", async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await page.getByRole("button", { name: /^답변 방식/ }).click();
  await page.getByRole("option", { name: /^일반 대화/ }).first().click();
  model.script("원의 넓이는 \\(\\pi r^2\\)이고 $E = mc^2$이에요.\n\n$$\\frac{a}{b}$$\n\n가격은 $5예요. \\(\\href{javascript:window.hurt=1}{x}\\)");
  await ask(page, "원의 넓이는 어떻게 구하나요?");
  const turn = await answered(page, "원의 넓이는");
  await turn.locator(".md math mfrac").waitFor();
  assert.ok((await turn.locator(".md math").count()) >= 3);
  await settles(() => turn.locator(".md .formula[data-display] math").count(), 1);
  assert.equal(await turn.locator(".md a, .md [href]").count(), 0);
  await settles(() => turn.locator(".md").innerText(), /가격은 \$5예요/);
  assert.deepEqual(errors, []);
  await context.close();
});

test("an answer that is long in coming and then comes at once is shown to its end", async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  for (const question of ["첫째로 오래 걸리는 질문이에요", "둘째로 오래 걸리는 질문이에요", "셋째로 오래 걸리는 질문이에요"]) {
    const thinking = new Promise((resolve) => setTimeout(resolve, 900)); // longer than an answer that could not be read meanwhile
    model.script(thinking, Array.from({ length: 12 }, (_, i) => `${i + 1}번째 문단이에요.`).join("\n\n"));
    await ask(page, question);
    const turn = await answered(page, question);
    const end = async () => {
      const [last, dock] = [await turn.locator(".md").boundingBox(), await page.locator(".compose .box").boundingBox()];
      return last && dock && last.y + last.height <= dock.y;
    };
    await settles(end, true);
  }
  assert.deepEqual(errors, []);
  await context.close();
});
