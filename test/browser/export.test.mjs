// A conversation as a file for word processors, as people get it: by the menu, into the downloads.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { answered, ask, openPage, startServer, upload } from "./harness.mjs";

let browser, server;
before(async () => {
  browser = await launch();
  server = await startServer();
});
after(async () => {
  await server.close();
  await browser.close();
});

test("a conversation is saved for Word and for Hangul, with its passages, and can be uploaded again", async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await upload(page, [{ name: "보일러.txt", text: "보일러 점검 안내\n\nA205는 과열 센서 이상을 뜻한다. 전원을 끄고 기사를 부른다." }]);
  await page.goto(server.url);
  await ask(page, "A205는 무엇을 뜻하나요?");
  await answered(page, "A205는");
  const files = [];
  for (const [item, ending] of [["Word로 내보내기 (DOCX)", ".docx"], ["한글로 내보내기 (HWPX)", ".hwpx"]]) {
    await page.getByRole("button", { name: "대화 메뉴" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: item }).click()]);
    assert.ok(download.suggestedFilename().endsWith(ending), download.suggestedFilename());
    files.push({ name: `내보낸 대화${ending}`, mimeType: "application/octet-stream", buffer: await readFile(await download.path()) });
  }
  await page.goto(`${server.url}/docs`);
  await page.locator('input[data-picker="files"]').setInputFiles(files);
  for (const f of files) await page.locator(".docs-row", { hasText: f.name }).locator('[data-state="ready"]').waitFor();
  const found = await page.evaluate(() => fetch("/api/search?q=과열").then((r) => r.json()));
  assert.equal(new Set(found.passages.map((p) => p.name)).size, 3, JSON.stringify(found.passages.map((p) => p.name)));
  assert.deepEqual(errors, []);
  await context.close();
});
