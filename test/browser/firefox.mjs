// Firefox by WebDriver BiDi: the browser that Debian calls firefox-esr, without a window and with a profile of its own. A
// small part of the protocol, as firefox.test.mjs needs it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(join(import.meta.dirname, "../../web/package.json"));
const { WebSocket } = require("ws");

const places = [process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"];
export const firefox = places.find((path) => path && existsSync(path));

// startFirefox gives a Firefox with one page.
export async function startFirefox() {
  const profile = await mkdtemp(join(tmpdir(), "mundap-firefox-"));
  await writeFile(join(profile, "user.js"), [
    'user_pref("remote.active-protocols", 1);', 'user_pref("intl.accept_languages", "ko");', 'user_pref("app.update.enabled", false);',
    'user_pref("browser.shell.checkDefaultBrowser", false);', 'user_pref("datareporting.policy.dataSubmissionEnabled", false);',
    'user_pref("ui.prefersReducedMotion", 1);',
  ].join("\n"));
  const child = spawn(firefox, ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"], {
    stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: "1", MOZ_DISABLE_AUTO_SAFE_MODE: "1" },
  });
  let said = "";
  const address = await new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      said += `${line}\n`;
      const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
    child.once("exit", (code) => reject(new Error(`Firefox ended with ${code}: ${said}`)));
  });
  const socket = new WebSocket(`${address}/session`);
  await once(socket, "open");
  const waiting = new Map();
  const errors = [];
  let last = 0;
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    if (message.type === "event") {
      if (message.method === "log.entryAdded" && message.params.level === "error" && message.params.type === "javascript") errors.push(message.params.text);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === "error") call?.reject(new Error(`${message.error}: ${message.message}`));
    else call?.resolve(message.result);
  });
  const send = (method, params = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  await send("session.new", { capabilities: {} });
  await send("session.subscribe", { events: ["log.entryAdded"] });
  const { contexts } = await send("browsingContext.getTree");
  return {
    page: new Page(send, contexts[0].context),
    errors,
    async close() {
      await send("browser.close").catch(() => {});
      socket.terminate();
      if (child.exitCode === null) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
      await rm(profile, { recursive: true, force: true });
    },
  };
}

const enter = "\uE007";

// Page acts as a person does: by keys and the pointer, not by the page's own functions.
class Page {
  #send;
  #context;
  constructor(send, context) {
    this.#send = send;
    this.#context = context;
  }

  async goto(url) {
    await this.#send("browsingContext.navigate", { context: this.#context, url, wait: "complete" });
  }

  async size(width, height) {
    await this.#send("browsingContext.setViewport", { context: this.#context, viewport: { width, height } });
  }

  // evaluate runs a function's text in the page and gives a value that JSON can say.
  async evaluate(text, ...given) {
    const { result, exceptionDetails } = await this.#send("script.callFunction", {
      functionDeclaration: `async (given) => JSON.stringify(await (${text})(...JSON.parse(given)) ?? null)`,
      target: { context: this.#context }, awaitPromise: true, arguments: [{ type: "string", value: JSON.stringify(given) }],
    });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return JSON.parse(result.value);
  }

  // find waits for the last visible element of a selector whose text or label has words, and gives it.
  async find(selector, words = "", within = 30_000) {
    const end = Date.now() + within;
    for (;;) {
      const { result } = await this.#send("script.callFunction", {
        functionDeclaration: `(selector, words) => [...document.querySelectorAll(selector)].filter((e) => (e.textContent + (e.getAttribute("aria-label") ?? "")).includes(words) && (e.type === "file" || e.checkVisibility({ visibilityProperty: true }))).at(-1)`,
        target: { context: this.#context }, awaitPromise: false, arguments: [{ type: "string", value: selector }, { type: "string", value: words }],
      });
      if (result.sharedId) return { sharedId: result.sharedId };
      if (Date.now() > end) throw new Error(`no ${selector} with "${words}"; the page shows:\n${await this.evaluate("() => document.body.innerText")}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async text(selector, words) {
    const element = await this.find(selector, words);
    const { result } = await this.#send("script.callFunction", { functionDeclaration: "(e) => e.innerText", target: { context: this.#context }, awaitPromise: false, arguments: [element] });
    return result.value;
  }

  async click(selector, words) {
    const element = await this.find(selector, words);
    await this.#send("input.performActions", {
      context: this.#context,
      actions: [{
        type: "pointer", id: "mouse", parameters: { pointerType: "mouse" },
        actions: [{ type: "pointerMove", x: 0, y: 0, origin: { type: "element", element } }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }],
      }],
    });
  }

  async type(text, { submit = false } = {}) {
    const keys = [...text, ...(submit ? [enter] : [])].flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
    await this.#send("input.performActions", { context: this.#context, actions: [{ type: "key", id: "keyboard", actions: keys }] });
  }

  async setFiles(selector, files) {
    const element = await this.find(selector);
    await this.#send("input.setFiles", { context: this.#context, element, files });
  }
}
