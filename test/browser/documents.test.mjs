// The list of documents: its order, and what is done to many at once, on the real server.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { doc } from "../../web/mock/data.mjs";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { inBothThemes } from "./axe.mjs";
import { deployed, eventually, openPage, settles, startServer, upload } from "./harness.mjs";

const many = 520; // more than the list loads at once

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await startServer();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const name = (i) => `문서 ${String(i).padStart(3, "0")}.txt`;

async function store(request, url, filename, text) {
  const granted = await request.post(`${url}/upload`, { data: { filename, contentType: "text/plain" }, headers: { Origin: url } });
  const { UploadURL } = JSON.parse((await granted.json()).body);
  const stored = await request.put(UploadURL, { data: Buffer.from(text), headers: { Origin: url, "Content-Type": "text/plain" } });
  assert.ok(stored.ok(), `${filename}: ${stored.status()}`);
}

test("many documents are sorted, chosen and changed at once", { skip: deployed !== undefined }, async () => {
  const { page, context, errors } = await openPage(browser, server);
  const { request } = context;
  for (let i = 0; i < many; i++) await store(request, server.url, name(i), i === 300 ? "가장 큰 파일이에요. ".repeat(200) : `${i}번 문서예요.`);
  await store(request, server.url, "표/다른 것.csv", "이름,값\n가,1");
  await page.goto(`${server.url}/docs`);
  await page.locator(".docs-row").first().waitFor();
  const total = async () => (await (await request.get(`${server.url}/api/documents?limit=1`)).json()).counts;

  // Sorted by the server: what comes first is not on the first page of names.
  await page.getByLabel("정렬").selectOption("size");
  await page.locator(".docs-row .cell-text", { hasText: name(300) }).waitFor();
  await settles(() => page.locator('[data-index="0"] .cell-text').innerText(), /문서 300/);

  // Every document that matches is chosen, not only those that were loaded.
  await page.getByPlaceholder("이름으로 검색").fill("문서");
  await page.getByRole("checkbox", { name: "모두 선택" }).click();
  await page.getByText(`${many}개 선택함`).waitFor();
  await page.getByRole("button", { name: "선택한 문서에 물어보기" }).waitFor();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "내려받기" }).click();
  const archive = await readFile(await (await saved).path());
  assert.equal(archive.readUInt16LE(archive.length - 22 + 10), many, "files in the archive");

  await page.getByRole("button", { name: "삭제", exact: true }).click();
  await page.getByRole("dialog").getByText(`문서 ${many}개를 삭제할까요?`).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "삭제" }).click();
  await page.getByText(`등 문서 ${many}개를 삭제했어요.`).waitFor();
  assert.equal((await total()).deleting, many);
  await page.getByRole("button", { name: "되돌리기" }).click();
  await eventually(async () => (await total()).deleting ?? 0, (deleting) => deleting === 0, 60_000);

  // Another filter ends the selection.
  await page.getByRole("checkbox", { name: "모두 선택" }).click();
  await page.getByText(`${many}개 선택함`).waitFor();
  await page.getByPlaceholder("이름으로 검색").fill("다른 것");
  await page.getByText(`${many}개 선택함`).waitFor({ state: "detached" });
  await eventually(() => page.locator(".docs-row").count(), (rows) => rows === 1);
  await page.locator(".docs-row", { hasText: "다른 것.csv" }).locator(".dot:not(.wait)").waitFor({ timeout: 120_000 });
  await page.getByRole("checkbox", { name: "모두 선택" }).click();
  await page.getByRole("toolbar").getByRole("button", { name: "이 문서에 물어보기" }).click();
  await page.locator(".attachment", { hasText: "다른 것.csv" }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("a batch of files goes on by itself when the server dies in it and comes back", { skip: deployed !== undefined }, async () => {
  const server = await startServer();
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(`${server.url}/docs`);
  await page.getByRole("heading", { name: "문서", level: 1 }).waitFor();
  let open; // lets the uploads on that are asked for while the server is away
  const away = new Promise((resolve) => (open = resolve));
  let asked = 0;
  await page.route("**/upload", async (route) => {
    if (++asked > 5) await away;
    await route.continue();
  });
  const files = Array.from({ length: 40 }, (_, i) => ({ name: name(i), mimeType: "text/plain", buffer: Buffer.from(`${i}번 문서예요.`) }));
  await page.locator('input[data-picker="files"]').setInputFiles(files);
  await eventually(() => asked, (n) => n > 5);
  await server.kill();
  open();
  await page.locator(".docs-row").getByText("다시 연결되면 이어서 올릴게요").first().waitFor();
  assert.equal(await page.getByText("올리지 못했어요").count(), 0);
  await server.revive();
  const stored = async () => (await (await context.request.get(`${server.url}/api/documents?limit=100`)).json()).documents.length;
  await eventually(stored, (n) => n === files.length, 60_000);
  await page.getByText("다시 연결되면 이어서 올릴게요").first().waitFor({ state: "detached" });
  assert.equal(await page.getByText("올리지 못했어요").count(), 0);
  assert.deepEqual(errors, []);
  await context.close();
  await server.close();
});

test("a document that failed stands in the sidebar until it was seen, and fails anew", async () => {
  const mock = await startMock();
  const bad = (name) => doc(name, "failed", { error: { kind: "invalid", message: "파일이 손상됐어요.", retry: false } });
  mock.state.documents = [doc("a.pdf", "ready"), bad("깨진 파일.pdf")];
  const { page, context, errors } = await openPage(browser);
  const side = page.locator(".side .doc", { hasText: "깨진 파일.pdf" });
  await page.goto(mock.url);
  await side.waitFor();
  await page.goto(`${mock.url}/docs`);
  await page.locator(".docs-row", { hasText: "깨진 파일.pdf" }).getByText("파일이 손상됐어요.").waitFor();
  await side.waitFor({ state: "detached" });
  await page.goto(mock.url);
  await page.locator(".side .doc").first().waitFor();
  await settles(() => side.count(), 0);

  mock.state.documents.push(bad("찢긴 파일.pdf"));
  await page.reload();
  const torn = page.locator(".side .doc", { hasText: "찢긴 파일.pdf" });
  await torn.getByRole("button", { name: "닫기" }).click();
  await torn.waitFor({ state: "detached" });
  await page.reload();
  await page.locator(".side .doc").first().waitFor();
  await settles(() => torn.count(), 0);
  assert.deepEqual(errors, []);
  await context.close();
  await mock.close();
});

test("the name of a document opens it beside the list, and the file itself is saved by another item", async () => {
  const server = await startServer(); // whose list is short
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  const files = [
    { name: "옥상.html", type: "text/html", text: "<html><body><h1>옥상</h1><p>정원은 오후 6시에 닫는다.</p></body></html>", reads: "정원은 오후 6시에" },
    { name: "카페.md", type: "text/markdown", text: "# 카페\n\n사내 카페는 오전 8시에 연다.", reads: "오전 8시에" },
  ];
  await upload(page, files);
  const pane = page.locator(".source");
  for (const { name, reads } of files) {
    await page.goto(`${server.url}/docs`);
    await page.locator(".docs-row").getByRole("link", { name }).click();
    await pane.locator(".reading", { hasText: reads }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/docs");
    assert.deepEqual(await inBothThemes(page), []);
    await page.goBack();
    await pane.waitFor({ state: "detached" });
    const menu = page.getByRole("button", { name: `‘${name}’ 메뉴` });
    await menu.click();
    await page.getByRole("menuitem", { name: "열기" }).click();
    await pane.locator(".reading", { hasText: reads }).waitFor();
    await menu.click();
    const saved = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "원본 받기" }).click();
    assert.equal((await saved).suggestedFilename(), name);
    assert.match((await saved).url(), /\?download$/, "the server has it saved, whatever origin it comes from");
    assert.equal(context.pages().length, 1, "no tab is left");
  }
  assert.deepEqual(errors, []);
  await context.close();
  await server.close();
});
