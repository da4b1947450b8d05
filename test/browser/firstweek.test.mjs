// What people ran into in their first week, on the real program: results that crowd out all others, evidence that is out of
// sight, titles that lose a syllable, a network that is gone without anybody saying so.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pool } from "../../web/mock/data.mjs";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { answered, composer, deployed, eventually, openPage, settles, startServer, upload } from "./harness.mjs";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const laptop = { viewport: { width: 1280, height: 720 } };

let browser, server;
before(async () => {
  browser = await launch();
  server = await startServer();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

async function ask(page, question) {
  await composer(page).fill(question);
  await page.getByRole("button", { name: "보내기" }).click();
  return answered(page, question);
}

test("a document that has the words everywhere leaves room for what else was found", async () => {
  const { page, context, errors } = await openPage(browser, server, laptop);
  await page.goto(server.url);
  const rows = Array.from({ length: 30 }, (_, i) => `정수기 ${i + 1}호,${i + 1}층,필터는 ${i + 1}월에 바꾼다`);
  await upload(page, [
    { name: "정수기.csv", type: "text/csv", text: ["이름,층,안내", ...rows].join("\n") },
    { name: "청소.txt", text: "청소 안내\n\n정수기 둘레는 매일 닦는다." },
  ]);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "검색" }).fill("정수기");
  const passages = page.getByRole("group", { name: "문서 내용" }).getByRole("option");
  await passages.filter({ hasText: "청소.txt" }).waitFor();
  await settles(() => passages.filter({ hasText: "정수기.csv" }).count(), 2);
  for (const label of await passages.filter({ hasText: "정수기.csv" }).locator("b").allInnerTexts()) assert.match(label, /정수기\.csv · \d+행/); // told apart
  const boxes = async () => [await page.getByRole("option", { name: "‘정수기’ 검색 결과 모두 보기" }).boundingBox(), await page.getByRole("listbox").boundingBox()];
  await eventually(boxes, ([all, list]) => all.y + all.height <= list.y + list.height); // the way to all results is in sight
  assert.deepEqual(errors, []);
  await context.close();
});

test("a question that finds nothing while documents are being read says so, and when they are ready", async () => {
  const { page, context, errors } = await openPage(browser, server, laptop);
  let reading = 2;
  await page.route(/\/api\/documents\?.*state=reading/, async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    await route.fulfill({ response, json: { ...body, counts: { ...body.counts, reading } } });
  });
  await page.goto(server.url);
  await upload(page, [{ name: "구내식당.txt", text: "구내식당은 열한 시 반에 연다." }]);
  await page.goto(server.url);
  const turn = await ask(page, "화성 탐사선의 발사 일정은 언제인가요?");
  await turn.getByText("아직 읽는 중인 문서가 2개 있어요.").waitFor();
  reading = 0;
  const other = await context.newPage(); // the server tells of changes
  await other.goto(server.url);
  await upload(other, [{ name: "세미나.txt", text: "세미나는 두 시에 연다." }]);
  await other.close();
  await turn.getByText("읽는 중이던 문서를 모두 읽었어요.").waitFor();
  await turn.getByRole("button", { name: "다시 질문하기" }).click();
  await turn.getByText("1/2").or(turn.getByText("2/2")).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("evidence in a table of sentences is in sight on a phone", async () => {
  const { page, context, errors } = await openPage(browser, server, phone);
  await page.goto(server.url);
  const filler = "무인증·무방문/비대면/온라인/모바일/영업점/콜센터에서 ".repeat(3);
  await upload(page, [{ name: "문의.csv", type: "text/csv", text: `질문,답변\n보안카드를 잃어버리면 무엇부터 하나요?,"${filler}보안카드를 잃어버리면 곧바로 사고 신고를 해야 합니다."\n영업점은 언제 여나요?,아침 아홉 시에 엽니다. https://www.example.com/branches/opening-hours-and-holidays/all-regions` }]);
  await page.goto(server.url);
  const turn = await ask(page, "보안카드를 잃어버리면 무엇부터 하나요?");
  await turn.locator(".md .cite").first().click();
  const mark = page.locator(".source mark").last();
  await mark.waitFor();
  const right = await eventually(async () => { const box = await mark.boundingBox(); return box ? box.x + box.width : 0; }, (x) => x > 0);
  assert.ok(right <= 390, `the evidence ends ${right} px from the left`);
  assert.deepEqual(errors, []);
  await context.close();
});

test("a title keeps the syllables of its words", async () => {
  const { page, context, errors } = await openPage(browser, server, laptop);
  await page.goto(server.url);
  await ask(page, "공동인증서는 어디에 저장할 수 있나요?");
  await page.getByRole("navigation").getByRole("link", { name: "공동인증서 저장", exact: true }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("a network that is gone is told within seconds", { skip: deployed !== undefined }, async () => {
  const { page, context, errors } = await openPage(browser, server, phone);
  await page.goto(server.url);
  await ask(page, "영업점은 언제 여나요?");
  await page.clock.install(); // what would only show with the next ping, in half a minute, does not come
  await context.setOffline(true);
  await page.clock.runFor(8_000);
  await page.getByText("인터넷에 연결되어 있지 않아요.").waitFor();
  await context.setOffline(false);
  await page.clock.runFor(8_000);
  await page.getByText("인터넷에 연결되어 있지 않아요.").waitFor({ state: "detached" });
  assert.deepEqual(errors, []);
  await context.close();
});

test("a related document opens at what was found in it", async () => {
  const { page, context, errors } = await openPage(browser, server, laptop);
  await page.goto(server.url);
  const chapter = (n) => `# 제${n}장 ${["가입", "보관", "운송", "폐기"][n - 1]}\n\n${"이 장은 물품을 다루는 방법을 정한다. ".repeat(25)}\n\n${n === 3 ? "운송 트럭의 냉동 온도는 영하 18도로 한다." : "담당자가 확인한다."}\n`;
  await upload(page, [{ name: "물품.md", type: "text/markdown", text: [1, 2, 3, 4].map(chapter).join("\n") }]);
  await page.goto(server.url);
  const turn = await ask(page, "운송 트럭의 냉동 습도는 몇 퍼센트인가요?");
  const chip = turn.locator(".chip", { hasText: "운송" }).first();
  await chip.click();
  await page.locator(".page.reading").waitFor();
  await settles(() => page.getByLabel("목차").evaluate((e) => e.selectedOptions[0].text), /제3장/);
  const heading = page.locator(".page.reading").getByText("제3장 운송");
  await eventually(async () => (await heading.boundingBox())?.y ?? -1, (y) => y > 0 && y < 720);
  assert.deepEqual(errors, []);
  await context.close();
});

test("the table of models fits a laptop", async () => {
  const mock = await startMock({ pool: pool() });
  const { page, context } = await openPage(browser, undefined, laptop);
  await page.goto(`${mock.url}/admin`);
  await page.locator(".admin-table td").first().waitFor();
  await settles(() => page.locator(".admin-table").evaluate((e) => e.scrollWidth - e.clientWidth), 0);
  await page.getByText("2,581").waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await eventually(() => page.locator(".admin-table tbody tr").evaluateAll((rows) => Math.max(...rows.map((r) => r.offsetHeight))), (height) => height <= 90);
  await context.close();
  await mock.close();
});
