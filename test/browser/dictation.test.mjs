// Dictation by the browser: off until somebody switches it on, and then a button in the composer.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { composer, openPage, settles } from "./harness.mjs";

let browser, mock;
before(async () => {
  browser = await launch();
  mock = await startMock();
});
after(async () => {
  await browser.close();
  await mock.close();
});

// recognise stands in for the browser's recognition, which needs a microphone and a service.
function recognise() {
  class Recognition {
    start() {
      globalThis.heard = (...words) => this.onresult({ results: words.map((transcript) => ({ isFinal: true, 0: { transcript } })) });
      globalThis.dictatedIn = this.lang;
    }
    stop() {
      this.onend();
    }
    abort() {}
  }
  globalThis.SpeechRecognition = Recognition;
}

test("dictation is off until it is switched on, and writes behind what stands there", async () => {
  const { page, context, errors } = await openPage(browser);
  await page.addInitScript(recognise);
  await page.goto(mock.url);
  await composer(page).waitFor();
  await settles(() => page.getByRole("button", { name: "음성으로 입력하기" }).count(), 0);
  await page.goto(`${mock.url}/settings`);
  await page.getByText("목소리를 외부 서버로 보내는 브라우저도 있어요").waitFor();
  await page.getByRole("switch", { name: "음성 입력" }).click();
  await page.goto(mock.url);
  await composer(page).fill("질문:");
  await page.getByRole("button", { name: "음성으로 입력하기" }).click();
  const stop = page.getByRole("button", { name: "음성 입력 끝내기" });
  await stop.waitFor();
  await page.evaluate(() => globalThis.heard("연차 휴가는"));
  await page.evaluate(() => globalThis.heard("연차 휴가는", "며칠이야"));
  await settles(() => composer(page).inputValue(), "질문: 연차 휴가는 며칠이야");
  await settles(() => page.evaluate(() => globalThis.dictatedIn), "ko-KR");
  await stop.click();
  await page.getByRole("button", { name: "음성으로 입력하기", exact: true }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});
