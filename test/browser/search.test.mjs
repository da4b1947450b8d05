// Searching for words: in documents and in one's own answers, on the real program.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { answered, ask, composer, openPage, settles, startServer, upload } from "./harness.mjs";

describe("search", () => {
  let browser, server;
  before(async () => {
    [browser, server] = [await launch(), await startServer()];
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  test("words of a document and of an answer are found, lit, and lead there", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(`${server.url}/docs`);
    await upload(page, [
      { name: "보일러.txt", text: "과열 센서는 매달 점검합니다." },
      { name: "주차.md", type: "text/markdown", text: "# 주차\n\n방문 차량은 두 시간까지 무료입니다." },
    ]);
    await page.goto(server.url);
    await composer(page).waitFor();
    await ask(page, "과열 센서는 언제 점검하나요?");
    await answered(page, "과열 센서는 언제 점검하나요?");

    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "검색" }).fill("과열센서");
    const passage = page.getByRole("option", { name: /보일러\.txt/ }).filter({ has: page.locator("mark") });
    await passage.waitFor();
    await page.getByRole("option", { name: /과열 센서는 언제 점검하나요/ }).filter({ has: page.locator("mark") }).waitFor();
    await page.getByRole("option", { name: "‘과열센서’ 검색 결과 모두 보기" }).click();

    await page.getByRole("heading", { name: "검색", level: 1 }).waitFor();
    const hits = page.locator(".search-hit");
    await hits.filter({ hasText: "보일러.txt" }).locator("mark", { hasText: "센서" }).waitFor();
    assert.match(page.url(), /\/search\?q=/);
    await settles(() => hits.filter({ hasText: "보일러.txt" }).getByRole("link").getAttribute("href"), /^\/documents\//);

    await settles(() => page.evaluate(() => document.querySelectorAll(".search-hit mark").length > 0 && [...document.querySelectorAll(".search-hit mark")].every((m) => m.innerText.length > 1)), true);

    await page.getByLabel("형식").selectOption("md");
    await page.getByText("‘과열센서’에 대한 검색 결과가 없어요.").waitFor();
    await page.getByRole("button", { name: "조건 초기화" }).last().click();
    await hits.first().waitFor();

    await page.getByRole("link", { name: "과열 센서는 언제 점검하나요?" }).last().click();
    await page.locator(".turn").waitFor();
    await page.goBack();
    await page.getByRole("searchbox", { name: "문서 내용과 답변 검색" }).waitFor();
    await settles(() => page.getByRole("searchbox").inputValue(), "과열센서");
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("a conversation that is found by what was said in it shows the sentence, lit", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    await ask(page, "주말에 방문 차량은 몇 시간까지 무료인가요?");
    await answered(page, "방문 차량은 몇 시간");
    await page.getByRole("button", { name: "대화 메뉴" }).click();
    await page.getByRole("menuitem", { name: "이름 바꾸기" }).click();
    await page.getByRole("textbox", { name: "대화 이름" }).fill("주차 안내");
    await page.getByRole("button", { name: "저장" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await page.keyboard.press("Control+k");
    const search = page.getByRole("combobox", { name: "검색" });
    await search.fill("몇 시간까지 무료");
    const said = page.getByRole("group", { name: "내 질문과 답변" }).getByRole("option", { name: /방문 차량은 몇 시간/ });
    await settles(() => said.locator("mark").allInnerTexts(), ["몇 시간까지 무료"]);
    await settles(() => page.getByRole("group", { name: "대화", exact: true }).count(), 0); // its title alone would not say why it is here
    await search.fill("주차");
    await page.getByRole("group", { name: "대화", exact: true }).getByRole("option", { name: "주차 안내" }).waitFor();
    await search.fill("무료 방문"); // words in another order
    await settles(() => said.locator("mark").allInnerTexts(), ["방문", "무료"]);
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("a syllable that two words share is not lit", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    await upload(page, [{ name: "여비.txt", text: "교통비와 숙박비는 영수증으로 정산하고 출장비는 하루 5만 원을 넘지 않는다." }]);
    await page.goto(`${server.url}/search?q=${encodeURIComponent("출장비")}`);
    await settles(() => page.locator(".search-hit", { hasText: "여비.txt" }).locator("mark").allInnerTexts(), ["출장비"]);
    assert.deepEqual(errors, []);
    await context.close();
  });
});
