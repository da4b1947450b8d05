// The link of an answer, as its owner makes it and as colleagues open it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { answered, ask, deployed, openPage, settles, startModel, startServer, upload } from "./harness.mjs";

const people = [["seoyeon", "김서연"], ["minsu", "이민수"]].map(([user, name]) => ({ user, name, password: "correct horse battery" }));
let browser, server, model;
before(async () => {
  browser = await launch();
  model = await startModel();
  if (!deployed) server = await startServer({ accounts: people, environment: { MUNDAP_MODEL_URL: model.url, MUNDAP_MODEL_NAME: "test-model" } });
});
after(async () => {
  await server?.close();
  await model?.close();
  await browser.close();
});

async function signedIn(user) {
  const opened = await openPage(browser, server);
  const answer = await opened.context.request.post(`${server.url}/api/session`, { data: { user, password: people[0].password }, headers: { Origin: server.url } });
  assert.ok(answer.ok());
  await opened.page.goto(server.url);
  return opened;
}

test("a link opens an answer for colleagues who may read its passages, until it is taken back", { skip: deployed !== undefined }, async () => {
  const owner = await signedIn("seoyeon");
  const colleague = await signedIn("minsu");
  await upload(owner.page, [{ name: "보일러.txt", text: "보일러 점검 안내\n\nA205는 과열 센서 이상을 뜻한다." }]);
  await owner.page.goto(server.url);
  model.script("A205는 과열 센서 이상을 뜻해요 [1]. ", "A205는 30분마다 나타나요 [1].");
  await ask(owner.page, "A205는 무엇을 뜻하나요?");
  const turn = await answered(owner.page, "A205는");
  await turn.hover();
  await turn.getByRole("button", { name: "동료에게 보낼 링크" }).click();
  const dialog = owner.page.getByRole("dialog", { name: "답변 링크" });
  await dialog.getByRole("button", { name: "링크 만들기" }).click();
  const address = await dialog.getByLabel("링크 주소").inputValue();
  assert.deepEqual(await violations(owner.page), []);

  await colleague.page.goto(address);
  await colleague.page.getByText("김서연 님이 질문했어요").waitFor();
  await settles(() => colleague.page.locator(".doubted").allInnerTexts(), ["A205는 30분마다 나타나요.근거 없음"]); // as its owner sees it
  await colleague.page.setViewportSize({ width: 1280, height: 300 });
  await colleague.page.locator(".md .cite").first().click();
  await settles(() => colleague.page.locator("details[open] mark").allInnerTexts(), ["A205는 과열 센서 이상을 뜻한다."]);
  assert.equal(await colleague.page.evaluate(() => document.documentElement.scrollTop), 0, "the whole window was scrolled");
  await colleague.page.setViewportSize({ width: 1280, height: 800 });
  assert.deepEqual(await violations(colleague.page), []);

  const documents = await owner.page.evaluate(() => fetch("/api/documents").then((r) => r.json()));
  const act = (action) => owner.page.evaluate(([verb, key]) => fetch("/api/documents", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ action: verb, keys: [key] }) }).then((r) => r.ok), [action, documents.documents[0].key]);
  assert.ok(await act("private"));
  await colleague.page.reload();
  await colleague.page.getByText("비공개 답변이에요").waitFor();
  assert.ok(await act("share"));
  await dialog.getByRole("button", { name: "공유 중지" }).click();
  await dialog.getByRole("button", { name: "링크 만들기" }).waitFor();
  await colleague.page.reload();
  await colleague.page.getByText("이 링크로는 답변을 열 수 없어요").waitFor();
  for (const { errors, context } of [owner, colleague]) {
    assert.deepEqual(errors, []);
    await context.close();
  }
});

test("who links to an answer from a private document is told that nobody can open it, and shares the document there", { skip: deployed !== undefined }, async () => {
  const owner = await signedIn("seoyeon");
  const colleague = await signedIn("minsu");
  const { page } = owner;
  await upload(page, [{ name: "대관 요금표.txt", text: "대관 요금 안내\n\n세미나실 대관료는 4만 원이다." }]);
  await page.goto(`${server.url}/docs`);
  const row = page.locator(".docs-row", { hasText: "대관 요금표.txt" });
  await row.getByRole("button", { name: "‘대관 요금표.txt’ 메뉴" }).click();
  await page.getByRole("menuitem", { name: "비공개로 바꾸기" }).click();
  await row.getByLabel("나만 보기").waitFor();
  await page.goto(server.url);
  model.script("세미나실 대관료는 4만 원이에요 [1].");
  await ask(page, "세미나실 대관료는 얼마인가요?");
  const turn = await answered(page, "대관료는");
  await turn.hover();
  const link = turn.getByRole("button", { name: "동료에게 보낼 링크" });
  await link.click();
  const dialog = page.getByRole("dialog", { name: "답변 링크" });
  await dialog.getByRole("button", { name: "링크 만들기" }).click();
  const told = dialog.getByText("‘대관 요금표.txt’ 문서는 나만 볼 수 있어서 동료가 이 답변을 열 수 없어요.");
  await told.waitFor();
  const address = await dialog.getByLabel("링크 주소").inputValue();
  await settles(() => violations(page), []);
  await colleague.page.goto(address);
  await colleague.page.getByText("비공개 답변이에요").waitFor();

  await dialog.getByRole("button", { name: "닫기" }).click();
  await dialog.waitFor({ state: "detached" });
  await turn.hover();
  await link.click();
  await told.waitFor(); // of a link that was made before, too
  await dialog.getByRole("button", { name: "모두에게 공개" }).click();
  await told.waitFor({ state: "detached" });
  await colleague.page.reload();
  await colleague.page.getByText("김서연 님이 질문했어요").waitFor();
  for (const { errors, context } of [owner, colleague]) {
    assert.deepEqual(errors, []);
    await context.close();
  }
});
