// What people do with their own account, in two browsers of the same user.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { openPage, settles, startServer } from "./harness.mjs";

const kim = { user: "seoyeon", name: "김서연", password: "correct horse battery" };
const another = "battery staple horse";

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await startServer({ accounts: [kim] });
});
after(async () => {
  await browser.close();
  await server.close();
});

async function signIn(password) {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(`${server.url}/settings`);
  await page.getByLabel("아이디").fill(kim.user);
  await page.getByLabel("비밀번호").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "설정", level: 1 }).waitFor();
  return { page, context, errors };
}

test("a file that finds no room says so, and what to do", async () => {
  const small = await startServer({ accounts: [kim], environment: { MUNDAP_LIMITS_USER_BYTES: "100" } });
  const { page, context, errors } = await openPage(browser, small);
  await page.goto(`${small.url}/docs`);
  await page.getByLabel("아이디").fill(kim.user);
  await page.getByLabel("비밀번호").fill(kim.password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "문서", level: 1 }).waitFor();
  await page.locator('input[data-picker="files"]').setInputFiles(["가", "나"].map((name) => ({ name: `${name}.txt`, mimeType: "text/plain", buffer: Buffer.from("x".repeat(60)) })));
  await page.locator(".why-line", { hasText: "저장 공간" }).filter({ hasText: "안 쓰는 문서를 지우고" }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
  await small.close();
});

const atTheDoor = (page) => page.getByRole("heading", { name: "문답에 로그인" });

test("a new password takes the current one, keeps this browser and signs the other one out", async () => {
  const here = await signIn(kim.password);
  const there = await signIn(kim.password);
  const { page } = here;
  await page.getByRole("button", { name: "비밀번호 변경" }).click();
  const dialog = page.getByRole("dialog", { name: "비밀번호 변경" });
  assert.deepEqual(await violations(page), []);
  const fill = async (current, first, second) => {
    await dialog.getByLabel("현재 비밀번호").fill(current);
    await dialog.getByLabel("새 비밀번호", { exact: true }).fill(first);
    await dialog.getByLabel("새 비밀번호 확인").fill(second);
    await page.keyboard.press("Enter");
  };
  await fill(kim.password, another, `${another}!`);
  await dialog.getByText("새 비밀번호가 서로 달라요").waitFor();
  await fill("wrong password", another, another);
  await dialog.getByText("현재 비밀번호가 맞지 않아요").waitFor();
  await fill(kim.password, "12345678", "12345678");
  await dialog.getByRole("alert").filter({ hasText: "비밀번호" }).waitFor();
  await fill(kim.password, another, another);
  await page.getByText("비밀번호를 바꿨어요").waitFor();
  await dialog.waitFor({ state: "detached" });
  await atTheDoor(there.page).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "설정", level: 1 }).waitFor();
  const again = await signIn(another);
  for (const { context, errors } of [here, there, again]) {
    assert.deepEqual(errors, []);
    await context.close();
  }
});

test("all other browsers are signed out at once", async () => {
  const here = await signIn(another);
  const there = await signIn(another);
  await here.page.getByRole("button", { name: "모두 로그아웃" }).click();
  await here.page.getByText("다른 기기에서 모두 로그아웃했어요").waitFor();
  await atTheDoor(there.page).waitFor();
  await there.page.getByText("로그아웃되었어요. 계속하려면 다시 로그인해 주세요.").waitFor();
  await here.page.reload();
  await here.page.getByRole("heading", { name: "설정", level: 1 }).waitFor();
  for (const { context } of [here, there]) await context.close();
});

test("one other browser is signed out", async () => {
  const here = await signIn(another);
  const there = await signIn(another);
  const third = await signIn(another);
  await here.page.reload();
  const others = here.page.locator(".setting").filter({ hasText: "마지막 사용" });
  await others.nth(1).waitFor();
  const last = others.nth((await others.count()) - 1);
  await settles(() => others.first().innerText(), /Chrome · Linux/);
  await others.first().getByRole("button", { name: "로그아웃" }).click(); // third was used last
  await atTheDoor(third.page).waitFor();
  await last.waitFor({ state: "detached" });
  await there.page.reload();
  await there.page.getByRole("heading", { name: "설정", level: 1 }).waitFor();
  for (const { context, errors } of [here, there, third]) {
    assert.deepEqual(errors, []);
    await context.close();
  }
});
