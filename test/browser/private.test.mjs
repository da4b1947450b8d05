// A document that its owner makes private while a colleague's answer cites it: on the real program.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { answered, ask, deployed, openPage, settles, startServer, upload } from "./harness.mjs";

const people = [["seoyeon", "김서연"], ["minsu", "이민수"]].map(([user, name]) => ({ user, name, password: "correct horse battery" }));
let browser, server;
before(async () => {
  browser = await launch();
  if (!deployed) server = await startServer({ accounts: people });
});
after(async () => {
  await server?.close();
  await browser.close();
});

async function signedIn(user) {
  const opened = await openPage(browser, server);
  const answer = await opened.context.request.post(`${server.url}/api/session`, { data: { user, password: people[0].password }, headers: { Origin: server.url } });
  assert.ok(answer.ok());
  await opened.page.goto(server.url);
  return opened;
}

test("a source that became private says so, shows nothing of its text, and comes back when it is shared again", { skip: deployed !== undefined }, async () => {
  const owner = await signedIn("seoyeon");
  const reader = await signedIn("minsu");
  await upload(owner.page, [{ name: "상여금 기준.txt", text: "상여금 지급 기준\n\n상여금은 매년 6월 20일과 12월 20일에 지급한다." }]);
  await ask(reader.page, "상여금은 언제 지급하나요?");
  const turn = await answered(reader.page, "상여금은 언제");
  await turn.locator(".chip", { hasText: "상여금" }).click();
  await reader.page.locator(".source mark", { hasText: "6월 20일" }).waitFor();
  const pane = reader.page.url();

  const other = await reader.context.newPage();
  await other.goto(`${server.url}/docs`);
  await settles(() => other.locator(".docs-row", { hasText: "상여금 기준.txt" }).locator(".cell-owner").innerText(), "김서연"); // by the name that colleagues know
  await other.close();

  const row = owner.page.locator(".docs-row", { hasText: "상여금 기준.txt" });
  const choose = async (item) => {
    await row.getByRole("button", { name: "‘상여금 기준.txt’ 메뉴" }).click();
    await owner.page.getByRole("menuitem", { name: item }).click();
  };
  await choose("비공개로 바꾸기");
  await row.getByLabel("나만 보기").waitFor();

  for (const address of [pane, pane.replace(/\?.*/, "")]) { // with the pane open, and without
    await reader.page.goto(address);
    const again = await answered(reader.page, "상여금은 언제");
    const chip = again.locator(".chip").first();
    await settles(() => chip.innerText(), /비공개로 바뀐 문서/);
    if (!address.includes("?")) await chip.click();
    const source = reader.page.locator(".source");
    await source.getByText("지금은 공개되지 않은 문서예요.").waitFor();
    assert.doesNotMatch(await source.innerText(), /삭제|6월 20일|상여금 지급 기준/);
    await settles(() => source.getByRole("link", { name: "원본 열기" }).count(), 0);
    assert.deepEqual(await violations(reader.page), []);
  }
  await reader.page.goto(`${server.url}/search?q=${encodeURIComponent("상여금 지급")}`);
  await reader.page.getByText(/문서 내용 0개/).waitFor({ state: "attached" });

  await choose("모두에게 공개하기");
  await row.getByLabel("모두 공개").waitFor();
  await reader.page.goto(pane);
  await reader.page.locator(".source mark", { hasText: "6월 20일" }).waitFor();
  for (const { errors, context } of [owner, reader]) {
    assert.deepEqual(errors, []);
    await context.close();
  }
});
