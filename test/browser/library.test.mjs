// The start page of somebody who comes back, and the documents in their folders, against the mock server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { answered, composer, eventually, openPage, settles } from "./harness.mjs";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let browser, mock, first; // first: a server without documents
before(async () => {
  browser = await launch();
  mock = await startMock();
});
after(async () => {
  await browser?.close();
  await mock?.close();
  await first?.close();
});

test("who comes back finds recent conversations, documents in work and questions", async () => {
  for (const screen of [{}, phone]) {
    const { page, context, errors } = await openPage(browser, undefined, screen);
    await page.goto(mock.url);
    const section = (title) => page.locator(".welcome section", { hasText: title });
    await section("최근 대화").getByRole("link", { name: /보일러 A396 오류 해결/ }).waitFor();
    await section("문서 처리 상황").getByRole("link", { name: /인사규정_2026\.docx.*41 \/ 310쪽/ }).waitFor();
    await section("문서 처리 상황").getByRole("link", { name: /계약서_스캔\.pdf/ }).waitFor();
    assert.deepEqual(await violations(page), []);
    await section("최근 대화").getByRole("link", { name: /보일러 A396 오류 해결/ }).click();
    await answered(page, "보일러에 A396이 떠요");
    await page.goBack();
    await section("내 문서에서 답을 찾을 수 있는 질문").getByRole("button", { name: "연차 휴가는 며칠 전에 신청하나요?" }).click();
    await answered(page, "연차 휴가는 며칠 전에 신청하나요?");
    assert.deepEqual(errors, []);
    await context.close();
  }
});

test("a laptop shows what could be asked while documents are in work, and no conversation that was just deleted", async () => {
  const own = await startMock();
  const { page, context } = await openPage(browser, undefined, { viewport: { width: 1280, height: 720 } });
  await page.goto(own.url);
  const questions = page.locator(".welcome section", { hasText: "내 문서에서 답을 찾을 수 있는 질문" }).getByRole("button");
  await questions.first().waitFor();
  const dock = (await page.locator(".dock").boundingBox()).y;
  for (const question of await questions.all()) {
    const { y, height } = await question.boundingBox();
    assert.ok(y + height <= dock, `${await question.innerText()} stands at ${y}, the composer at ${dock}`);
  }
  const recent = page.locator(".welcome").getByRole("link", { name: /타기관 OTP 등록 방법/ });
  await recent.waitFor();
  const row = page.locator(".side .row-box", { hasText: "타기관 OTP 등록 방법" });
  await row.hover();
  await row.getByRole("button").click();
  await page.getByRole("menuitem", { name: "대화 삭제" }).click();
  await recent.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "되돌리기" }).click();
  await recent.waitFor();
  await context.close();
  await own.close();
});

test("the start page does not wait for what has to be asked for again", async () => {
  const { page, context } = await openPage(browser, undefined);
  const refused = [];
  for (const address of [/\/api\/conversations\?/, /\/api\/documents\?state=ready/]) {
    await page.route(address, (route) => {
      refused.push(route.request().url());
      return route.abort();
    });
  }
  await page.goto(mock.url);
  await page.locator(".welcome h2").waitFor();
  assert.ok(refused.length <= 4, `shown after ${refused.length} requests that failed`);
  await context.close();
});

test("a library without documents has nothing to filter, one whose filter finds nothing does", async () => {
  first = await startMock({ scenario: "first" });
  const { page, context, errors } = await openPage(browser, undefined, phone);
  await page.goto(`${first.url}/docs`);
  await page.getByRole("heading", { name: "아직 문서가 없어요" }).waitFor();
  await settles(() => page.locator(".docs-tools").getByRole("button").count(), 0);
  await settles(() => page.locator(".docs-tools").locator("input, select").count(), 0);
  await page.goto(`${mock.url}/docs`);
  await page.getByRole("searchbox").fill("이런 이름의 문서는 없음");
  await page.getByText("조건에 맞는 문서가 없어요.").waitFor();
  await page.locator(".empty").getByRole("button", { name: "조건 초기화" }).click();
  await page.locator(".docs-row").first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("documents stand in their folders, which stay open over a reload", async () => {
  const { page, context } = await openPage(browser, undefined);
  await page.goto(`${mock.url}/docs`);
  const folder = page.getByRole("button", { name: /^보일러 문서 2개$/ });
  const inside = page.locator(".docs-row", { hasText: "error_code.pdf" });
  await folder.waitFor();
  await settles(() => folder.getAttribute("aria-expanded"), "false");
  await settles(() => inside.count(), 0);
  await folder.click();
  await inside.waitFor();
  await page.reload();
  await inside.waitFor();
  assert.doesNotMatch(await inside.locator("small").innerText(), /보일러 ·/); // the folder stands above it
  assert.deepEqual(await violations(page), []);

  await page.getByRole("checkbox", { name: "‘보일러’ 폴더 선택" }).click();
  await page.getByText("2개 선택함").waitFor();
  await settles(() => inside.getByRole("checkbox").isChecked(), true);
  await inside.getByRole("checkbox").click();
  await settles(() => page.getByRole("checkbox", { name: "‘보일러’ 폴더 선택" }).evaluate((box) => box.indeterminate), true);

  await page.getByPlaceholder("이름으로 검색").fill("error"); // what is searched for is a list, which names folders
  await page.locator(".docs-row", { hasText: "error_code.pdf" }).locator("small", { hasText: "보일러" }).waitFor();
  await settles(() => page.locator(".folder").count(), 0);
  await context.close();
});

test("on a phone documents are chosen by boxes, and a notice covers no row", async () => {
  const own = await startMock();
  const { page, context } = await openPage(browser, undefined, phone);
  try {
    await page.goto(`${own.url}/docs`);
    const box = (name) => page.getByRole("checkbox", { name: `‘${name}’ 선택` });
    await box("faq_fsi.csv").tap();
    await box("2분기 수수료.csv").tap();
    await page.getByText("2개 선택함").waitFor();
    const size = await box("faq_fsi.csv").boundingBox();
    assert.ok(size.width >= 20 && size.height >= 20, `a box of ${size.width}×${size.height}`);
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "삭제", exact: true }).tap();
    await page.getByRole("dialog").getByRole("button", { name: "삭제" }).tap();
    const toast = page.locator(".toast");
    await toast.waitFor();
    await eventually(
      async () => [(await page.locator(".docs-scroll").boundingBox()), await toast.boundingBox()],
      ([list, notice]) => list.y + list.height <= notice.y,
    );
    await page.getByRole("button", { name: "되돌리기" }).tap();
    await page.locator(".docs-row", { hasText: "faq_fsi.csv" }).waitFor();
    await page.getByRole("checkbox", { name: "모두 선택" }).tap();
    await page.getByText("11개 선택함").waitFor();
  } finally {
    await context.close();
    await own.close();
  }
});

test("a clock that is wrong by a day disturbs nothing", async () => {
  for (const days of [-1, 1]) {
    const { page, context, errors } = await openPage(browser, undefined);
    await page.addInitScript((off) => {
      const Real = Date;
      globalThis.Date = class extends Real {
        constructor(...given) {
          super(...(given.length > 0 ? given : [Real.now() + off]));
        }
        static now() {
          return Real.now() + off;
        }
      };
    }, days * 86_400_000);
    await page.goto(mock.url);
    for (const question of ["A396은 무슨 뜻인가요?", "천천히 말고 바로 알려 주세요. A205는요?"]) {
      await composer(page).fill(question);
      await page.getByRole("button", { name: "보내기" }).click();
      await page.locator(".md").last().waitFor();
      if (question.includes("천천히")) await page.keyboard.press("Escape");
      await answered(page, question.slice(0, 8));
    }
    await page.reload();
    await answered(page, "A205는요?");
    await settles(() => page.locator(".q-text").allInnerTexts(), ["A396은 무슨 뜻인가요?", "천천히 말고 바로 알려 주세요. A205는요?"]);
    await page.locator(".side .list a").first().waitFor();
    await page.goto(`${mock.url}/docs`);
    await page.locator(".docs-row time").first().waitFor();
    for (const text of await page.locator(".docs-row time").allInnerTexts()) assert.doesNotMatch(text, /NaN|Invalid|^$/);
    assert.deepEqual(errors, []);
    await context.close();
  }
});
