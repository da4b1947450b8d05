// Sample documents: added when somebody asks for it, marked wherever they stand, and taken away with one press.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { deployed, eventually, lastTurn, openPage, settles, startServer } from "./harness.mjs";

const kim = { user: "kim", name: "김서연", password: "correct horse battery", admin: true };
const lee = { user: "lee", name: "이지은", password: "correct horse staple" };

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

async function signIn(server, { user, password }, path = "/") {
  const opened = await openPage(browser, server);
  await opened.page.goto(`${server.url}${path}`);
  await opened.page.getByLabel("아이디").fill(user);
  await opened.page.getByLabel("비밀번호").fill(password);
  await opened.page.keyboard.press("Enter");
  return opened;
}

const upload = (page) => page.locator('input[data-picker="files"]').setInputFiles([{ name: "내 문서.txt", mimeType: "text/plain", buffer: Buffer.from("회의실은 3층에 있다.") }]);

test("an example question says that it adds documents, asks only them, and its answer is marked", async () => {
  const server = await startServer();
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  const question = page.getByRole("button", { name: /연차 휴가는 며칠/ });
  await page.getByRole("heading", { name: "예시 문서 3개를 넣고" }).waitFor();
  assert.deepEqual(await violations(page), []);
  await question.click();
  const turn = lastTurn(page);
  await turn.locator(".chip .tag", { hasText: "예시" }).first().waitFor();
  await settles(() => turn.locator(".q-scope li").count(), 3);
  await turn.locator(".answer-text", { hasText: "15일" }).waitFor();

  // the first document of one's own: the samples can go
  await upload(page);
  await page.getByRole("button", { name: "예시 3개 지우기" }).waitFor();
  await page.goto(`${server.url}/docs`);
  await settles(() => page.locator(".cell-text .tag", { hasText: "예시" }).count(), 3);
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: /휴가 규정.md’ 메뉴/ }).click();
  await page.getByRole("menuitem", { name: "예시 문서 모두 삭제" }).click();
  await page.getByText(/등 문서 3개를 삭제했어요/).waitFor();
  await settles(() => page.locator(".cell-text .tag").count(), 0);
  await page.locator(".cell-text", { hasText: "내 문서.txt" }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
  await server.close();
});

test("the notice removes the samples with one press", async () => {
  const server = await startServer();
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await page.getByRole("button", { name: "예시 문서 3개로 시작하기" }).click();
  await page.getByText("문서 3개에 물어볼 수 있어요").waitFor();
  await upload(page);
  await page.getByRole("button", { name: "예시 3개 지우기" }).click();
  await page.getByText(/등 문서 3개를 삭제했어요/).waitFor();
  await eventually(async () => (await (await context.request.get(`${server.url}/api/samples`)).json()).results.length, (n) => n === 0);
  assert.deepEqual(errors, []);
  await context.close();
  await server.close();
});

test("where there are accounts, only who added the samples sees them", { skip: deployed }, async () => {
  const server = await startServer({ accounts: [kim, lee] });
  const hers = await signIn(server, kim);
  await hers.page.getByText("나만 볼 수 있어요").waitFor();
  await hers.page.getByRole("button", { name: "예시 문서 3개로 시작하기" }).click();
  await hers.page.getByText("문서 3개에 물어볼 수 있어요").waitFor();
  const his = await signIn(server, lee, "/docs");
  await his.page.getByText("아직 문서가 없어요").waitFor();
  for (const { context, errors } of [hers, his]) {
    assert.deepEqual(errors, []);
    await context.close();
  }
  await server.close();
});
