// The source of an answer as it is: the page of a PDF, a document to read, and what of it bears the answer out.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, point } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { hwpx, pdf } from "./fixtures.mjs";
import { answered, ask, eventually, openPage, settles, startModel, startServer, upload } from "./harness.mjs";

const rules = {
  name: "약관.pdf", type: "application/pdf",
  text: pdf(Array.from({ length: 160 }, (_, i) => [`제${i + 1}조 해지와 위약금`, `제${i + 1}조 계약의 위약금은 ${(i + 1) * 1000 + 7}원입니다.`, "해지는 서면으로 알립니다."])),
};
const fees = {
  name: "수수료 규정.hwpx", type: "application/hwp+zip",
  text: hwpx([
    { heading: "총칙" }, "이 규정은 수수료를 정한다.", { heading: "수수료표" },
    { rows: [["구분", "창구", "인터넷"], ["타행 송금", "1,500원", "500원"], ["증명서 발급", "2,000원", "700원"], ["통장 재발급", "3,000원", "받지 않음"]] },
    { heading: "부칙" }, "이 규정은 2026년 3월 1일부터 시행한다.",
  ]),
};

let browser, server, model;
before(async () => {
  browser = await launch();
  model = await startModel();
  server = await startServer({ environment: { MUNDAP_MODEL_URL: model.url, MUNDAP_MODEL_NAME: "test-model" } });
  const { page, context } = await openPage(browser, server);
  page.setDefaultTimeout(90_000); // 160 pages are read
  await page.goto(server.url);
  await upload(page, [rules, fees]);
  await context.close();
});
after(async () => {
  await browser.close();
  await server.close();
  await model.close();
});

// asked opens a page with an answer and gives the pane of its first citation.
async function asked(page, question, answer) {
  await page.goto(server.url);
  model.script(answer);
  await ask(page, question);
  const turn = await answered(page, question);
  await turn.locator(".md .cite").first().click();
  return turn;
}

describe("a PDF", () => {
  test("opens at the page that bears the answer out, with its words lit", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await asked(page, "제143조 계약의 위약금은 얼마인가요?", "제143조 계약의 위약금은 143,007원이에요 [1].");
    const pane = page.getByRole("complementary");
    const sheet = pane.locator('[data-page="143"]');
    await sheet.locator("canvas[data-drawn]").waitFor();
    await sheet.locator(".pdf-text span", { hasText: "143007원" }).waitFor();
    await settles(() => pane.getByLabel("이동할 쪽 번호").inputValue(), "143");
    // The rectangles lie on the words, which pdf.js placed by itself.
    const { lit, words, inSight } = await sheet.evaluate((place) => {
      const box = (e) => {
        const r = e.getBoundingClientRect();
        return { left: r.left, top: r.top, right: r.right, bottom: r.bottom };
      };
      const scroller = place.closest(".pdf-pages").getBoundingClientRect();
      const lit = [...place.querySelectorAll(".pdf-lit")].map(box);
      return {
        lit, words: [...place.querySelectorAll(".pdf-text span")].map((e) => ({ text: e.textContent, ...box(e) })),
        inSight: lit.every((r) => r.top >= scroller.top && r.bottom <= scroller.bottom),
      };
    });
    assert.equal(lit.length, 1, JSON.stringify(lit));
    const line = words.find((w) => w.text.includes("143007원"));
    for (const side of ["left", "right", "top", "bottom"]) assert.ok(Math.abs(lit[0][side] - line[side]) < 8, `${side}: ${JSON.stringify({ lit, line })}`);
    assert.ok(inSight, "the words are in sight");
    await settles(() => pane.locator(".pdf-lit").count(), 1);
    assert.ok((await pane.locator("canvas").count()) < 8, "pages out of sight are not drawn");
    assert.deepEqual(await violations(page), []);
    await pane.getByLabel("이동할 쪽 번호").fill("7");
    await page.keyboard.press("Enter");
    await pane.locator('[data-page="7"] .pdf-text span', { hasText: "7007원" }).waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("that can't be drawn is shown as text", async () => {
    const { page, context } = await openPage(browser, server);
    await page.route("**/pdf.worker*", (route) => route.abort());
    await asked(page, "제88조 계약의 위약금은 얼마인가요?", "제88조 계약의 위약금은 88,007원이에요 [1].");
    const pane = page.getByRole("complementary");
    await pane.getByText("글자만 보여 드려요").waitFor();
    await settles(async () => (await pane.locator("mark").allInnerTexts()).join(" "), "제88조 계약의 위약금은 88007원입니다.");
    await context.close();
  });
});

// One passage lies on three pages.
const lectures = {
  name: "강좌 안내.pdf", type: "application/pdf",
  text: pdf([["문화센터 강좌는 분기마다 접수합니다.", "접수는 3월과 9월에 시작합니다."], ["서예 강좌의 수강료는 4만 원입니다.", "도예 강좌의 수강료는 7만 원입니다."], ["수강을 취소하려면 개강 3일 전까지 알려야 합니다."]]),
};

describe("a passage on several pages", () => {
  test("is cited with the page of what bears each sentence out, wherever the page is named", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    await upload(page, [lectures]);
    await page.goto(server.url);
    model.script("도예 강좌의 수강료는 7만 원이에요. 취소는 개강 3일 전까지 알려야 해요. ");
    await ask(page, "도예 강좌의 수강료는 얼마이고 언제까지 취소하나요?");
    const turn = await answered(page, "도예 강좌의 수강료는");
    const cites = turn.locator(".md .cite");
    await settles(() => cites.count(), 2);
    const chip = turn.locator(".chip", { hasText: lectures.name });
    const chipPage = () => eventually(() => chip.locator(".chip-page").innerText(), (text) => text === "2쪽"); // nothing while the turn is out of sight
    await chipPage();
    const card = page.getByRole("tooltip");
    const pane = page.getByRole("complementary");
    for (const [nth, number] of [[0, 2], [1, 3]]) {
      await point(page, cites.nth(nth), card.getByText(`${number}쪽`));
      await page.mouse.move(0, 0);
      await card.waitFor({ state: "detached" });
      await cites.nth(nth).click();
      await pane.locator(`[data-page="${number}"] .pdf-lit`).first().waitFor();
      await eventually(() => pane.getByLabel("이동할 쪽 번호").inputValue(), (now) => now === String(number));
      await settles(() => pane.getByRole("link", { name: "" }).getAttribute("href"), new RegExp(`#page=${number}$`));
    }
    await chip.click();
    await eventually(() => pane.getByLabel("이동할 쪽 번호").inputValue(), (now) => now === "2");
    const inSight = () => pane.locator(".pdf-lit").first().evaluate((lit) => {
      const [place, view] = [lit, lit.closest(".pdf-pages")].map((e) => e.getBoundingClientRect());
      return place.top >= view.top && place.bottom <= view.bottom;
    });
    for (const name of ["확대", "확대", "축소"]) {
      await settles(inSight, true);
      const before = await pane.locator("[data-page]").first().evaluate((p) => p.offsetWidth);
      await pane.getByRole("button", { name }).click();
      await eventually(() => pane.locator("[data-page]").first().evaluate((p) => p.offsetWidth), (now) => now !== before);
    }
    await settles(inSight, true, "what is lit stays in sight when pages change their size");
    await page.reload();
    await answered(page, "도예 강좌의 수강료는");
    await chipPage();
    const { conversations } = await (await page.request.get(`${server.url}/api/conversations`)).json();
    const { turns } = await (await page.request.get(`${server.url}/api/conversations/${conversations[0].id}`)).json();
    const base = await (await page.request.post(`${server.url}/query`, { data: { request_id: turns[0].request_id } })).json();
    assert.match(base.msg, /강좌 안내\.pdf<\/a> · .*2쪽/);
    assert.deepEqual(errors, []);
    await context.close();
  });
});

// beneathEachOther gives those parts of a document that do not begin where the part before them ends, over the whole width.
function beneathEachOther(article) {
  const boxes = [...article.children].map((part) => part.getBoundingClientRect());
  const style = getComputedStyle(article);
  const width = article.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return boxes.filter((box, i) => box.width < width - 1 || (i > 0 && box.top < boxes[i - 1].bottom)).map(({ top, width }) => ({ top, width }));
}

describe("a document to read", () => {
  test("a table of a HWPX is a table, and the row that bears the answer out is lit", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await asked(page, "증명서 발급 수수료는 창구에서 얼마인가요?", "증명서 발급 수수료는 창구에서 2,000원이에요 [1].");
    const pane = page.getByRole("complementary");
    const rows = pane.locator(".reading tbody tr");
    await rows.first().waitFor();
    await settles(() => rows.count(), 3);
    await settles(() => pane.locator(".reading thead th").allInnerTexts(), ["구분", "창구", "인터넷"]);
    await settles(() => pane.locator("tr[data-lit]").count(), 1);
    await settles(() => pane.locator("tr[data-lit]").innerText(), /증명서 발급\s+2,000원/);
    await settles(() => pane.locator(".reading h3").allInnerTexts(), ["총칙", "수수료표", "부칙"]);
    assert.deepEqual(await pane.locator(".reading").evaluate(beneathEachOther), [], "parts of the document stand beside each other");
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(errors, []);
    await context.close();
    const night = await openPage(browser, server, { colorScheme: "dark" });
    await asked(night.page, "증명서 발급은 인터넷에서 얼마인가요?", "증명서 발급 수수료는 인터넷에서 700원이에요 [1].");
    await night.page.locator("tr[data-lit]").waitFor();
    assert.deepEqual(await violations(night.page), []);
    await night.context.close();
  });

  test("a document that changed since says so and shows what the answer was given", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    const parking = (hours) => ({ name: "주차 안내.txt", text: `주차 안내\n\n방문 차량은 ${hours}시간까지 무료로 세울 수 있습니다.\n` });
    await upload(page, [parking(2)]);
    await asked(page, "방문 차량은 몇 시간까지 무료인가요?", "방문 차량은 2시간까지 무료예요 [1].");
    await page.getByRole("complementary").locator("mark").first().waitFor();
    const conversation = page.url();
    await upload(page, [parking(5)]);
    await page.goto(conversation);
    const pane = page.getByRole("complementary");
    await pane.getByText("답변할 때의 내용을 보여 드려요").waitFor();
    await settles(async () => (await pane.locator("mark").allInnerTexts()).join(" "), /2시간까지/);
    assert.doesNotMatch(await pane.innerText(), /5시간/);
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("the pane is widened by the pointer and by keys, and stays as wide", async () => {
    const { page, context } = await openPage(browser, server, { viewport: { width: 1600, height: 900 } });
    await asked(page, "타행 송금 수수료는 인터넷에서 얼마인가요?", "타행 송금 수수료는 인터넷에서 500원이에요 [1].");
    const pane = page.getByRole("complementary");
    const width = async () => Math.round((await pane.boundingBox()).width);
    const before = await width();
    const handle = pane.getByRole("separator", { name: "원문 창 너비" });
    const { x, y, height } = await handle.boundingBox();
    await page.mouse.move(x + 5, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + 5 - 150, y + height / 2, { steps: 5 });
    await page.mouse.up();
    const dragged = await eventually(width, (now) => Math.abs(now - before - 150) <= 6);
    await handle.focus();
    await page.keyboard.press("ArrowRight");
    await eventually(width, (now) => now === dragged - 32);
    await page.reload();
    await pane.locator("mark").first().waitFor();
    await eventually(width, (now) => now === dragged - 32);
    await page.setViewportSize({ width: 390, height: 844 });
    const sheet = page.getByRole("dialog");
    await sheet.locator("mark").first().waitFor();
    assert.equal((await sheet.boundingBox()).width, 390);
    await context.close();
  });
});

test("a wide table is scrolled to the cell that bears the answer out", async () => {
  const { page, context, errors } = await openPage(browser, server, { viewport: { width: 1280, height: 720 } });
  await page.goto(server.url);
  await upload(page, [{
    name: "인사현황.csv", type: "text/csv",
    text: "사번,이름,부서,직급,입사일,연차 발생,연차 사용,연차 잔여,연봉\nD1001,김하나,총무팀,대리,2020-01-02,15,3,12,4100\nD1004,최하은,개발2팀,과장,2018-03-02,17,10.5,6.5,4650\n",
  }]);
  await page.goto(server.url);
  model.script("최하은의 연차 잔여는 6.5일이에요 [1].");
  await ask(page, "최하은 연차 잔여 며칠이야?");
  const turn = await answered(page, "최하은 연차 잔여");
  await turn.locator("[data-cite]").first().click();
  const cell = page.locator(".r-table mark", { hasText: "6.5" });
  await cell.waitFor();
  const inSight = () => cell.evaluate((mark) => {
    const box = mark.closest(".r-table").getBoundingClientRect();
    const at = mark.getBoundingClientRect();
    return at.left >= box.left && at.right <= box.right;
  });
  await settles(inSight, true);
  assert.deepEqual(errors, []);
  await context.close();
});
