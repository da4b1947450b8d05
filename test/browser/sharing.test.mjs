// What people with accounts do to each other's documents: an administrator who hides and deletes them, and uploads that
// everyone sees. On the real program.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { inBothThemes } from "./axe.mjs";
import { deployed, openPage, settles, startServer, upload } from "./harness.mjs";

const password = "correct horse battery";
const people = [["boss", "관리자", true], ["minsu", "이민수", false], ["seoyeon", "김서연", false]].map(([user, name, admin]) => ({ user, name, password, admin }));
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe("sharing", { skip: deployed !== undefined }, () => {
  let browser, server;
  before(async () => {
    [browser, server] = [await launch(), await startServer({ accounts: people })];
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  async function signedIn(user, options) {
    const opened = await openPage(browser, server, options);
    const answer = await opened.context.request.post(`${server.url}/api/session`, { data: { user, password }, headers: { Origin: server.url } });
    assert.ok(answer.ok());
    await opened.page.goto(`${server.url}/docs`);
    return opened;
  }
  const rowOf = (page, name) => page.locator(".docs-row", { hasText: name });
  const choose = async (page, name, item) => {
    await rowOf(page, name).getByRole("button", { name: `‘${name}’ 메뉴` }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  const closed = async (...opened) => {
    for (const { errors, context } of opened) {
      assert.deepEqual(errors, []);
      await context.close();
    }
  };

  test("an administrator is asked before others' documents are hidden or deleted, and what was deleted can be restored", async () => {
    const owner = await signedIn("minsu");
    await upload(owner.page, [{ name: "여비 규정.txt", text: "출장 여비는 하루 3만 원이다." }, { name: "주차 안내.txt", text: "주차는 두 시간까지 무료다." }]);
    const boss = await signedIn("boss");
    const { page } = boss;
    const dialog = page.getByRole("dialog");

    await choose(page, "여비 규정.txt", "비공개로 바꾸기");
    await dialog.getByText("관리자의 목록과 검색에서도 사라지고").waitFor();
    assert.deepEqual(await inBothThemes(page), []);
    await dialog.getByRole("button", { name: "취소" }).click();
    await rowOf(page, "여비 규정.txt").getByLabel("모두 공개").waitFor();
    await choose(page, "여비 규정.txt", "비공개로 바꾸기");
    await dialog.getByRole("button", { name: "비공개로 바꾸기" }).click();
    await rowOf(page, "여비 규정.txt").waitFor({ state: "detached" });
    const toast = page.locator(".toast", { hasText: "‘여비 규정.txt’ 문서를 비공개로 바꿨어요." });
    await toast.getByRole("button", { name: "되돌리기" }).click();
    await rowOf(page, "여비 규정.txt").waitFor();

    await choose(page, "여비 규정.txt", "삭제");
    await dialog.getByText("이민수 님이 올린 문서예요.").waitFor();
    await dialog.getByRole("button", { name: "삭제" }).click();
    await rowOf(page, "여비 규정.txt").waitFor({ state: "detached" });
    await page.getByText("‘여비 규정.txt’ 문서를 삭제했어요.").waitFor();
    await page.getByRole("button", { name: "최근 삭제" }).click();
    await page.locator(".trash li", { hasText: "이민수 님의 문서" }).getByText(/분 뒤 완전히 삭제돼요/).waitFor();
    assert.deepEqual(await inBothThemes(page), []);
    await page.getByRole("button", { name: "되돌리기: 여비 규정.txt" }).click();
    await page.getByRole("button", { name: "전체" }).click();
    await rowOf(page, "여비 규정.txt").waitFor();

    await page.getByLabel("모두 선택").click();
    await page.getByRole("toolbar").getByRole("button", { name: "삭제" }).click();
    await dialog.getByText("이 가운데 2개는 이민수 님이 올린 문서예요.").waitFor();
    await settles(() => dialog.locator(".dialog-names li").allInnerTexts(), ["여비 규정.txt", "주차 안내.txt"]);
    await dialog.getByRole("button", { name: "취소" }).click();
    await rowOf(page, "주차 안내.txt").waitFor();
    assert.match(await page.getByRole("toolbar").innerText(), /2개 선택함/); // who thinks again has not lost the selection
    await page.getByRole("toolbar").getByRole("button", { name: "삭제" }).click();
    await dialog.getByRole("button", { name: "삭제" }).click();
    await rowOf(page, "주차 안내.txt").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "최근 삭제" }).click();
    await page.getByRole("button", { name: "모두 되돌리기" }).click();
    await page.getByRole("button", { name: "전체" }).click();
    for (const name of ["여비 규정.txt", "주차 안내.txt"]) await rowOf(page, name).waitFor();

    await choose(owner.page, "주차 안내.txt", "삭제"); // one's own: no question, but an undo
    const undo = owner.page.locator(".toast", { hasText: "‘주차 안내.txt’ 문서를 삭제했어요." });
    await undo.getByRole("button", { name: "되돌리기" }).click();
    await rowOf(owner.page, "주차 안내.txt").waitFor();
    await closed(owner, boss);
  });

  test("who uploads is told who will see it, and changes that at a press; a phone's list says it too", async () => {
    const small = await signedIn("seoyeon", phone);
    const { page } = small;
    await page.getByRole("heading", { name: "문서", level: 1 }).waitFor();
    await page.locator('input[data-picker="files"]').setInputFiles({ name: "연봉표.csv", mimeType: "text/csv", buffer: Buffer.from("이름,연봉\n김,5000\n이,6000\n") });
    const toast = page.locator(".toast", { hasText: "‘연봉표.csv’ 파일을 올렸어요. 모두가 볼 수 있어요." }); // no longer that it is being uploaded
    await toast.getByRole("button", { name: "나만 보기" }).click();
    await page.getByText("문서 1개를 나만 볼 수 있게 바꿨어요.").waitFor();
    const row = rowOf(page, "연봉표.csv");
    await row.getByLabel("나만 보기").waitFor();
    await row.locator(".cell-state", { hasText: "준비됨" }).waitFor();
    for (const cell of [".cell-owner", ".cell-date"]) assert.ok(await row.locator(cell).isVisible(), cell);
    const { height } = await page.locator(".docs-tools").boundingBox();
    assert.ok(height <= 844 / 8, `the filters take ${height} pixels`);
    await page.getByRole("button", { name: "필터와 정렬" }).click();
    await page.getByRole("button", { name: "준비됨" }).waitFor();
    assert.deepEqual(await inBothThemes(page), []);

    const colleague = await signedIn("minsu");
    await colleague.page.getByRole("heading", { name: "문서", level: 1 }).waitFor();
    await settles(() => rowOf(colleague.page, "연봉표.csv").count(), 0);
    await closed(small, colleague);
  });

  test("a file that is pasted into the chat says who sees it, and changes that on its chip", async () => {
    const opened = await signedIn("seoyeon");
    const { page } = opened;
    await page.goto(server.url);
    const box = page.getByRole("textbox", { name: "질문" });
    await box.waitFor();
    await box.evaluate((area) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(["이름은 박대리, 연봉은 5,000만 원이다."], "박대리 연봉.txt", { type: "text/plain" }));
      area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    const chip = page.locator(".attachment", { hasText: "박대리 연봉.txt" });
    await chip.getByRole("button", { name: "‘박대리 연봉.txt’ 공개 범위: 모두 공개" }).click();
    await page.getByRole("menuitem", { name: "나만 보기" }).click();
    await chip.getByRole("button", { name: "‘박대리 연봉.txt’ 공개 범위: 나만 보기" }).waitFor();
    await settles(() => chip.getAttribute("data-state"), "ready");
    await settles(() => page.locator(".toast", { hasText: "모두가 볼 수 있어요." }).count(), 0); // no longer true
    await settles(() => inBothThemes(page), []);

    const other = await opened.context.newPage();
    await other.goto(`${server.url}/docs`);
    await rowOf(other, "박대리 연봉.txt").getByLabel("나만 보기").waitFor();
    await other.close();
    const ready = page.locator('.attachment[data-state="ready"]');
    await box.fill("박대리 연봉은 얼마인가요?");
    await box.press("Enter");
    await page.locator(".turn .chip").first().waitFor();
    await ready.getByRole("button", { name: /공개 범위: 나만 보기/ }).click(); // it stays for the next question
    await page.getByRole("menuitem", { name: "모두 공개" }).click();
    await ready.getByRole("button", { name: /공개 범위: 모두 공개/ }).waitFor();
    await page.locator(".toast", { hasText: "‘박대리 연봉.txt’ 문서를 모두에게 공개했어요." }).getByRole("button", { name: "되돌리기" }).click();
    await ready.getByRole("button", { name: /공개 범위: 나만 보기/ }).waitFor();
    await closed(opened);
  });

  test("a refused file is told with its name and reason, and stays listed until it is dismissed", async () => {
    const opened = await signedIn("seoyeon");
    const { page } = opened;
    await page.goto(server.url);
    await page.getByRole("textbox", { name: "질문" }).waitFor();
    const files = Array.from({ length: 6 }, (_, i) => ({ name: `사진 ${i + 1}.heic`, mimeType: "", buffer: Buffer.from("x") }));
    await page.locator('input[data-picker="files"]').setInputFiles(files); // more than are attached to a question
    const toast = page.locator(".toast", { hasText: "‘사진 1.heic’ 등 파일 6개를 올리지 못했어요. 그림 파일은 아직 읽지 못해요. PDF나 문서로 만들어 올려 주세요." });
    await toast.getByRole("button", { name: "문서 보기" }).click();
    const row = rowOf(page, "사진 1.heic");
    await row.getByText("그림 파일은 아직 읽지 못해요. PDF나 문서로 만들어 올려 주세요.").waitFor();
    await page.reload();
    await row.getByText("그림 파일은 아직 읽지 못해요. PDF나 문서로 만들어 올려 주세요.").waitFor();
    await page.locator('input[data-picker="files"]').setInputFiles({ name: "메모.txt", mimeType: "text/plain", buffer: Buffer.from("오늘의 메모") });
    await rowOf(page, "메모.txt").locator('[data-state="ready"]').waitFor();
    assert.equal(await page.locator(".toast", { hasText: "올리지 못했어요" }).count(), 0); // told once
    await row.getByRole("button", { name: "목록에서 제거" }).click();
    await row.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "올리지 못한 파일 5개 모두 목록에서 제거" }).click();
    await rowOf(page, "사진 2.heic").waitFor({ state: "detached" });
    await closed(opened);
  });

  test("a source, a search hit and the counts say whose documents they are about", async () => {
    const reader = await signedIn("seoyeon");
    const { page } = reader;
    await page.getByRole("button", { name: /^전체/ }).waitFor();
    await page.getByRole("searchbox").fill("메모");
    await settles(() => page.getByRole("button", { name: /^전체/ }).innerText().then((s) => s.replace(/\s/g, "")), "전체1");
    await page.getByRole("searchbox").fill("");
    await page.getByRole("button", { name: "내 문서만" }).click();
    await settles(() => page.getByRole("button", { name: /^준비됨/ }).innerText().then((s) => s.replace(/\s/g, "")), "준비됨3");
    await page.goto(`${server.url}/search?q=${encodeURIComponent("출장 여비")}`);
    const hit = page.locator(".search-hit", { hasText: "여비 규정.txt" });
    await hit.getByText("이민수 님의 문서").waitFor();
    await page.goto(server.url);
    await page.getByRole("textbox", { name: "질문" }).fill("출장 여비는 하루 얼마인가요?");
    await page.keyboard.press("Enter");
    await page.locator(".chip", { hasText: "여비 규정" }).click();
    await page.locator(".source header", { hasText: "이민수 님의 문서" }).waitFor();
    assert.doesNotMatch(await page.locator(".source header").innerText(), /내 문서/);
    await closed(reader);
  });
});
