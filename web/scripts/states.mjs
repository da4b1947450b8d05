import { pool } from "../mock/data.mjs";
import { point } from "./browser.mjs";

// The client's main states: what the mock server is like, where to go, and what to do to get there. Pictures are made of
// them, and axe looks at them.
const ask = async (page, question) => {
  await page.getByRole("textbox", { name: /질문|Question/ }).fill(question);
  await page.getByRole("button", { name: /^(보내기|Send)$/ }).click(); // on a phone Enter breaks the line
};
const answered = (page) => page.locator(".turn:last-child .acts .icon").first().waitFor();

export const states = {
  first: { mock: { scenario: "first", model: "" }, path: "/", act: (page) => page.locator(".drop-box").waitFor() },
  welcome: { path: "/", act: (page) => page.locator(".welcome-count").waitFor() },
  conversation: { path: "/c/sample-1", act: (page) => answered(page) },
  source: {
    path: "/c/sample-1",
    act: async (page) => {
      await answered(page);
      await page.locator(".md .cite").first().click();
      await page.locator(".page.reading").waitFor();
    },
  },
  why: {
    path: "/c/sample-1",
    act: async (page) => {
      await answered(page);
      await page.locator(".steps button").first().click();
      await page.locator(".why-steps").waitFor();
    },
  },
  card: {
    path: "/c/sample-1", desktopOnly: true,
    act: async (page) => {
      await answered(page);
      await point(page, page.locator(".md .cite").nth(5), page.locator(".citation-card"));
    },
  },
  searching: { path: "/c/sample-1", act: async (page) => { await answered(page); await ask(page, "멈춰 있어 봐요"); await page.locator(".steps .spin").waitFor(); } },
  streaming: { path: "/c/sample-1", act: async (page) => { await answered(page); await ask(page, "반쯤 답해 보세요"); await page.locator(".turn:last-child .md table").waitFor(); } },
  code: { path: "/", act: async (page) => { await ask(page, "PDF만 고르는 파이썬 코드를 알려 주세요"); await answered(page); await page.locator(".hljs-keyword").first().waitFor(); } },
  extractive: { mock: { model: "" }, path: "/", act: async (page) => { await ask(page, "보일러에 A396이 떠요"); await answered(page); } },
  failed: { path: "/", act: async (page) => { await ask(page, "실패하는 질문이에요"); await page.locator(".ending").waitFor(); } },
  lost: { path: "/c/sample-1", act: async (page, mock) => { await answered(page); mock.state.refuseSockets = true; mock.cut(); await page.locator(".strip").waitFor(); } },
  modes: { path: "/", act: async (page) => { await page.locator(".tools .pill").first().click(); await page.locator(".option").first().waitFor(); } },
  palette: { path: "/", act: async (page) => { await page.locator(".compose").waitFor(); await page.keyboard.press("Control+k"); await page.locator(".palette .option").first().waitFor(); } },
  documents: { path: "/docs", act: (page) => page.locator(".docs-row").first().waitFor() },
  guide: {
    path: "/docs",
    act: async (page) => {
      await page.getByRole("button", { name: /^‘휴가 규정.docx’ 요약과 질문$|^“휴가 규정.docx”: summary and questions$/ }).click();
      await page.locator(".guide").waitFor();
    },
  },
  "documents-accounts": { mock: { accounts: true, signedIn: true }, path: "/docs", act: (page) => page.locator(".docs-row").first().waitFor() },
  "documents-empty": { mock: { scenario: "first" }, path: "/docs", act: (page) => page.locator(".empty").waitFor() },
  deleted: {
    path: "/docs",
    act: async (page) => {
      await page.locator(".docs-row").first().waitFor();
      await page.getByRole("button", { name: /^‘faq_fsi.csv’ 메뉴$|^Menu for “faq_fsi.csv”$/ }).click();
      await page.getByRole("menuitem", { name: /^(삭제|Delete)$/ }).click();
      await page.locator(".toast").waitFor();
    },
  },
  selected: {
    path: "/docs",
    act: async (page) => {
      await page.locator(".docs-row").first().waitFor();
      await page.getByRole("checkbox").nth(1).check();
      await page.locator(".selection").waitFor();
    },
  },
  search: { path: "/search?q=A396", act: (page) => page.locator(".search-results section").first().waitFor() },
  settings: { path: "/settings", act: (page) => page.locator(".switch").first().waitFor() },
  admin: { mock: { pool: pool() }, path: "/admin", act: (page) => page.locator(".admin-table").waitFor() },
  "admin-none": { mock: { pool: { ...pool(), profiles: [] } }, path: "/admin", act: (page) => page.locator(".admin-note").first().waitFor() },
  "admin-refused": { path: "/admin", act: (page) => page.locator(".admin .ending").waitFor() },
  menu: { path: "/c/sample-1", act: async (page) => { await answered(page); await page.getByRole("button", { name: /^(대화 메뉴|Conversation menu)$/ }).click(); await page.getByRole("menu").waitFor(); } },
  rename: {
    path: "/c/sample-1",
    act: async (page) => {
      await answered(page);
      await page.getByRole("button", { name: /^(대화 메뉴|Conversation menu)$/ }).click();
      await page.getByRole("menuitem", { name: /^(이름 바꾸기|Rename)$/ }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  "clear-history": { path: "/settings", act: async (page) => { await page.getByRole("button", { name: /^(모두 삭제|Delete all)$/ }).click(); await page.getByRole("dialog").waitFor(); } },
  "connect-model": { mock: { scenario: "first", model: "" }, path: "/", act: async (page) => { await page.getByRole("button", { name: /^(모델 연결하기|Connect a model)$/ }).click(); await page.getByRole("dialog").waitFor(); } },
  "change-encoder": {
    path: "/settings",
    act: async (page) => {
      await page.getByRole("button", { name: /^(검색 모델 바꾸기|Change search model)$/ }).click();
      await page.getByRole("dialog").getByLabel(/연결할 곳|Connect to/).selectOption("http://127.0.0.1:11434/v1");
    },
  },
  attached: {
    path: "/",
    act: async (page) => {
      await page.locator(".compose").waitFor();
      const chosen = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: /^(파일 올리기|Upload files)$/ }).click();
      await page.getByRole("menuitem", { name: /^(파일 선택|Choose files)$/ }).click();
      await (await chosen).setFiles([{ name: "회의록.txt", mimeType: "text/plain", buffer: Buffer.from("회의") }]);
      await page.locator(".attachments li").waitFor();
    },
  },
  "not-found": { path: "/nowhere", act: (page) => page.locator("main h1").waitFor() },
  english: { path: "/c/sample-1", language: "en", act: (page) => answered(page) },
  signin: { mock: { accounts: true }, path: "/", act: (page) => page.locator("form").waitFor() },
  sidebar: { path: "/c/sample-1", phoneOnly: true, act: async (page) => { await answered(page); await page.locator(".menu-button").click(); await page.locator(".drawer").waitFor(); } },
  down: { path: "/", act: (page) => page.locator(".full").waitFor(), down: true },
};

// open brings a fresh page into a state. mock is a running mock server that fits the state.
export async function open(page, mock, state) {
  if (state.mock?.signedIn) mock.state.signedIn = true;
  if (state.down) await page.route("**/api/**", (route) => route.abort());
  await page.goto(mock.url + state.path);
  await state.act?.(page, mock);
  await page.evaluate(() => document.fonts.ready);
}
