// The client's states against the mock server: axe finds nothing in any of them, light on a desktop and dark on a phone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startMock } from "../../web/mock/server.mjs";
import { launch } from "../../web/scripts/browser.mjs";
import { open, states } from "../../web/scripts/states.mjs";
import { violations } from "./axe.mjs";

// Both themes have the same elements and both devices the same colours: two of the four pairs show all of them.
const looks = [
  { device: "desktop", theme: "light", viewport: { width: 1280, height: 800 } },
  { device: "phone", theme: "dark", viewport: { width: 390, height: 844 } },
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
      for (const { device, theme, viewport } of looks) {
        if ((state.desktopOnly && device === "phone") || (state.phoneOnly && device === "desktop")) continue;
        const mock = await startMock(state.mock);
        const context = await browser.newContext({
          viewport, colorScheme: theme, locale: state.language ?? "ko", reducedMotion: "reduce", hasTouch: device === "phone",
        });
        try {
          const page = await context.newPage();
          await open(page, mock, state);
          for (const line of await violations(page)) found.push(`${device} ${theme}: ${line}`);
        } finally {
          await context.close();
          await mock.close();
        }
      }
      assert.deepEqual(found, []);
    });
  }
});
