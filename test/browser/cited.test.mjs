// Sources that no sentence of an answer cites are folded below it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { inBothThemes } from "./axe.mjs";
import { answered, ask, openPage, settles, startModel, startServer, upload } from "./harness.mjs";

const question = "구내식당 운영 시간을 모두 알려 주세요";
const files = [["평일", "오전 7시부터 오후 8시까지"], ["토요일", "오전 9시부터 오후 2시까지"], ["방학", "오전 11시부터 오후 1시까지"], ["명절", "오전 10시부터 낮 12시까지"]].map(([day, time]) => ({ name: `${day} 안내.txt`, text: `${day} 구내식당 운영 시간은 ${time}입니다.` }));

let browser;
let model;
let server;
before(async () => {
  browser = await launch();
  model = await startModel();
  server = await startServer({ environment: { MUNDAP_MODEL_URL: model.url, MUNDAP_MODEL_NAME: "test-model" } });
});
after(async () => {
  await browser.close();
  await server.close();
  await model.close();
});

const chips = (turn) => turn.locator(".chips [data-cite]").filter({ visible: true });

test("what an answer does not cite is folded, can be unfolded by keys, and stays off paper", async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await upload(page, files);
  await page.goto(server.url);
  model.script("정해진 시간에만 문을 엽니다. [2]");
  await ask(page, question);
  const turn = await answered(page, question);
  await settles(() => chips(turn).count(), 1);
  await settles(() => chips(turn).first().getAttribute("data-cite"), "2");
  const fold = turn.getByRole("button", { name: "인용하지 않은 자료 3개" });
  await settles(() => fold.getAttribute("aria-expanded"), "false");
  await fold.focus();
  await page.keyboard.press("Enter");
  await settles(() => chips(turn).count(), 4);
  await settles(() => fold.getAttribute("aria-expanded"), "true");
  assert.deepEqual(await inBothThemes(page), []);
  await page.keyboard.press("Tab");
  await settles(() => page.evaluate(() => document.activeElement?.getAttribute("data-cite")), "1");
  await page.keyboard.press("Enter");
  await page.getByRole("complementary").getByText("구내식당 운영").first().waitFor();
  await page.keyboard.press("Escape");
  await fold.press("Enter");
  await settles(() => chips(turn).count(), 1);
  await page.emulateMedia({ media: "print" });
  await settles(() => fold.isVisible(), false);
  await settles(() => turn.locator(".printed li").filter({ visible: true }).count(), 1);
  assert.deepEqual(errors, []);
  await context.close();
});

test("an answer that cites nothing shows all that was read", async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  model.script("무엇을 뜻하는지 잘 모르겠어요.");
  await ask(page, question);
  const turn = await answered(page, question);
  await settles(() => chips(turn).count(), 4);
  await settles(() => turn.getByRole("button", { name: /인용하지 않은/ }).count(), 0);
  assert.deepEqual(errors, []);
  await context.close();
});
