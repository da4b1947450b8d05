// What an address gives to somebody who opens it in a browser: the real program with accounts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { deployed, openPage, startServer } from "./harness.mjs";

const kim = { user: "kim", name: "김서연", password: "correct horse battery staple" };
let browser;
let server;
before(async () => {
  browser = await launch();
  server = await startServer({ accounts: [kim] });
});
after(async () => {
  await server.close();
  await browser.close();
});

const signIn = async (page) => {
  await page.getByLabel("아이디").fill(kim.user);
  await page.getByLabel("비밀번호").fill(kim.password);
  await page.getByRole("button", { name: "로그인", exact: true }).click();
};

test("a document's address asks for the sign-in and then gives the document", async () => {
  const { page, context, errors } = await openPage(browser);
  await page.goto(server.url);
  await signIn(page);
  await page.getByRole("textbox", { name: "질문" }).waitFor();
  await page.goto(`${server.url}/docs`);
  await page.locator('input[data-picker="files"]').setInputFiles(
    ["규정.txt", "안내.docx"].map((name) => ({ name, mimeType: name.endsWith("txt") ? "text/plain" : "", buffer: Buffer.from("연차는 15일이에요.") })));
  await page.locator(".docs-row", { hasText: "규정.txt" }).locator('[data-state="ready"]').waitFor();
  await page.locator(".docs-row", { hasText: "안내.docx" }).locator('[data-state="ready"]').waitFor(); // text is read under any name
  await context.clearCookies();

  await page.goto(`${server.url}/documents/${encodeURIComponent("규정.txt")}`);
  await signIn(page);
  await page.getByText("연차는 15일이에요.").waitFor();

  const download = page.waitForEvent("download"); // browsers don't show Word's files
  await page.goto(`${server.url}/file?path=${encodeURIComponent(`/documents/${encodeURIComponent("안내.docx")}`)}`);
  assert.equal((await download).suggestedFilename(), "안내.docx");
  await page.getByRole("heading", { name: "문서를 내려받는 중이에요" }).waitFor();

  await page.goto(`${server.url}/documents/none.pdf`);
  await page.getByRole("heading", { name: "문서를 찾을 수 없어요" }).waitFor();
  await page.getByRole("button", { name: "처음으로" }).click();
  await page.getByRole("textbox", { name: "질문" }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("an address of nothing says so in words", async () => {
  const { page, context } = await openPage(browser);
  await page.goto(server.url);
  await signIn(page);
  await page.getByRole("textbox", { name: "질문" }).waitFor();
  const answer = await page.goto(`${server.url}/nowhere`);
  assert.equal(answer.status(), deployed ? 200 : 404); // files at the edge know no addresses
  await page.getByRole("heading", { name: "페이지를 찾을 수 없어요" }).waitFor();
  await context.close();
});
