// The main ways through the client in Firefox, on the real program: upload, ask, a source, search.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pdf } from "./fixtures.mjs";
import { firefox, startFirefox } from "./firefox.mjs";
import { deployed, startServer } from "./harness.mjs";

const skip = deployed ? "it needs a server of its own" : firefox ? false : "no Firefox: apt-get install firefox-esr";

test("Firefox: upload, ask, open the source, search", { skip }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "mundap-firefox-files-"));
  const [server, browser] = await Promise.all([startServer(), startFirefox()]);
  const { page, errors } = browser;
  try {
    const text = join(folder, "보일러 안내.txt");
    const book = join(folder, "점검.pdf");
    await writeFile(text, "과열 센서는 매달 점검합니다.\n");
    await writeFile(book, pdf([["표지"], ["소화기는 매년 3월에 점검합니다."]]));
    await page.size(1280, 800);

    await page.goto(`${server.url}/docs`);
    await page.find("h1", "문서");
    await page.setFiles('input[data-picker="files"]', [text, book]);
    for (const name of ["보일러 안내.txt", "점검.pdf"]) await page.find(".docs-row:has([data-state=ready]) .cell-name", name, 60_000);

    await page.goto(server.url);
    await page.click("textarea");
    await page.type("소화기는 언제 점검하나요?", { submit: true });
    await page.find(".turn .a > .acts");
    assert.match(await page.text(".turn .md"), /매년 3월/);

    await page.click(".turn .chip", "점검");
    await page.find(".source canvas, .source .page", "", 60_000);
    await page.find(".source", "점검.pdf");

    await page.goto(`${server.url}/search`);
    await page.click('input[type="search"]');
    await page.type("과열센서");
    await page.find(".search-hit mark", "센서");
    assert.match(await page.text(".search-hit"), /보일러 안내\.txt/);
    assert.deepEqual(errors, []);
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
