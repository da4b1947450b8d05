// The real program in a real browser, used as a person uses it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, point } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { answered, ask, composer, deployed, eventually, lastTurn, openPage, settles, startModel, startServer, upload } from "./harness.mjs";

const boiler = {
  name: "보일러 안내.txt",
  text: "보일러 오류 안내\n\nA396은 과열 센서에 이상이 생겼을 때 나타나는 오류입니다. 난방수를 확인한 뒤 보일러를 껐다가 다시 켜세요.\n\nA297은 가스가 새고 있다는 뜻입니다. 밸브를 잠그고 창문을 여세요.\n",
};
const leave = { name: "휴가 안내.md", text: "# 휴가 안내\n\n연차 휴가는 쓰기 3일 전까지 사내 포털에서 신청합니다.\n" };

// onePage is a PDF with one line of text.
function onePage(text) {
  const line = `BT /F1 14 Tf 50 700 Td (${text}) Tj ET`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    `<</Length ${line.length}>>\nstream\n${line}\nendstream`, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
  ];
  let file = "%PDF-1.4\n";
  const table = objects.map((object, i) => {
    const at = String(file.length).padStart(10, "0");
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${at} 00000 n \n`;
  });
  return `${file}xref\n0 6\n0000000000 65535 f \n${table.join("")}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`;
}

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

describe("without a model", () => {
  let server;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  test("a first visitor tries the sample documents with one press", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    await page.getByRole("heading", { name: "문서에 물어보세요" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "연차 휴가는 며칠이고 어떻게 신청하나요?" }).click();
    const turn = await answered(page, "연차 휴가는 며칠이고");
    await settles(() => turn.locator(".md").innerText(), /연차 휴가/);
    await turn.locator(".md .cite").first().waitFor();
    await settles(() => turn.locator(".label").innerText(), /그대로/);
    assert.match(page.url(), /\/c\/[0-9a-f-]{36}$/);
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("an answer that comes at once is shown to its end", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    for (const question of ["연차 휴가는 며칠인가요?", "병가는 며칠까지 쓸 수 있나요?", "연차 휴가는 어떻게 신청하나요?", "경조 휴가는 며칠인가요?"]) {
      await ask(page, question);
      const turn = await answered(page, question);
      const end = async () => {
        const [last, field] = [await turn.boundingBox(), await composer(page).boundingBox()];
        return last && field && last.y + last.height <= field.y + 24; // the composer's frame hides nothing of the answer
      };
      await settles(end, true);
    }
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("upload, ask, read the source, come back to it", async () => {
    const { page, context, errors } = await openPage(browser, server);
    const refused = [];
    page.on("response", (response) => response.status() >= 400 && refused.push(`${response.url()}: ${response.status()}`));
    await page.goto(server.url);
    await upload(page, [boiler, leave]);
    assert.deepEqual(await violations(page), []);
    await page.goto(server.url);
    await ask(page, "A396 오류는 무슨 뜻인가요?");
    const turn = await answered(page, "A396 오류는");
    await settles(() => turn.locator(".md").innerText(), /과열 센서/);

    const cite = turn.locator(".cited", { hasText: "오류입니다." }).locator(".cite");
    await point(page, cite, page.getByRole("tooltip").filter({ hasText: "과열 센서" }));
    await cite.click();
    const pane = page.getByRole("complementary");
    await pane.getByText("보일러 안내.txt").first().waitFor();
    await settles(() => pane.locator("mark").innerText(), /A396은 과열 센서에 이상/);
    assert.deepEqual(await violations(page), []);
    await page.goBack();
    await pane.waitFor({ state: "detached" });

    await turn.getByRole("button", { name: "왜 이 답인가요?" }).click(); // there is one
    const why = page.getByRole("complementary", { name: "왜 이 답인가요?" });
    await why.getByText("검색한 저장소").waitFor();
    const took = (await turn.locator(".steps").innerText()).match(/[\d.]+초/)[0];
    await settles(() => why.getByText(/^총 /).innerText(), new RegExp(`^총 ${took.replace(".", "\\.")}`)); // the same words for the same time

    await page.reload();
    const again = await answered(page, "A396 오류는");
    await settles(() => again.locator(".md").innerText(), /과열 센서/);
    await page.getByRole("navigation").getByRole("link", { name: /A396 오류/ }).waitFor();
    assert.deepEqual(refused, []); // nothing is asked for that can't be there yet
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("a PDF is uploaded, asked and read at its page", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(server.url);
    await upload(page, [{ name: "handbook.pdf", type: "application/pdf", text: onePage("Visitors may park in the garage for forty minutes without a ticket.") }]);
    await page.goto(server.url);
    await ask(page, "How long may visitors park in the garage?");
    const turn = await answered(page, "How long may visitors park");
    await settles(() => turn.locator(".md").innerText(), /forty minutes/);
    await turn.locator(".md .cite").first().click();
    const pane = page.getByRole("complementary");
    await pane.getByText("handbook.pdf").first().waitFor();
    await pane.locator(".pdf-lit").first().waitFor();
    await pane.locator(".pdf-text", { hasText: "forty minutes" }).waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("a deleted document is gone from answers, and an undone deletion is not", async () => {
    const { page, context } = await openPage(browser, server);
    await page.goto(server.url);
    await upload(page, [boiler]);
    const row = page.locator(".docs-row", { hasText: boiler.name });
    const remove = async () => {
      await row.getByRole("button", { name: `‘${boiler.name}’ 메뉴` }).click();
      await page.getByRole("menuitem", { name: "삭제" }).click();
      await row.waitFor({ state: "detached" });
    };
    await remove();
    await page.getByRole("button", { name: "되돌리기" }).click();
    await row.locator('[data-state="ready"]').waitFor();
    await page.goto(server.url);
    await ask(page, "A297은 무엇인가요?");
    await settles(async () => (await answered(page, "A297은 무엇인가요?")).locator(".a").innerText(), /가스가 새고/);

    await page.goto(`${server.url}/docs`);
    await remove();
    await page.goto(server.url);
    await ask(page, "A297이 나오면 어떻게 하나요?");
    const turn = await answered(page, "A297이 나오면 어떻게 하나요?");
    assert.doesNotMatch(await turn.locator(".a").innerText(), /밸브를 잠그고/);
    await context.close();
  });

  test("a file that nothing reads says so and what to do", async () => {
    const { page, context } = await openPage(browser, server);
    await page.goto(`${server.url}/docs`);
    await page.getByRole("heading", { name: "문서", level: 1 }).waitFor();
    await page.locator('input[data-picker="files"]').setInputFiles([{ name: "노래.mp3", mimeType: "audio/mpeg", buffer: Buffer.from("ID3") }, { name: "가사.txt", mimeType: "text/plain", buffer: Buffer.from("동해 물과") }]);
    await page.locator(".docs-row", { hasText: "노래.mp3" }).getByText(/지원하지 않는 형식이에요/).waitFor();
    await page.locator(".docs-row", { hasText: "가사.txt" }).locator('[data-state="ready"]').waitFor();
    await settles(() => page.getByText(/지원하지 않는 형식이에요/).filter({ visible: true }).count(), 2, "its row tells it, and a line that is read out");
    await settles(() => page.locator(".toast", { hasText: "올리지 못했어요" }).count(), 0);
    const number = async (place) => Number((await place.locator("small").innerText()).replace(",", ""));
    const part = (name) => page.locator(".segments button", { hasText: name });
    const all = async () => Promise.all([page.locator(".side").getByRole("link", { name: "문서" }), ...["전체", "준비됨", "처리 중", "실패"].map(part)].map(number));
    await eventually(all, ([side, whole, ...parts]) => side === whole && whole === parts.reduce((a, b) => a + b), 10_000);
    await settles(() => number(part("올리지 못함")), 1);
    await part("올리지 못함").click();
    await settles(() => page.locator(".docs-row").allInnerTexts().then((rows) => rows.map((r) => /노래|가사/.exec(r)?.[0])), ["노래"]);
    const formats = page.getByRole("button", { name: /올릴 수 있는 파일: .*HWPX/ });
    await formats.click();
    await page.locator(".tip", { hasText: "PDF, HWP, HWPX" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "목록에서 제거" }).click();
    await settles(() => part("전체").getAttribute("aria-pressed"), "true"); // nothing is left in that part
    await settles(() => part("올리지 못함").count(), 0);
    await context.close();
  });

  test("files dropped on the window are uploaded", async () => {
    const { page, context } = await openPage(browser, server);
    await page.goto(`${server.url}/docs`);
    await page.getByRole("heading", { name: "문서", level: 1 }).waitFor();
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(["끌어다 놓은 문서입니다. 회의실은 3층에 있습니다."], "끌어온 글.txt", { type: "text/plain" }));
      return data;
    });
    await page.dispatchEvent("body", "dragenter", { dataTransfer: transfer });
    await page.getByText("여기에 놓으면 문서로 올려요").waitFor();
    await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
    await page.locator(".docs-row", { hasText: "끌어온 글.txt" }).locator('[data-state="ready"]').waitFor();
    await context.close();
  });

  test("settings hold over a reload, in both themes and languages", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(`${server.url}/settings`);
    await page.getByRole("heading", { name: "설정", level: 1 }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByText("다크").click();
    await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    await Promise.all([page.waitForResponse((r) => r.url().endsWith("/api/settings") && r.request().method() === "PATCH"), page.getByText("English").click()]);
    await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
    await settles(() => page.evaluate(() => document.documentElement.dataset.theme), "dark");
    assert.deepEqual(await violations(page), []);
    await Promise.all([page.waitForResponse((r) => r.url().endsWith("/api/settings") && r.request().method() === "PATCH"), page.getByText("한국어").click()]);
    await page.getByText("시스템 설정", { exact: true }).click();
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("conversations are renamed, found, deleted and brought back", async () => {
    const { page, context } = await openPage(browser, server);
    await page.goto(server.url);
    await ask(page, "이름을 바꿀 대화");
    await answered(page, "이름을 바꿀 대화");
    const side = page.getByRole("navigation");
    await side.getByRole("link", { name: "이름 대화" }).waitFor(); // without a model: the question's nouns
    await page.getByRole("button", { name: "대화 메뉴" }).click();
    await page.getByRole("menuitem", { name: "이름 바꾸기" }).click();
    await page.getByRole("textbox", { name: "대화 이름" }).fill("새 이름의 대화");
    await page.keyboard.press("Enter");
    await side.getByRole("link", { name: "새 이름의 대화" }).waitFor();
    for (const [action, group] of [["위에 고정", "고정한 대화"], ["고정 해제", "오늘"]]) {
      await page.getByRole("button", { name: "대화 메뉴" }).click();
      await page.getByRole("menuitem", { name: action }).click();
      await side.getByRole("region", { name: group }).getByRole("link", { name: "새 이름의 대화" }).waitFor();
    }

    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "검색" }).fill("새 이름");
    await page.getByRole("option", { name: "새 이름의 대화", exact: true }).waitFor();
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "대화 메뉴" }).click();
    await page.getByRole("menuitem", { name: "대화 삭제" }).click();
    await side.getByRole("link", { name: "새 이름의 대화" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "되돌리기" }).click();
    await side.getByRole("link", { name: "새 이름의 대화" }).waitFor();
    await context.close();
  });

  test("a draft survives a reload", async () => {
    const { page, context } = await openPage(browser, server);
    await page.goto(server.url);
    await composer(page).fill("아직 보내지 않은 글");
    await page.reload();
    await composer(page).waitFor();
    await settles(() => composer(page).inputValue(), "아직 보내지 않은 글");
    await context.close();
  });
});

describe("Korean input", () => {
  let server;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  // compose writes a syllable as an input method does, jamo by jamo.
  const compose = async (client, ...steps) => {
    for (const text of steps) await client.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  };
  const enter = (client, keyCode, type = "rawKeyDown") =>
    client.send("Input.dispatchKeyEvent", { type, key: keyCode === 229 ? "Process" : "Enter", code: "Enter", windowsVirtualKeyCode: keyCode, nativeVirtualKeyCode: keyCode });

  for (const keyCode of [229, 13]) {
    test(`Enter while a syllable is composed only commits it (key code ${keyCode})`, async () => {
      const { page, context } = await openPage(browser, server);
      await page.goto(server.url);
      await composer(page).click();
      const client = await context.newCDPSession(page);
      await client.send("Input.insertText", { text: "휴가는 언제까지 신청하나" });
      await compose(client, "ㅇ", "요");
      await enter(client, keyCode);
      await client.send("Input.insertText", { text: "요" }); // the input method commits
      await settles(() => composer(page).inputValue(), "휴가는 언제까지 신청하나요");
      await settles(() => page.locator(".turn").count(), 0);
      await enter(client, 13);
      await enter(client, 13, "keyUp");
      await answered(page, "휴가는 언제까지 신청하나요");
      await settles(() => page.locator(".turn").count(), 1);
      await settles(() => page.locator(".q-text").innerText(), "휴가는 언제까지 신청하나요");
      await settles(() => composer(page).inputValue(), "");
      await context.close();
    });
  }
});

describe("with a model", () => {
  let server;
  let model;
  before(async () => {
    model = await startModel();
    server = await startServer({ environment: { MUNDAP_MODEL_URL: model.url, MUNDAP_MODEL_NAME: "test-model" } });
  });
  after(async () => {
    await server.close();
    await model.close();
  });
  // A new conversation has nothing to revise a question by: the model's first call is the answer.
  const begin = async (page) => {
    await page.goto(server.url);
    await composer(page).waitFor();
  };
  // hold is a point in an answer that the test opens.
  const hold = () => {
    let open;
    const held = new Promise((resolve) => (open = resolve));
    return { held, open };
  };

  test("an answer goes on after the page was reloaded in the middle of it", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await begin(page);
    await page.getByRole("button", { name: /^답변 방식/ }).click();
    await page.getByRole("option", { name: /^일반 대화/ }).click();
    const gate = hold();
    model.script("첫 부분은 ", "여기까지예요. ", gate.held, "둘째 부분도 ", "모두 왔어요.");
    await ask(page, "이야기를 들려주세요");
    await page.getByText("여기까지예요.").waitFor();
    await page.reload();
    await page.getByText("여기까지예요.").waitFor();
    await settles(() => page.locator(".a > .acts").count(), 0);
    gate.open();
    const turn = await answered(page, "이야기를 들려주세요");
    await settles(async () => (await turn.locator(".md").innerText()).replace(/\s+/g, " ").trim(), "첫 부분은 여기까지예요. 둘째 부분도 모두 왔어요.");
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("an answer goes on after the connection was lost in the middle of it", async () => {
    const { page, context, errors } = await openPage(browser, server);
    const sockets = [];
    await page.routeWebSocket(/./, (socket) => {
      socket.connectToServer();
      sockets.push(socket);
    });
    await begin(page);
    await page.getByRole("button", { name: /^답변 방식/ }).click();
    await page.getByRole("option", { name: /^일반 대화/ }).first().click();
    const gate = hold();
    model.script("끊기기 전의 ", "글이에요. ", gate.held, "끊긴 뒤의 ", "글이에요.");
    await ask(page, "도중에 끊어 볼게요");
    await page.getByText("끊기기 전의 글이에요.").waitFor();
    const before = sockets.length;
    await sockets.at(-1).close({ code: 1001 });
    gate.open();
    const turn = await answered(page, "도중에 끊어 볼게요");
    assert.ok(sockets.length > before);
    await settles(async () => (await turn.locator(".md").innerText()).replace(/\s+/g, " ").trim(), "끊기기 전의 글이에요. 끊긴 뒤의 글이에요.");
    assert.deepEqual(errors, []);
    await context.close();
  });

  test("stop keeps what is there", async () => {
    const { page, context } = await openPage(browser, server);
    await begin(page);
    await page.getByRole("button", { name: /^답변 방식/ }).click();
    await page.getByRole("option", { name: /^일반 대화/ }).first().click();
    const gate = hold();
    model.script("멈추기 전의 글이에요. ", gate.held, "오지 않을 글");
    await ask(page, "길게 말해 주세요");
    await page.getByText("멈추기 전의 글이에요.").waitFor();
    await composer(page).press("Escape");
    const turn = await answered(page, "길게 말해 주세요");
    gate.open();
    await turn.getByText("답변을 중지했어요.").waitFor();
    await settles(() => turn.locator(".md").innerText(), /^멈추기 전의 글이에요\./);
    await context.close();
  });

  test("an edited question takes the place of the one it replaces", async () => {
    const { page, context } = await openPage(browser, server);
    await begin(page);
    await page.getByRole("button", { name: /^답변 방식/ }).click();
    await page.getByRole("option", { name: /^일반 대화/ }).first().click();
    model.script("처음 답이에요.");
    await ask(page, "처음 질문이에요");
    await answered(page, "처음 질문이에요");
    await composer(page).press("ArrowUp");
    await page.getByText("보낸 질문을 수정하고 있어요").waitFor();
    await settles(() => composer(page).inputValue(), "처음 질문이에요");
    model.script("고친 답이에요.");
    await ask(page, "고친 질문이에요");
    await answered(page, "고친 질문이에요");
    await settles(() => page.locator(".turn").count(), 1);
    await page.reload();
    await answered(page, "고친 질문이에요");
    await settles(() => page.locator(".turn").count(), 1);
    await settles(() => lastTurn(page).locator(".md").innerText(), /고친 답/);
    await context.close();
  });

  test("what a model writes is never HTML", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await begin(page);
    await page.getByRole("button", { name: /^답변 방식/ }).click();
    await page.getByRole("option", { name: /^일반 대화/ }).first().click();
    model.script("**굵게**와 <img src=x onerror=\"window.hurt=1\"> <script>window.hurt=1</script> [눌러](javascript:window.hurt=1)");
    await ask(page, "나쁜 답을 주세요");
    const turn = await answered(page, "나쁜 답을 주세요");
    await settles(() => turn.locator(".md strong").innerText(), "굵게");
    assert.equal(await turn.locator(".md img, .md script, .md a").count(), 0);
    assert.equal(await page.evaluate(() => window.hurt), undefined);
    assert.deepEqual(errors, []);
    await context.close();
  });
});

describe("with accounts", () => {
  let server;
  before(async () => {
    server = await startServer({ accounts: [{ user: "seoyeon", name: "김서연", password: "correct horse battery" }] });
  });
  after(() => server.close());

  test("sign in, see one's own, sign out", async () => {
    const { page, context, errors } = await openPage(browser, server);
    await page.goto(`${server.url}/docs`);
    await page.getByRole("heading", { name: "문답에 로그인" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByLabel("아이디").fill("seoyeon");
    await page.getByLabel("비밀번호").fill("wrong password");
    await page.keyboard.press("Enter");
    await page.getByText("잠긴 계정이에요").waitFor();
    await page.getByLabel("비밀번호").fill("correct horse battery");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "문서", level: 1 }).waitFor();
    await upload(page, [leave]);
    const row = page.locator(".docs-row", { hasText: leave.name });
    await row.getByRole("button", { name: `‘${leave.name}’ 메뉴` }).click();
    await page.getByRole("menuitem", { name: "비공개로 바꾸기" }).click();
    await row.getByLabel("나만 보기").waitFor();
    await page.goto(server.url);
    await ask(page, "연차 휴가는 언제 신청하나요?");
    await settles(async () => (await answered(page, "연차 휴가는 언제")).locator(".a").innerText(), /3일 전/);
    await page.getByRole("button", { name: "로그아웃" }).click();
    await page.getByRole("heading", { name: "문답에 로그인" }).waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  });
});

describe("the keyboard", () => {
  let server;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  test("a source is reached, opened and left by keys, and the focus comes back", async () => {
    const { page, context } = await openPage(browser, server);
    await page.goto(server.url);
    await upload(page, [boiler]);
    await page.goto(server.url);
    await ask(page, "A297은 무슨 뜻인가요?");
    const turn = await answered(page, "A297은 무슨 뜻인가요?");
    await turn.locator(".md .cite").first().focus();
    await page.keyboard.press("Enter");
    const pane = page.getByRole("complementary");
    await pane.waitFor();
    await pane.getByRole("button", { name: "닫기" }).focus();
    await page.keyboard.press("Escape");
    await pane.waitFor({ state: "detached" });
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("data-cite")), (number) => number === "1");
    await context.close();
  });

  test("a dialog gives the focus back", async () => {
    const { page, context } = await openPage(browser, server);
    await page.goto(`${server.url}/settings`);
    await page.getByRole("button", { name: "모두 삭제" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await settles(() => dialog.getByRole("button", { name: "모두 삭제" }).isDisabled(), true);
    await dialog.getByRole("textbox").fill("모두 삭제");
    await settles(() => dialog.getByRole("button", { name: "모두 삭제" }).isDisabled(), false);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await eventually(() => page.evaluate(() => document.activeElement?.textContent), (text) => text === "모두 삭제");
    await context.close();
  });

  test("a finished answer is announced once", async () => {
    const { page, context } = await openPage(browser, server);
    await page.goto(server.url);
    await ask(page, "A297이 뜨면요?");
    await page.locator("[data-announcer]", { hasText: "답변이 끝났어요." }).waitFor({ state: "attached" });
    await context.close();
  });

  test("a file attached to a question is what the answer comes from", async () => {
    const { page, context } = await openPage(browser, server);
    await page.goto(server.url);
    await composer(page).waitFor();
    await page.getByRole("button", { name: "파일 올리기" }).click();
    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("menuitem", { name: "파일 선택" }).click();
    await (await choosing).setFiles([{ name: "회의실 안내.txt", mimeType: "text/plain", buffer: Buffer.from("회의실 안내\n\n큰 회의실은 3층 복도 끝에 있습니다.\n") }]);
    await page.locator(".attachment", { hasText: "회의실 안내.txt" }).waitFor();
    await ask(page, "큰 회의실은 어디에 있나요?");
    await settles(async () => (await answered(page, "큰 회의실은 어디에")).locator(".a").innerText(), /3층 복도 끝/);
    await context.close();
  });
});

describe("the connection", () => {
  const why = deployed && "it speaks to the mock server alone";
  test("an answer goes on from the same character after the connection was lost", { skip: why }, async () => {
    const { startMock } = await import("../../web/mock/server.mjs");
    const mock = await startMock();
    const { page, context } = await openPage(browser, mock);
    try {
      await page.goto(mock.url);
      await ask(page, "끊겨도 이어지는지 볼게요");
      const turn = await answered(page, "끊겨도 이어지는지 볼게요");
      const text = await turn.locator(".md").innerText();
      assert.equal(text.match(/A396은 과열 센서에/g)?.length, 1);
      assert.match(text, /안쪽 센서의 고장일 수 있어요/);
    } finally {
      await context.close();
      await mock.close();
    }
  });
});
