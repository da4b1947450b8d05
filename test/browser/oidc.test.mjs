// Signing in through a company's identity provider, in a real browser: the provider has a page of its own, on another origin.
import assert from "node:assert/strict";
import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { launch } from "../../web/scripts/browser.mjs";
import { violations } from "./axe.mjs";
import { answered, ask, composer, openPage, settles, startModel, startServer } from "./harness.mjs";

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

// startProvider is an OpenID Connect provider whose page asks with one button.
async function startProvider() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const codes = new Map();
  const state = { user: { sub: "1", email: "kim@example.com", email_verified: true, name: "김서연" }, ended: 0 };
  let issuer = "";
  const json = (response, status, value) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
  const idToken = (nonce) => {
    const now = Math.floor(Date.now() / 1000);
    const head = `${encode({ alg: "RS256", kid: "1" })}.${encode({ iss: issuer, aud: "mundap", iat: now, exp: now + 300, nonce, ...state.user })}`;
    return `${head}.${createSign("RSA-SHA256").update(head).sign(privateKey, "base64url")}`;
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url, issuer);
    const q = url.searchParams;
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return json(response, 200, {
          issuer, authorization_endpoint: `${issuer}/login`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`, end_session_endpoint: `${issuer}/logout`,
          response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["RS256"],
        });
      case "/keys":
        return json(response, 200, { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", alg: "RS256", use: "sig" }] });
      case "/login": {
        const code = randomBytes(16).toString("hex");
        codes.set(code, { nonce: q.get("nonce"), challenge: q.get("code_challenge") });
        const back = new URL(q.get("redirect_uri"));
        const refused = new URL(back);
        back.search = new URLSearchParams({ code, state: q.get("state") });
        refused.search = new URLSearchParams({ error: "access_denied", state: q.get("state") });
        return response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" })
          .end(`<title>한빛상사</title><a href="${back.href.replaceAll("&", "&amp;")}">허용</a> <a href="${refused.href.replaceAll("&", "&amp;")}">거부</a>`);
      }
      case "/token":
        return void request.setEncoding("utf8").reduce((all, part) => all + part, "").then((text) => {
          const form = new URLSearchParams(text);
          const grant = codes.get(form.get("code"));
          codes.delete(form.get("code"));
          const right = grant && createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url") === grant.challenge;
          return right ? json(response, 200, { access_token: "a", token_type: "Bearer", id_token: idToken(grant.nonce) }) : json(response, 400, { error: "invalid_grant" });
        });
      case "/logout":
        state.ended++;
        return response.writeHead(302, { Location: q.get("post_logout_redirect_uri") }).end();
    }
    response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  issuer = `http://localhost:${server.address().port}`; // another site than Mundap's 127.0.0.1
  return {
    issuer, state,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

describe("with a company's identity provider", () => {
  let browser, provider, model;
  before(async () => {
    [browser, provider, model] = [await launch(), await startProvider(), await startModel()];
  });
  after(async () => {
    await Promise.all([browser.close(), provider.close(), model.close()]);
  });
  const start = (environment = {}, accounts = []) => startServer({
    environment: {
      MUNDAP_OIDC_ISSUER: provider.issuer, MUNDAP_OIDC_CLIENT_ID: "mundap", MUNDAP_OIDC_NAME: "한빛상사", MUNDAP_OIDC_EMAIL_DOMAINS: "example.com",
      MUNDAP_MODEL_URL: model.url, MUNDAP_MODEL_NAME: "test-model", ...environment,
    },
    accounts,
  });

  test("signing in leads to the page that was asked for, answers come, and signing out offers to leave the company's account", async () => {
    const server = await start();
    const { page, context, errors } = await openPage(browser);
    await page.goto(`${server.url}/docs`);
    const button = page.getByRole("link", { name: "한빛상사 계정으로 로그인하기" });
    await button.waitFor();
    await settles(() => page.getByLabel("비밀번호").count(), 0, "nobody has a password here");
    assert.deepEqual(await violations(page), []);
    await button.click();
    await page.getByRole("link", { name: "허용" }).click();
    await page.waitForURL(`${server.url}/docs`);
    await page.getByText("김서연").first().waitFor();

    await page.goto(server.url); // the socket takes the ticket
    model.script("안녕하세요, ", "김서연 님.");
    await ask(page, "제 이름이 뭐예요?");
    await settles(async () => (await answered(page, "제 이름이")).locator(".md").innerText(), /김서연 님/);

    await page.goto(`${server.url}/settings`);
    await page.getByRole("button", { name: "로그아웃" }).first().click();
    const leave = page.getByRole("link", { name: "회사 계정에서도 로그아웃하기" });
    await leave.waitFor();
    assert.deepEqual(await violations(page), []);
    await leave.click();
    await button.waitFor();
    assert.equal(provider.state.ended, 1);
    await settles(() => leave.count(), 0, "it is offered once");
    assert.deepEqual(errors, []);
    await context.close();
    await server.close();
  });

  test("what the company's sign-in decides, or what takes a password, is not offered on the administration page", async () => {
    const root = { user: "root", name: "박지훈", password: "correct horse battery", admin: true };
    const server = await start({ MUNDAP_OIDC_ADMIN_EMAILS: "kim@example.com" }, [root]);
    const company = await openPage(browser);
    await company.page.goto(`${server.url}/admin`);
    await company.page.getByRole("link", { name: "한빛상사 계정으로 로그인하기" }).click();
    await company.page.getByRole("link", { name: "허용" }).click();
    await company.page.getByText("비밀번호 재설정과 사용자 삭제는 서버에서 mundap user 명령으로").waitFor();
    await company.page.getByRole("list", { name: "사용자" }).getByText("박지훈").waitFor();
    await settles(() => company.page.getByRole("button", { name: /계정 메뉴/ }).count(), 0, "each of its items takes a password");
    assert.deepEqual(await violations(company.page), []);

    const { page, context, errors } = await openPage(browser);
    await page.goto(`${server.url}/admin`);
    await page.getByLabel("아이디").fill(root.user);
    await page.getByLabel("비밀번호").fill(root.password);
    await page.getByRole("button", { name: "로그인", exact: true }).click();
    await page.getByRole("button", { name: /^kim.* 계정 메뉴/ }).click();
    await page.getByRole("menuitem", { name: "사용자 삭제" }).waitFor();
    await settles(() => page.getByRole("menuitem").allInnerTexts().then((all) => all.map((text) => text.trim())), ["잠그기", "사용자 삭제"]);
    await page.getByRole("menuitem", { name: "사용자 삭제" }).click();
    await page.getByRole("dialog").getByText("회사 계정으로 다시 로그인하면 새 사용자로 추가돼요").waitFor();
    assert.deepEqual([...errors, ...company.errors], []);
    await company.context.close();
    await context.close();
    await server.close();
  });

  test("who is refused reads why, and can go back", async () => {
    const server = await start();
    const { page, context, errors } = await openPage(browser);
    await page.goto(server.url);
    const button = page.getByRole("link", { name: "한빛상사 계정으로 로그인하기" });
    await button.click();
    await page.getByRole("link", { name: "거부" }).click();
    await page.getByText("회사 계정 로그인이 취소되었어요").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("link", { name: "로그인 화면으로" }).click();

    provider.state.user = { sub: "2", email: "eve@evil.example", email_verified: true };
    await button.click();
    await page.getByRole("link", { name: "허용" }).click();
    await page.getByText("이 계정으로는 문답을 쓸 수 없어요").waitFor();
    provider.state.user = { sub: "1", email: "kim@example.com", email_verified: true, name: "김서연" };
    assert.deepEqual(errors, []);
    await context.close();
    await server.close();
  });

  test("own accounts stand beside it", async () => {
    const server = await start({}, [{ user: "lee", name: "이영희", password: "a good password" }]);
    const { page, context, errors } = await openPage(browser);
    await page.goto(server.url);
    await page.getByRole("link", { name: "한빛상사 계정으로 로그인하기" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByLabel("아이디").fill("lee");
    await page.getByLabel("비밀번호").fill("a good password");
    await page.getByRole("button", { name: "로그인" }).click();
    await composer(page).waitFor();
    assert.deepEqual(errors, []);
    await context.close();
    await server.close();
  });
});
