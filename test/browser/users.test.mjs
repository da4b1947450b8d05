// The administration page: who may sign in, and how the models stand.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { deployed, openPage, settles, startServer } from "./harness.mjs";

const root = { user: "root", name: "관리자", password: "correct horse battery", admin: true };
const kim = { user: "kim", name: "김서연", password: "correct horse staple" };
const own = { skip: deployed };

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

async function signIn(server, { user, password }, path) {
  const opened = await openPage(browser, server);
  await opened.page.goto(`${server.url}${path}`);
  await enter(opened.page, user, password);
  return opened;
}

async function enter(page, user, password) {
  await page.getByLabel("아이디").fill(user);
  await page.getByLabel("비밀번호").fill(password);
  await page.getByRole("button", { name: "로그인", exact: true }).click();
}

test("an administrator adds a user, locks them and lets them in again", own, async () => {
  const server = await startServer({ accounts: [root, kim] });
  const { page, context, errors } = await signIn(server, root, "/admin");
  const list = page.getByRole("list", { name: "사용자" });
  await settles(() => list.getByRole("listitem").count(), 2);
  await page.getByRole("button", { name: "사용자 추가" }).click();
  assert.deepEqual(await violations(page), []);
  await page.getByLabel("아이디").fill("lee");
  await page.getByLabel("이름 (선택)").fill("이지은");
  await page.getByLabel("처음 쓸 비밀번호").fill("12345678");
  await page.getByRole("button", { name: "추가하기" }).click();
  await settles(() => page.getByLabel("처음 쓸 비밀번호").getAttribute("aria-invalid"), "true");
  await page.getByRole("alert").filter({ hasText: "추측하기 쉬운 비밀번호" }).waitFor();
  await page.getByLabel("아이디").fill("kim");
  await page.getByLabel("처음 쓸 비밀번호").fill("battery staple horse");
  await page.getByRole("button", { name: "추가하기" }).click();
  await page.getByRole("alert").filter({ hasText: "이미 쓰는 아이디예요" }).waitFor();
  await settles(() => page.getByLabel("아이디").getAttribute("aria-invalid"), "true");
  await page.getByLabel("아이디").fill("lee");
  await page.getByLabel("처음 쓸 비밀번호").fill("battery staple horse");
  await page.getByRole("button", { name: "추가하기" }).click();
  const row = list.getByRole("listitem").filter({ hasText: "이지은" });
  await row.waitFor();

  const theirs = await signIn(server, { user: "lee", password: "battery staple horse" }, "/settings");
  await theirs.page.getByRole("heading", { name: "설정", level: 1 }).waitFor();
  await row.getByRole("button", { name: "lee 잠그기" }).click();
  await row.getByText("잠김").waitFor();
  await theirs.page.getByText("로그아웃되었어요").waitFor();
  await enter(theirs.page, "lee", "battery staple horse");
  await theirs.page.getByText("잠긴 계정이에요").waitFor();
  await row.getByRole("button", { name: "lee 잠금 풀기" }).click();
  await page.getByText("잠금을 풀었어요").waitFor();
  await enter(theirs.page, "lee", "battery staple horse");
  await theirs.page.getByRole("heading", { name: "설정", level: 1 }).waitFor();
  await settles(() => list.getByRole("button", { name: /잠그기/ }).count(), 2, "an administrator can't be locked");
  assert.deepEqual(await violations(page), []);
  for (const opened of [{ context, errors }, theirs]) {
    assert.deepEqual(opened.errors, []);
    await opened.context.close();
  }
  await server.close();
});

test("an administrator resets a password, makes another administrator and deletes a user, with their own password", own, async () => {
  const server = await startServer({ accounts: [root, kim] });
  const { page, context, errors } = await signIn(server, root, "/admin");
  const list = page.getByRole("list", { name: "사용자" });
  const row = list.getByRole("listitem").filter({ hasText: "김서연" });
  await row.waitFor();
  await settles(() => page.getByRole("button", { name: "root 계정 메뉴" }).count(), 0);
  const begin = async (item) => {
    await page.getByRole("button", { name: "kim 계정 메뉴" }).click();
    await page.getByRole("menuitem", { name: item }).click();
    return page.getByRole("dialog");
  };
  const finish = async (dialog, action) => {
    await dialog.getByLabel("내 비밀번호").fill(root.password);
    await dialog.getByRole("button", { name: action }).click();
    await dialog.waitFor({ state: "detached" });
  };
  const theirs = await signIn(server, kim, "/settings");
  await theirs.page.getByRole("heading", { name: "설정", level: 1 }).waitFor();

  let dialog = await begin("비밀번호 재설정");
  await dialog.getByLabel("새 비밀번호").fill("battery staple horse");
  await dialog.getByLabel("내 비밀번호").fill("not my password");
  await dialog.getByRole("button", { name: "비밀번호 재설정" }).click();
  await dialog.getByRole("alert").filter({ hasText: "현재 비밀번호가 맞지 않아요" }).waitFor();
  assert.deepEqual(await violations(page), []);
  await finish(dialog, "비밀번호 재설정");
  await theirs.page.getByText("로그아웃되었어요").waitFor();
  await enter(theirs.page, "kim", "battery staple horse");
  await theirs.page.getByRole("heading", { name: "설정", level: 1 }).waitFor();

  dialog = await begin("관리자로 지정");
  await finish(dialog, "관리자로 지정");
  await row.getByText("관리자", { exact: false }).waitFor();
  dialog = await begin("관리자 권한 해제");
  await finish(dialog, "관리자 권한 해제");
  await page.getByRole("button", { name: "kim 잠그기" }).waitFor();
  dialog = await begin("사용자 삭제");
  await finish(dialog, "사용자 삭제");
  await row.waitFor({ state: "detached" });
  for (const opened of [{ context, errors }, theirs]) {
    assert.deepEqual(opened.errors, []);
    await opened.context.close();
  }
  await server.close();
});

test("without accounts the page says how to make the first one; others may not see it", own, async () => {
  const open = await startServer();
  const { page, context } = await openPage(browser, open);
  await page.goto(`${open.url}/admin`);
  await page.getByText("mundap user add").waitFor();
  await page.getByText("연결된 모델이 없어요").waitFor();
  assert.deepEqual(await violations(page), []);
  await context.close();
  await open.close();

  const server = await startServer({ accounts: [root, kim] });
  const theirs = await signIn(server, kim, "/admin");
  await theirs.page.getByText("관리자만 볼 수 있는 화면이에요").waitFor();
  assert.equal(await theirs.page.getByRole("list", { name: "사용자" }).count(), 0);
  await theirs.context.close();
  await server.close();
});
