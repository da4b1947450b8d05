// The guide to a document in the list of documents: opened and used with the keyboard and with a finger, on the real server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { eventually, openPage, settles, startServer, upload } from "./harness.mjs";

const name = "휴가 규정.txt";
const text = `휴가 규정

이 규정은 직원의 연차 휴가와 병가를 신청하고 승인하는 절차를 정한다.

연차 휴가

연차 휴가는 사흘 전까지 부서장에게 신청한다. 쓰지 않은 연차 휴가는 다음 해 3월까지 쓸 수 있다.

병가

병가가 사흘을 넘으면 진단서를 낸다. 병가는 한 해에 60일까지 쓸 수 있다.
`;

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

// stored gives the document once it has a guide.
async function stored(page) {
  const read = async () => (await (await page.request.get(`${server.url}/api/documents`)).json()).documents.find((d) => d.name === name);
  return eventually(read, (d) => d?.guide?.questions?.length > 0);
}

const toggle = (page) => page.getByRole("button", { name: `‘${name}’ 요약과 질문` });
const guide = (page) => page.getByRole("region", { name: `‘${name}’ 요약과 질문` });

test("a guide opens with the keyboard, and its questions ask that document", async () => {
  const { page, context, errors } = await openPage(browser, server);
  const asked = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => asked.push(String(payload))));
  await page.goto(server.url);
  await upload(page, [{ name, text }]);
  const document = await stored(page);
  await page.reload();
  await toggle(page).focus();
  await settles(() => toggle(page).getAttribute("aria-expanded"), "false");
  await settles(() => guide(page).count(), 0);
  await page.keyboard.press("Enter");
  await guide(page).waitFor();
  await settles(() => toggle(page).getAttribute("aria-expanded"), "true");
  const shown = await guide(page).innerText();
  for (const part of [document.guide.summary, ...document.guide.terms, ...document.guide.questions]) assert.ok(shown.includes(part), `${part} is not in ${shown}`);

  await page.keyboard.press("Enter");
  await guide(page).waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  const question = document.guide.questions[0];
  await guide(page).getByRole("button", { name: question }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".turn", { hasText: question }).waitFor();
  await page.locator(".attachment", { hasText: name }).waitFor();
  const frame = await eventually(() => asked.find((f) => f.includes(JSON.stringify(question).slice(1, -1))), (f) => f !== undefined);
  assert.ok(frame.includes(`"documents":[${JSON.stringify(document.key)}]`), frame);
  assert.deepEqual(errors, []);
  await context.close();
});

test("a guide fits a phone and opens with a finger", async () => {
  const { page, context, errors } = await openPage(browser, server, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.goto(server.url);
  if (!(await (await page.request.get(`${server.url}/api/documents`)).json()).documents?.length) await upload(page, [{ name, text }]);
  const document = await stored(page);
  await page.goto(`${server.url}/docs`);
  await toggle(page).tap();
  const button = guide(page).getByRole("button", { name: document.guide.questions[0] });
  const box = await button.boundingBox();
  assert.ok(box.height >= 40 && box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
  await settles(() => page.evaluate(() => globalThis.document.documentElement.scrollWidth), 390);
  await button.tap();
  await page.locator(".turn", { hasText: document.guide.questions[0] }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});
