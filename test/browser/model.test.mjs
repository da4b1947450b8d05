// Connecting a language model in the client, without a restart.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { startBedrock } from "./bedrock.mjs";
import { answered, ask, composer, deployed, openPage, settles, startModel, startServer } from "./harness.mjs";

let browser, model, server;
before(async () => {
  browser = await launch();
  model = await startModel();
  if (!deployed) server = await startServer();
});
after(async () => {
  await server?.close();
  await browser.close();
  await model.close();
});

test("a model is connected by a form, answers the next question, and is disconnected", { skip: deployed !== undefined }, async () => {
  const { page, context, errors } = await openPage(browser, server);
  await page.goto(server.url);
  await page.getByRole("button", { name: "모델 연결하기" }).click();
  const dialog = page.getByRole("dialog", { name: "모델 연결하기" });
  await dialog.getByLabel("연결할 곳").selectOption({ label: "다른 OpenAI 호환 서버" });
  assert.deepEqual(await violations(page), []);

  await dialog.getByLabel("주소").fill("http://169.254.169.254/latest");
  await dialog.getByLabel("모델 이름").fill("test-model");
  await dialog.getByRole("button", { name: "연결 테스트" }).click();
  await dialog.getByText("모델 서버 주소를 확인해 주세요.").waitFor();

  await dialog.getByLabel("주소").fill(model.url);
  await dialog.getByText("없으면 비워 두세요.").waitFor();
  await dialog.getByLabel("API 키").fill("sk-never-shown");
  await dialog.getByRole("button", { name: "연결 테스트" }).click();
  await dialog.getByText("모델이 정상적으로 응답해요.").waitFor();
  await dialog.getByRole("button", { name: "연결하기" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("연결된 언어 모델이 없어서").waitFor({ state: "detached" });

  await page.getByRole("button", { name: /답변 방식/ }).click();
  await page.getByRole("option", { name: "일반 대화" }).or(page.getByRole("menuitemradio", { name: "일반 대화" })).first().click();
  model.script("안녕하세요, 모델이에요.");
  await ask(page, "인사해 주세요");
  await (await answered(page, "인사해 주세요")).getByText("안녕하세요, 모델이에요.").waitFor();

  await page.goto(`${server.url}/settings`);
  await page.getByRole("button", { name: "답변 모델 바꾸기" }).click();
  const change = page.getByRole("dialog", { name: "답변 모델 바꾸기" });
  await settles(() => change.getByLabel("API 키").inputValue(), "", "a stored key is never shown");
  await settles(() => change.getByLabel("주소").inputValue(), model.url);
  await change.getByRole("button", { name: "연결 끊기" }).click();
  await change.waitFor({ state: "detached" });
  await page.getByText("모델 연결을 끊었어요.").waitFor();
  assert.ok(!server.log().includes("sk-never-shown"), "the log has the key");
  assert.deepEqual(errors, []);
  await context.close();
});

test("only administrators are offered to connect a model", { skip: deployed !== undefined }, async () => {
  const own = await startServer({ accounts: [{ user: "boss", name: "김부장", password: "hard enough 77", admin: true }, { user: "lee", name: "이사원", password: "hard enough 88" }] });
  for (const [user, password, offered] of [["boss", "hard enough 77", 1], ["lee", "hard enough 88", 0]]) {
    const { page, context } = await openPage(browser, own);
    await page.goto(own.url);
    await page.getByLabel("아이디").fill(user);
    await page.getByLabel("비밀번호").fill(password);
    await page.getByRole("button", { name: "로그인" }).click();
    await page.getByText("연결된 언어 모델이 없어서").waitFor();
    assert.equal(await page.getByRole("button", { name: "모델 연결하기" }).count(), offered, user);
    await page.goto(`${own.url}/admin`);
    if (offered === 0) await page.getByRole("link", { name: "처음으로" }).click();
    else await page.getByText("연결된 모델이 없어요").waitFor();
    await context.close();
  }
  await own.close();
});

test("a model of Amazon Bedrock is connected by its region and id, with the server's credentials", { skip: deployed !== undefined }, async () => {
  const aws = await startBedrock("vendor.model-v1:0", ["안녕하세요, ", "Bedrock이에요."]);
  const own = await startServer({ environment: {
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: aws.url, AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_PROFILE: "",
    AWS_CONFIG_FILE: "/nonexistent", AWS_SHARED_CREDENTIALS_FILE: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true",
  } });
  for (const screen of [{ viewport: { width: 1280, height: 720 } }, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }]) {
    const { page, context, errors } = await openPage(browser, own, screen);
    await page.goto(own.url);
    await page.getByRole("button", { name: "모델 연결하기" }).click();
    const dialog = page.getByRole("dialog", { name: "모델 연결하기" });
    await dialog.getByLabel("연결할 곳").selectOption({ label: "Amazon Bedrock" });
    await settles(() => dialog.getByLabel("주소").count(), 0);
    await dialog.getByText("비워 두면 서버의 AWS 자격 증명을 사용해요.").waitFor();
    assert.deepEqual(await violations(page), []);
    await dialog.getByLabel("리전").fill("서울");
    await dialog.getByLabel("모델 ID").fill("vendor.other");
    const tried = dialog.getByRole("button", { name: "연결 테스트" });
    await tried.click();
    await dialog.getByText("AWS 리전을 확인해 주세요.").waitFor();
    await dialog.getByLabel("리전").fill("ap-northeast-2");
    await tried.click();
    await dialog.getByText("이 리전에서 모델을 찾지 못했어요.").waitFor();
    await dialog.getByLabel("모델 ID").fill("vendor.model-v1:0");
    await tried.click();
    await dialog.getByText("모델이 정상적으로 응답해요.").waitFor();
    await dialog.getByRole("button", { name: "연결하기" }).click();
    await dialog.waitFor({ state: "detached" });
    assert.match(aws.requests.at(-1).signed, /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d+\/ap-northeast-2\/bedrock\//);

    await page.getByRole("button", { name: /답변 방식/ }).click();
    await page.getByRole("option", { name: "일반 대화" }).first().click();
    await composer(page).fill("인사해 주세요");
    await page.getByRole("button", { name: "보내기" }).click();
    await (await answered(page, "인사해 주세요")).getByText("안녕하세요, Bedrock이에요.").waitFor();

    await page.goto(`${own.url}/settings`);
    await page.getByText("vendor.model-v1:0 · ap-northeast-2").waitFor();
    await page.getByRole("button", { name: "답변 모델 바꾸기" }).click();
    const change = page.getByRole("dialog", { name: "답변 모델 바꾸기" });
    await settles(() => change.getByLabel("연결할 곳").inputValue(), "bedrock");
    await settles(() => change.getByLabel("모델 ID").inputValue(), "vendor.model-v1:0");
    await change.getByRole("button", { name: "연결 끊기" }).click();
    await change.waitFor({ state: "detached" });
    assert.deepEqual(errors, []);
    await context.close();
  }
  await own.close();
  await aws.close();
});

test("behind a proxy nobody connects a model without an account", { skip: deployed !== undefined }, async () => {
  const { page, context, errors } = await openPage(browser, server, { extraHTTPHeaders: { "X-Forwarded-For": "203.0.113.7" } });
  await page.goto(server.url);
  await page.getByRole("button", { name: "모델 연결하기" }).click();
  const dialog = page.getByRole("dialog", { name: "모델 연결하기" });
  await dialog.getByText("서버가 있는 컴퓨터에서 바로 접속했을 때만").waitFor();
  await settles(() => dialog.getByRole("textbox").count(), 0);
  assert.deepEqual(errors, []);
  await context.close();
});
