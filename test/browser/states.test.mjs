// The client's states against the mock server: axe finds nothing in any of them, in neither theme.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { open, states } from "../../web/scripts/states.mjs";
import { inBothThemes } from "./axe.mjs";

const looks = [
  { device: "desktop", viewport: { width: 1280, height: 800 } },
  { device: "phone", viewport: { width: 390, height: 844 } },
];
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

describe("axe finds nothing", () => {
  for (const [name, state] of Object.entries(states)) {
    test(name, async () => {
      const found = [];
      for (const { device, viewport } of looks) {
        if ((state.desktopOnly && device === "phone") || (state.phoneOnly && device === "desktop")) continue;
        const mock = await startMock(state.mock);
        const context = await browser.newContext({
          viewport, locale: state.language ?? "ko", reducedMotion: "reduce", hasTouch: device === "phone",
        });
        try {
          const page = await context.newPage();
          await open(page, mock, state);
          for (const line of await inBothThemes(page)) found.push(`${device} ${line}`);
        } finally {
          await context.close();
          await mock.close();
        }
      }
      assert.deepEqual(found, []);
    });
  }
});
