// Changing the model of the search in the client, without a restart.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { startBedrock } from "./bedrock.mjs";
import { answered, ask, composer, deployed, eventually, openPage, settles, startModel, startServer, upload } from "./harness.mjs";

const manual = { name: "보일러.txt", text: "보일러 화면에 A396이 보이면 과열 센서에 이상이 생긴 것입니다. 전원을 끄고 10분을 기다리세요." };

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

async function openForm(page, url) {
  await page.goto(`${url}/settings`);
  await page.getByRole("button", { name: "검색 모델 바꾸기" }).click();
  return page.getByRole("dialog", { name: "검색 모델 바꾸기" });
}

const searchModel = (page, name) => page.locator(".facts > div", { hasText: "검색 모델" }).getByText(name);

test("the search model is changed by a form: the former one serves until all documents have new vectors", { skip: deployed !== undefined }, async () => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const model = await startModel({ embed: (texts) => (texts.some((t) => t.includes("과열 센서에 이상이")) ? held : undefined) });
  const server = await startServer();
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await upload(page, [manual]);
  await page.locator(".vectors-note").waitFor({ state: "detached" }); // the built-in model is done

  const dialog = await openForm(page, server.url);
  await dialog.getByText("이 서버에서 바로 실행되고").waitFor();
  assert.ok(await dialog.getByRole("button", { name: "사용 중" }).isDisabled());
  assert.deepEqual(await violations(page), []);
  await dialog.getByLabel("연결할 곳").selectOption({ label: "다른 OpenAI 호환 서버" });
  const note = dialog.getByText("문서 내용과 질문, 검색어는 이 서비스로 전송돼요.");
  await note.waitFor();
  await page.setViewportSize({ width: 1280, height: 720 }); // what is sent elsewhere is said above the buttons, whatever the screen
  const boxes = async () => [await note.boundingBox(), await dialog.locator(".dialog-actions").boundingBox()];
  await eventually(boxes, ([said, buttons]) => said.y + said.height <= buttons.y);
  await dialog.getByLabel("주소").fill("http://169.254.169.254/latest");
  await dialog.getByLabel("모델 이름").fill("bge-m3");
  await dialog.getByRole("button", { name: "연결 테스트" }).click();
  await dialog.getByText("모델 서버 주소를 확인해 주세요.").waitFor();
  await dialog.getByLabel("주소").fill(model.url);
  await dialog.getByText("모델별 추가 설정").click();
  assert.deepEqual(await violations(page), []);
  const passages = dialog.getByLabel("문단 앞에 붙일 문구");
  assert.equal(await passages.inputValue(), "");
  await dialog.getByLabel("모델 이름").fill("multilingual-e5-base");
  assert.equal(await passages.inputValue(), "passage: "); // as the model's name has it
  await dialog.getByLabel("모델 이름").fill("bge-m3");
  await passages.fill("문단: ");
  await dialog.getByRole("button", { name: "연결 테스트" }).click();
  await dialog.getByText("모델이 정상적으로 응답해요.").waitFor();
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("button", { name: "이 모델로 바꾸기" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("bge-m3 모델로 다시 색인하고 있어요.").waitFor();

  const progress = page.getByText("새 검색 모델로 색인하고 있어요(0%). 나머지 문서는 이전 모델로 찾아요.");
  await progress.waitFor();
  await searchModel(page, "bge-m3").waitFor();
  await page.goto(`${server.url}/docs`);
  await progress.waitFor();
  assert.deepEqual(await violations(page), []);
  await page.goto(server.url);
  await ask(page, "A396은 무슨 뜻인가요?");
  await (await answered(page, "A396은 무슨 뜻인가요?")).locator(".cite").first().waitFor();

  assert.ok(model.embedded.some((text) => text.startsWith("문단: ")), "the passages went without what was put before them");
  await openForm(page, server.url);
  await dialog.getByText("모델별 추가 설정").click();
  assert.equal(await passages.inputValue(), "문단: ");
  await page.keyboard.press("Escape");
  release();
  await page.goto(`${server.url}/docs`);
  await page.locator(".docs-row", { hasText: manual.name }).waitFor();
  await page.locator(".vectors-note").waitFor({ state: "detached" });

  await openForm(page, server.url);
  await dialog.getByLabel("연결할 곳").selectOption({ label: "기본 모델 (문답에 포함)" });
  await dialog.getByRole("button", { name: "이 모델로 바꾸기" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("기본 모델로 다시 색인하고 있어요.").waitFor();
  await searchModel(page, "e5").waitFor();
  assert.deepEqual(errors, []);
  await context.close();
  await server.close();
  await model.close();
});

test("Titan of Amazon Bedrock makes the vectors, with the server's credentials", { skip: deployed !== undefined }, async () => {
  const titan = "amazon.titan-embed-text-v2:0";
  const aws = await startBedrock(titan, []);
  const server = await startServer({ environment: {
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: aws.url, AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_PROFILE: "",
    AWS_CONFIG_FILE: "/nonexistent", AWS_SHARED_CREDENTIALS_FILE: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true",
  } });
  const { page, context, errors } = await openPage(browser, server, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.goto(server.url);
  await upload(page, [manual]);
  const dialog = await openForm(page, server.url);
  await dialog.getByLabel("연결할 곳").selectOption({ label: "Amazon Bedrock" });
  await dialog.getByLabel("모델 ID").fill("anthropic.claude");
  await dialog.getByRole("button", { name: "연결 테스트" }).click();
  await dialog.getByText("검색에 쓸 수 있는 모델이 아니에요.").waitFor();
  await dialog.getByLabel("모델 ID").fill(titan);
  await dialog.getByRole("button", { name: "이 모델로 바꾸기" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.goto(`${server.url}/docs`);
  await page.locator(".docs-row", { hasText: manual.name }).waitFor();
  await page.locator(".vectors-note").waitFor({ state: "detached" });
  assert.ok(aws.requests.some((r) => r.body.includes("과열 센서") && /Credential=AKIDEXAMPLE/.test(r.signed)));

  await page.goto(server.url);
  await composer(page).fill("A396은 무슨 뜻인가요?");
  await page.getByRole("button", { name: "보내기" }).click();
  await (await answered(page, "A396은 무슨 뜻인가요?")).locator(".cite").first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
  await server.close();
  await aws.close();
});

test("the configuration decides about the search model, and the form says so", { skip: deployed !== undefined }, async () => {
  const server = await startServer({ environment: { MUNDAP_EMBEDDING_BUILTIN: "false" } });
  const { page, context, errors } = await openPage(browser, server);
  const dialog = await openForm(page, server.url);
  await dialog.getByText("검색 모델은 설정에 지정되어 있어요.").waitFor();
  await settles(() => dialog.getByRole("combobox").count(), 0);
  assert.deepEqual(errors, []);
  await context.close();
  await server.close();
});

test("the result and the buttons of the form stay in sight on a small screen", { skip: deployed !== undefined }, async () => {
  const server = await startServer();
  const { page, context } = await openPage(browser, server);
  await page.setViewportSize({ width: 390, height: 600 });
  const dialog = await openForm(page, server.url);
  await dialog.getByLabel("연결할 곳").selectOption({ label: "다른 OpenAI 호환 서버" });
  await dialog.getByLabel("주소").fill("http://127.0.0.1:9");
  await dialog.getByLabel("모델 이름").fill("bge-m3");
  await dialog.getByRole("button", { name: "연결 테스트" }).click();
  const result = dialog.getByText("모델 서버에 연결하지 못했어요. 주소가 맞는지, 서버가 켜져 있는지 확인한 뒤 다시 해 보세요.");
  await result.waitFor();
  for (const part of [result, dialog.getByRole("button", { name: "이 모델로 바꾸기" })]) {
    const boxes = async () => [await part.boundingBox(), await dialog.boundingBox()];
    await eventually(boxes, ([inner, outer]) => inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height);
  }
  await context.close();
  await server.close();
});
