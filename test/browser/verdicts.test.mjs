// What an answer claims is checked against the documents, and shown.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, point } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { answered, ask, eventually, openPage, settles, startModel, startServer, upload } from "./harness.mjs";

const boiler = {
  name: "보일러 안내.txt",
  text: "보일러 오류 안내\n\nA396은 온도 센서 이상을 뜻합니다. 서비스 센터에 연락합니다.\n\nA450은 점화 불량을 뜻합니다. 가스 밸브를 확인합니다.\n\nA508은 통신 이상을 뜻합니다. 전원을 껐다가 10초 뒤에 다시 켭니다.\n",
};
const leave = { name: "휴가 안내.txt", text: "연차 휴가 안내\n\n연차 휴가는 1년에 15일입니다. 연차 휴가는 쓰기 3일 전까지 신청합니다.\n" };

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("a judge speaks after the answer is complete, and takes a mark back", async () => {
  const model = await startModel();
  const server = await startServer({ environment: { MUNDAP_MODEL_URL: model.url, MUNDAP_MODEL_NAME: "test-model", MUNDAP_RAG_JUDGE: "true" } });
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await upload(page, [leave]);
  await page.goto(server.url);
  let speak;
  const spoken = new Promise((resolve) => (speak = resolve));
  model.script("연차 휴가는 15일이에요 [1]. 쉬려면 우두머리 승인권자한테 아뢰어야 합니다 [1].");
  model.script(spoken, '[{"n":2,"verdict":"supported","sources":[1]}]');
  await ask(page, "연차 휴가는 며칠인가요?");
  const turn = await answered(page, "연차 휴가는 며칠인가요?");
  await settles(() => turn.locator(".doubted").count(), 1);
  await settles(() => turn.locator(".md .cite").count(), 1);
  await settles(() => model.requests.length, 2);
  speak();
  await settles(() => turn.locator(".doubted").count(), 0);
  await settles(() => turn.locator(".md .cite").count(), 2);
  await page.reload();
  await answered(page, "연차 휴가는 며칠인가요?");
  await settles(() => page.locator(".md .cite").count(), 2);
  assert.deepEqual(errors, []);
  await context.close();
  await server.close();
  await model.close();
});

describe("an answer's sentences", () => {
  let server, model;
  before(async () => {
    model = await startModel();
    server = await startServer({ environment: { MUNDAP_MODEL_URL: model.url, MUNDAP_MODEL_NAME: "test-model" } });
  });
  after(async () => {
    await server.close();
    await model.close();
  });

  test("a false one is marked, a true one has its source and lights its evidence", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    await upload(page, [boiler, leave]);
    await page.goto(server.url);
    model.script("A396은 온도 센서 이상을 뜻해요. ", "A508은 통신", " 이상을 뜻해요 [1]. ", "A508이면 전원을 껐다가 20초 뒤에 다시 켜세요 [1].");
    await ask(page, "보일러 A396과 A508 오류는 무슨 뜻인가요?");
    const turn = await answered(page, "보일러 A396과");
    const doubted = turn.locator(".doubted");
    await doubted.first().waitFor();
    await settles(() => doubted.count(), 1);
    await settles(() => doubted.innerText(), /20초 뒤에/);
    await settles(() => turn.locator(".md .cite").count(), 2);

    const mark = turn.getByRole("button", { name: /^근거 없음: 찾은 근거에는 이 숫자가/ });
    await point(page, mark, page.getByText("찾은 근거에는 이 숫자가 없어요."));
    await page.mouse.move(0, 0);
    await page.getByText("찾은 근거에는 이 숫자가 없어요.").waitFor({ state: "detached" });
    await mark.click();
    await page.getByText("찾은 근거에는 이 숫자가 없어요.").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");

    await turn.locator(".md .cite").nth(1).click();
    const pane = page.getByRole("complementary");
    await pane.locator("mark").first().waitFor();
    await settles(async () => (await pane.locator("mark").allInnerTexts()).join(" "), "A508은 통신 이상을 뜻합니다.");

    await turn.getByLabel("근거 있는 문장만 보기").check();
    assert.doesNotMatch(await turn.locator(".md").innerText(), /20초/);
    await settles(() => turn.locator(".md").innerText(), /통신 이상/);
    assert.deepEqual(await violations(page), []);

    await page.reload();
    await answered(page, "보일러 A396과");
    await page.locator(".doubted").first().waitFor();
    await settles(() => page.locator(".doubted").count(), 1);
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("an answer that nothing bears out says so", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    model.script("연차 휴가는 365일이에요 [1].");
    await ask(page, "연차 휴가는 며칠인가요?");
    const turn = await answered(page, "연차 휴가는 며칠인가요?");
    await settles(() => turn.locator(".label").innerText(), /확인하지 못했어요/);
    await settles(() => turn.locator(".md .cite").count(), 0);
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("whatever a model writes, what is there is judged and nothing runs", async () => {
    const { page, context, errors } = await openPage(browser, server);
    page.on("dialog", (dialog) => errors.push(dialog.message()));
    for (const [nth, { words, cited, doubted }] of [
      { words: ["연차 휴가는 1년에 15일이에요 [99]. ", "\n\n**출처**\n\n1. 없는 문서.pdf, 12쪽\n"], cited: 1 },
      { words: ["<script>alert(1)</script><img src=x onerror=alert(1)> 연차 휴가는 1년에 365일이에요."], cited: 0, doubted: 1 },
      { words: ["| 연차 휴가 | 15일 |\n", "| 연차 휴가 | 99일 |\n"], cited: 1, doubted: 1 },
      { words: [`연차 휴가는 1년에 15일이고 ${"그래서 또 확인하고 ".repeat(900)}`], cited: 0 },
      { words: ["연차 휴가는 1년에 15일이에요 [1]. 연차 휴가는 쓰기 3일 전까지 신청하고 그 밖에는"], cited: 2 },
      { words: ["제공된 문서에는 연차 휴가의 이월이 적혀 있지 않아요."], cited: 0, doubted: 0 },
    ].entries()) {
      await page.goto(server.url);
      model.script(...words);
      await ask(page, `연차 휴가는 며칠인가요? (${nth})`);
      const turn = await answered(page, `(${nth})`);
      await turn.locator(".md").waitFor();
      await eventually(() => turn.locator(".md .cite").count(), (n) => n === cited);
      if (doubted !== undefined) await eventually(() => turn.locator(".md button[aria-label^='근거 없음']").count(), (n) => n === doubted);
    }
    assert.equal(await page.locator(".md script, .md img").count(), 0);
    await settles(() => page.locator(".turn .label").innerText(), /확인하지 못했어요/);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("chosen documents stay chosen over questions and a reload, until they are taken off", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(`${server.url}/docs`);
    const row = page.locator(".docs-row", { hasText: leave.name });
    await row.getByRole("button", { name: /더 보기|메뉴|작업/ }).click();
    await page.getByRole("menuitem", { name: "이 문서에 물어보기" }).click();
    const chips = page.getByRole("list", { name: "첨부한 파일" });
    await chips.getByText(leave.name).waitFor();
    model.script("연차 휴가는 1년에 15일이에요.");
    await ask(page, "연차는 며칠인가요?");
    const first = await answered(page, "연차는 며칠인가요?");
    await first.locator(".q-scope", { hasText: leave.name }).waitFor();
    await chips.getByText(leave.name).waitFor();
    model.script("연차 휴가는 며칠 전까지 신청하나요?");
    model.script("3일 전까지 신청해요.");
    await ask(page, "언제까지 신청하나요?");
    const second = await answered(page, "언제까지 신청하나요?");
    await second.locator(".q-scope", { hasText: leave.name }).waitFor();
    await page.reload();
    await answered(page, "언제까지 신청하나요?");
    await chips.getByText(leave.name).waitFor();
    model.script("연차 휴가는 며칠 전까지 신청하나요?");
    model.script("3일 전까지 신청하면 돼요.");
    await page.locator(".turn").last().getByRole("button", { name: "답변 다시 받기" }).click();
    await page.locator(".turn").last().locator(".versions", { hasText: "2/2" }).waitFor();
    await page.locator(".turn").last().locator(".q-scope", { hasText: leave.name }).waitFor();
    await page.locator(".turn").last().hover();
    await page.locator(".turn").last().getByRole("button", { name: "질문 수정" }).click();
    await chips.getByText(leave.name).waitFor();
    model.script("연차 휴가는 며칠 전까지 신청하나요?");
    model.script("3일 전까지예요.");
    await ask(page, "며칠 전까지 신청하나요?");
    const edited = await answered(page, "며칠 전까지 신청하나요?");
    await edited.locator(".q-scope", { hasText: leave.name }).waitFor();
    await chips.getByText(leave.name).waitFor();
    await chips.getByRole("button", { name: `‘${leave.name}’ 제외` }).click();
    model.script("연차 휴가는 15일인가요?");
    model.script("15일이에요.");
    await ask(page, "정말 15일인가요?");
    const third = await answered(page, "정말 15일인가요?");
    await settles(() => third.locator(".q-scope").count(), 0);
    await page.reload();
    await answered(page, "정말 15일인가요?");
    await settles(() => chips.count(), 0);
    assert.deepEqual(errors, []);
    await context.close();
  });
});
