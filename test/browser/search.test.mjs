// Searching for words: in documents and in one's own answers, on the real program.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { inBothThemes } from "./axe.mjs";
import { answered, ask, composer, deployed, eventually, openPage, settles, startServer, upload } from "./harness.mjs";

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
    await settles(() => hits.filter({ hasText: "보일러.txt" }).getByRole("link").getAttribute("href"), /^\/search\?q=.*&document=/);

    await settles(() => page.evaluate(() => document.querySelectorAll(".search-hit mark").length > 0 && [...document.querySelectorAll(".search-hit mark")].every((m) => m.innerText.length > 1)), true);

    await settles(() => page.getByLabel("형식").locator("option").allInnerTexts(), ["전체", "MD (1)", "TXT (1)"]); // not all that could be read
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

  test("a document that is found by its name opens beside the search; to ask it is a second action", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    await upload(page, [{ name: "비품대장.html", type: "text/html", text: "<html><body><h1>비품</h1><p>접이식 의자는 창고에 있다.</p></body></html>" }]);
    const search = async () => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "검색" }).fill("비품대장");
      await settles(() => page.getByRole("option", { selected: true }).innerText(), /^비품대장\.html/);
    };
    await search();
    await page.getByText("Shift+Enter 이 문서에 물어보기").waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".source .reading", { hasText: "접이식 의자" }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/search");
    assert.deepEqual(await inBothThemes(page), []);
    const named = page.getByRole("region", { name: "문서", exact: true });
    await settles(() => named.locator("mark").allInnerTexts(), ["비품대장"]);
    await settles(() => named.getByRole("link").getAttribute("aria-current"), "true");
    await settles(() => page.locator(".search-hit").evaluateAll((all) => all.filter((hit) => hit.querySelector("mark") === null).length), 0, "each hit has words lit");
    await page.locator(".source").getByRole("button", { name: "이 문서에 물어보기" }).click();
    await page.locator(".attachments", { hasText: "비품대장.html" }).waitFor();
    await page.goto(`${server.url}/docs`);
    await page.locator(".docs-row").first().waitFor();
    await search();
    await page.keyboard.press("Shift+Enter");
    await page.locator(".attachments", { hasText: "비품대장.html" }).waitFor();
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

  test("what nothing is about is said to be found nowhere, with what only shares words with it apart", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    await upload(page, [{ name: "인증서.txt", text: "본인 확인 절차를 마치면 공동인증서가 곧바로 발급된다." }]);
    await page.keyboard.press("Control+k");
    const search = page.getByRole("combobox", { name: "검색" });
    await search.fill("코끼리 사육");
    await page.getByRole("dialog").getByText("‘코끼리 사육’에 대한 검색 결과가 없어요.").waitFor();
    await settles(() => page.getByRole("group", { name: /문서 내용|비슷한 내용/ }).count(), 0);
    await search.fill("화성 이주 절차");
    await page.getByRole("dialog").getByText("‘화성 이주 절차’에 대한 검색 결과가 없어요.").waitFor();
    await page.getByRole("group", { name: "비슷한 내용" }).getByRole("option", { name: /인증서\.txt/ }).waitFor();
    await settles(() => page.getByRole("group", { name: "문서 내용" }).count(), 0);
    await search.fill("인증서 발급 절차");
    await page.getByRole("group", { name: "문서 내용" }).getByRole("option", { name: /인증서\.txt/ }).waitFor();
    await page.goto(`${server.url}/search?q=${encodeURIComponent("화성 이주 절차")}`);
    await page.getByText("‘화성 이주 절차’에 대한 내용은 찾지 못했어요.").waitFor();
    await page.getByRole("region", { name: "비슷한 내용" }).waitFor();
    assert.deepEqual(await inBothThemes(page), []);
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("what no word finds is found by its meaning, and said to be", { skip: deployed !== undefined }, async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    await upload(page, [{ name: "주차요금.txt", text: "방문 차량의 주차 요금은 30분에 1,000원이다." }]);
    const api = `${server.url}/api/search?${new URLSearchParams({ q: "parking fee" })}`;
    await eventually(async () => (await (await page.request.get(api)).json()).passages, (found) => found.some((p) => p.meaning && p.name === "주차요금.txt")); // its vector is made a moment later
    await page.goto(`${server.url}/search?q=parking+fee`);
    await page.getByText("검색어가 그대로 나오는 곳은 없어서, 뜻이 통하는 내용을 찾았어요.").waitFor();
    await page.getByRole("region", { name: "뜻으로 찾은 내용" }).getByRole("link", { name: "주차요금.txt" }).click();
    await page.locator(".source .reading", { hasText: "1,000원" }).waitFor();
    assert.deepEqual(await inBothThemes(page), []);
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("a hit of each kind opens beside the search with its words lit, and a row shows its columns", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    await upload(page, [
      { name: "연락망.csv", type: "text/csv", text: `이름,부서,내선\n${Array.from({ length: 60 }, (_, i) => `직원${i + 1},총무팀,${1200 + i}`).join("\n")}\n` },
      { name: "회의록.md", type: "text/markdown", text: "# 회의록\n\n사내 카페는 오전 8시에 연다." },
      { name: "공지.html", type: "text/html", text: "<html><body><h1>공지</h1><p>옥상 정원은 오후 6시에 닫는다.</p></body></html>" },
      { name: "점검.txt", text: "승강기는 매달 첫째 월요일에 점검한다." },
    ]);
    for (const [query, file, lit] of [["직원42", "연락망.csv", "직원42"], ["카페", "회의록.md", "카페"], ["옥상 정원", "공지.html", "옥상"], ["승강기 점검", "점검.txt", "승강기"]]) {
      await page.goto(server.url);
      await composer(page).waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "검색" }).fill(query);
      await page.getByRole("group", { name: "문서 내용" }).getByRole("option").filter({ hasText: file }).first().click();
      const pane = page.locator(".source");
      await pane.locator("mark", { hasText: lit }).first().waitFor();
      assert.equal(new URL(page.url()).pathname, "/search");
      if (!file.endsWith(".csv")) continue;
      await pane.locator("tr[data-lit]", { hasText: "1241" }).waitFor();
      await settles(() => pane.locator("tr[data-lit]").evaluate((row) => row.getBoundingClientRect().top < innerHeight && row.getBoundingClientRect().bottom > 0), true);
      const cells = page.locator(".search-hit", { hasText: "직원42" }).first().locator(".row-cells");
      await settles(() => cells.locator("dt").allInnerTexts(), ["이름", "부서", "내선"]);
      await settles(() => cells.locator("dd").allInnerTexts(), ["직원42", "총무팀", "1241"]);
      assert.deepEqual(await inBothThemes(page), []);
      await page.keyboard.press("Escape");
      await pane.waitFor({ state: "detached" });
      await page.reload();
      await page.getByLabel("올린 날짜").selectOption("own");
      await page.getByLabel("시작 날짜").fill("2020-03-01");
      await page.locator(".date-field", { hasText: "2020. 3. 1." }).waitFor();
      await page.locator(".search-hit", { hasText: "직원42" }).first().waitFor();
      assert.deepEqual(await inBothThemes(page), []);
    }
    assert.deepEqual(errors, []);
    await context.close();
  });
});
