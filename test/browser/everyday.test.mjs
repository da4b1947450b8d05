// What somebody meets who uses the client every day: answers that break off, and modes that belong to their conversations.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { answered, ask, composer, deployed, eventually, openPage, settles, startModel, startServer, upload } from "./harness.mjs";

const parking = { name: "주차 안내.txt", text: "주차 안내\n\n방문객 주차는 2시간까지 무료입니다. 정기 주차 요금은 한 달에 50,000원입니다.\n" };

let browser, model, server;
before(async () => {
  browser = await launch();
  model = await startModel();
  server = await startServer({ environment: { MUNDAP_MODEL_URL: model.url, MUNDAP_MODEL_NAME: "test-model" } });
});
after(async () => {
  await server.close();
  await browser.close();
  await model.close();
});

test("an answer that breaks off says so, without a torn citation, and can be had again", { skip: deployed !== undefined }, async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await upload(page, [parking]);
  await page.goto(server.url);
  const { promise: goesOn, reject: breakOff } = Promise.withResolvers();
  model.script("방문객 주차는 2시간까지 무료예요 [1]. ", "정기 주차는 한 달에 50,000원이에요 [1", goesOn);
  await ask(page, "주차 요금은 얼마인가요?");
  const turn = page.locator(".turn").last();
  await turn.getByText("2시간까지 무료예요").waitFor();
  breakOff(new Error("the model's connection ends"));
  await turn.getByText("답변이 중간에 끊겼어요.").waitFor();
  await settles(() => turn.getByText(/모델 서버|주소/).count(), 0);
  await settles(async () => (await turn.locator(".md").last().innerText()).trimEnd(), /50,000원이에요$/);
  model.script("방문객 주차는 2시간까지 무료예요 [1].");
  await turn.getByRole("button", { name: "다시 받기", exact: true }).click();
  await (await answered(page, "주차 요금은 얼마인가요?")).getByText("2시간까지 무료예요").waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("a mode belongs to its conversation", async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await upload(page, [parking]);
  await page.goto(server.url);
  const mode = (name) => page.getByRole("button", { name: `답변 방식: ${name}` }).waitFor();
  model.script("방문객 주차는 2시간까지 무료예요 [1].");
  await ask(page, "방문객 주차는 몇 시간 무료인가요?");
  await answered(page, "방문객 주차는");
  const first = page.url();
  await mode("문서에서 답하기");

  await page.getByRole("button", { name: "새 대화", exact: true }).click();
  await page.getByRole("button", { name: /답변 방식/ }).click();
  await page.getByRole("option", { name: /^번역/ }).first().click();
  await mode("번역");
  model.script("Good morning.");
  await ask(page, "좋은 아침이에요.");
  await answered(page, "좋은 아침이에요.");
  await mode("번역");
  const translated = page.url();

  await page.getByRole("button", { name: "새 대화", exact: true }).click();
  await mode("문서에서 답하기");
  await page.goto(first);
  await answered(page, "방문객 주차는");
  await mode("문서에서 답하기");
  await page.goto(translated);
  await answered(page, "좋은 아침이에요.");
  await mode("번역");

  // What was chosen and not asked yet stays with its draft.
  await page.goto(first);
  await page.getByRole("button", { name: /답변 방식/ }).click();
  await page.getByRole("option", { name: /^맞춤법/ }).first().click();
  await composer(page).fill("이 문장이 맞나요");
  await page.reload();
  await answered(page, "방문객 주차는");
  await settles(() => composer(page).inputValue(), "이 문장이 맞나요");
  await settles(() => page.getByRole("button", { name: /답변 방식/ }).innerText(), /맞춤법/);
  assert.deepEqual(errors, []);
  await context.close();
});

test("a question that waits for an answer under way is told so", { skip: deployed !== undefined }, async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await upload(page, [parking]);
  await page.goto(server.url);
  const { promise: goesOn, resolve: goOn } = Promise.withResolvers();
  model.script("방문객 주차는 2시간까지 무료예요 [1]. ", goesOn, "정기 주차는 한 달에 50,000원이에요 [1].");
  await ask(page, "방문객 주차는 몇 시간 무료인가요?");
  await page.locator(".turn").last().getByText("2시간까지 무료예요").waitFor();
  await ask(page, "정기 주차는요?");
  await page.getByText("답변이 끝나면 보낼 수 있어요.").waitFor();
  await settles(() => composer(page).inputValue(), "정기 주차는요?");
  goOn();
  await answered(page, "방문객 주차는");
  assert.deepEqual(errors, []);
  await context.close();
});

test("the source pane restores a document that was just deleted", { skip: deployed !== undefined }, async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await upload(page, [{ name: "명절 상여.txt", text: "명절 상여\n\n명절 상여는 설과 추석에 300,000원씩 지급한다.\n" }]);
  await page.goto(server.url);
  model.script("명절 상여는 300,000원이에요 [1].");
  await ask(page, "명절 상여는 얼마인가요?");
  await (await answered(page, "명절 상여는")).locator("[data-cite]").first().click();
  const pane = page.locator(".source");
  await pane.locator("mark").first().waitFor();
  const { documents } = await (await page.request.get(`${server.url}/api/documents`)).json();
  const { key } = documents.find((d) => d.name === "명절 상여.txt");
  const deleted = await page.request.post(`${server.url}/api/documents`, { data: { action: "delete", keys: [key], undo: 600 }, headers: { Origin: server.url } });
  assert.ok(deleted.ok());
  await page.reload();
  await pane.getByText("삭제된 문서예요.").waitFor();
  await pane.getByText("‘명절 상여.txt’ 문서는 아직 되돌릴 수 있어요.").waitFor();
  await pane.getByRole("button", { name: "되돌리기" }).click();
  await pane.locator("mark").first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("files that were on their way when the page was closed are told of once", { skip: deployed !== undefined }, async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(`${server.url}/docs`);
  await context.route("**/upload", () => {}); // no file gets a place to go to
  const picker = page.locator('input[data-picker="files"]');
  await picker.setInputFiles(["가", "나", "다"].map((n) => ({ name: `${n}.txt`, mimeType: "text/plain", buffer: Buffer.from(n) })));
  await page.getByText("파일 3개 중 0개 올림").waitFor();
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  const notice = page.getByText("지난번에 올리던 파일 3개 중 3개가 올라오지 않았어요.");
  await notice.waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "문서", level: 1 }).waitFor();
  await eventually(() => page.evaluate(() => Object.keys(localStorage).some((k) => k.startsWith("mundap.broken"))), (kept) => !kept);
  await settles(() => notice.count(), 0);
  assert.deepEqual(errors, []);
  await context.close();
});
