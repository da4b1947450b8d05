// What the mock server knows: documents in every state, conversations of several days, and scripted answers.

const minutes = (n) => new Date(Date.now() - n * 60_000).toISOString();

export function documents(scenario) {
  if (scenario === "first") return [];
  const list = [
    doc("보일러/error_code.pdf", "ready", { pages: 8, chunks: 31, size: 812_400, uploaded: minutes(3), title: "보일러 에러코드" }),
    doc("보일러/보일러 사용 설명서.pdf", "ready", { pages: 96, chunks: 402, size: 9_240_112, uploaded: minutes(60 * 26) }),
    doc("인사규정_2026.docx", "reading", { size: 3_410_233, uploaded: minutes(1), progress: { done: 41, total: 310, unit: "page" } }),
    doc("계약서_스캔.pdf", "failed", {
      size: 22_410_233, uploaded: minutes(14),
      error: { kind: "unsupported", message: "글자가 없는 스캔 문서예요. 글자를 인식한 PDF로 다시 올려 주세요.", retry: false },
    }),
    doc("휴가 규정.docx", "ready", { pages: 12, chunks: 48, size: 88_120, uploaded: minutes(60 * 24 * 4), warnings: ["그림 3개에는 글자가 없어서 읽지 못했어요."], guide: leaveGuide }),
    doc("2분기 수수료.csv", "ready", { chunks: 512, size: 40_210, uploaded: minutes(60 * 24 * 5) }),
    doc("faq_fsi.csv", "ready", { chunks: 89, size: 61_022, uploaded: minutes(60 * 24 * 9) }),
    doc("개인정보 처리 방침.html", "ready", { chunks: 22, size: 31_022, uploaded: minutes(60 * 24 * 40), private: true }),
    doc("수집/2026/하반기/아주 긴 이름의 문서라서 한 줄에 다 보이지 않을 만큼 길고 길어서 줄임표로 끝나야 하는 정책 자료집 최종_진짜최종_v3.pdf", "ready", { pages: 1204, chunks: 5210, size: 84_210_000, uploaded: minutes(60 * 24 * 2) }),
    doc("회의록.txt", "queued", { size: 4_022, uploaded: minutes(1) }),
    doc("총무팀 비품 목록.csv", "ready", { chunks: 130, size: 12_044, uploaded: minutes(60 * 24 * 3), owner: "박지훈", mine: false, manage: false }),
  ];
  if (scenario === "many") {
    for (let i = 0; i < 6000; i++) {
      list.push(doc(`자료실/${2000 + (i % 26)}년/보고서 ${String(i).padStart(5, "0")}.pdf`, "ready", { pages: 1 + (i % 90), chunks: 40, size: 100_000 + i * 37, uploaded: minutes(60 * i) }));
    }
  }
  return list.sort((a, b) => (a.key < b.key ? -1 : 1));
}

const leaveGuide = {
  summary: "이 규정은 직원의 연차 휴가와 병가, 경조 휴가를 신청하고 승인하는 절차를 정해요. 연차는 입사일을 기준으로 15일부터 시작하고 2년마다 하루씩 늘어나요. 쓰지 않은 연차는 다음 해 3월까지 쓸 수 있고, 남은 날은 수당으로 받아요.",
  terms: ["연차 휴가", "병가", "경조 휴가", "휴가 신청서", "연차 수당", "사용 촉진"],
  questions: ["연차 휴가는 며칠 전에 신청하나요?", "쓰지 않은 연차는 언제까지 쓸 수 있나요?", "병가를 낼 때 진단서가 필요한가요?", "부모님 칠순에는 휴가를 며칠 받나요?"],
};

export function doc(name, state, more = {}) {
  const key = `docs/${name}`;
  return {
    key, name, title: "", owner: "local", private: false, mine: true, manage: true, state, size: 0, version: "01", format: name.split(".").pop(),
    url: `/documents/${name.split("/").map(encodeURIComponent).join("/")}`, uploaded: minutes(0), ...more,
  };
}

const errorCodes = `• A205 - 과열 센서 이상입니다.
• A214 - 출탕센터 이상일 때 나타납니다.
• A294 - 수위봉 이상일때 나타나는 에러입니다.
• A297 - 가스누설 이상일 때 나타나는 에러입니다.
• A396 - 과열센서에 이상이 생길 때 나는 에러입니다.
• A398 - 배기과열에 이상이 생기면 나타납니다.
• A399 - 수온센서 이상에 나타나는 에러입니다.`;

export const sources = [
  source(1, "보일러/error_code.pdf", 1, 12.41, errorCodes, { title: "보일러 에러코드", headings: ["보일러 에러코드", "1. 센서"] }),
  source(2, "보일러/error_code.pdf", 2, 9.87, "과열 센서 이상이 계속되면 보일러를 끄고 서비스 센터에 연락해 주세요. 안쪽 센서의 고장일 수 있으니 직접 분해하지 마세요.", { title: "보일러 에러코드", headings: ["보일러 에러코드", "2. 조치"] }),
  source(3, "보일러/보일러 사용 설명서.pdf", 34, 7.02, "난방수가 부족하면 과열될 수 있습니다. 난방수를 확인한 뒤 다시 켜세요. 먼저 보일러를 끄고 10분쯤 식힌 뒤 전원을 다시 켭니다.", { headings: ["6장 문제 해결"] }),
];

function source(number, name, page, score, excerpt, more = {}) {
  return {
    number, store: "local", document: `docs/${name}`, version: "01", name: name.split("/").pop(), url: `/documents/${encodeURIComponent(name)}#page=${page}`,
    page, start: number * 1000, end: number * 1000 + 400, score, score_kind: "bm25", excerpt, uploaded: minutes(60 * 24), owner: "local", ...more,
  };
}

// page is what stands around a source's passage, in blocks as the server gives them.
export function page(s) {
  const first = s.number === 1;
  const blocks = [];
  const add = (kind, text, start, level) => blocks.push({ kind, text, start, end: start + Buffer.byteLength(text), ...(level && { level }) });
  add("heading", s.headings[0], s.start - 900, 1);
  add("paragraph", first ? "표시창에 아래 번호가 나타나면 뜻을 확인하고 조치해 주세요." : "표시창의 번호를 확인한 뒤 아래 순서로 조치합니다.", s.start - 700);
  let at = s.start;
  for (const line of s.excerpt.split("\n")) {
    add(line.startsWith("•") ? "item" : "paragraph", line, at, 1);
    at += Buffer.byteLength(line) + 1;
  }
  for (const line of first ? ["• A491 - 단수 확인 에러입니다.", "• A495 - 저수위 감지 에러입니다.", "• A508 - 통신 이상 에러입니다."] : ["같은 번호가 세 번 넘게 나타나면 부품을 바꿔야 합니다."]) {
    add(first ? "item" : "paragraph", line, at, 1);
    at += Buffer.byteLength(line) + 1;
  }
  return { document: s.document, version: s.version, name: s.name, title: s.title, format: "hwpx", start: s.start - 900, end: at, blocks };
}

const boiler = `A396은 **과열 센서**에 이상이 생겼을 때 나타나는 오류예요. [1] 같은 계열의 오류는 아래와 같아요.

| 코드 | 뜻 | 할 일 |
|---|---|---|
| A205 | 과열 센서 이상 [1] | 보일러를 끄고 서비스 센터에 연락 [2] |
| A396 | 과열 센서 이상 [1] | 난방수를 확인한 뒤 다시 켜기 [3] |

먼저 보일러를 끄고 10분쯤 식힌 뒤 다시 켜 보세요. [3] 그래도 계속 나타나면 안쪽 센서의 고장일 수 있어요. [2]`;

const code = `\`pathlib\`로 폴더를 돌면서 PDF만 고를 수 있어요. [1]

\`\`\`python
from pathlib import Path


def pdfs(folder: str) -> list[Path]:
    """folder 아래의 PDF를 이름순으로 돌려준다."""
    return sorted(p for p in Path(folder).rglob("*.pdf") if p.stat().st_size > 0)


for path in pdfs("자료실"):
    print(path.name, path.stat().st_size)
\`\`\`

* **rglob**은 아래 폴더까지 모두 찾아요.
* 빈 파일은 \`st_size\`로 걸러요.`;

const paragraph = (i) => `### ${i}. 점검 순서

보일러의 **${i}번 부품**을 살펴볼 때는 전원을 끄고 10분쯤 식혀야 해요. [1] 난방수가 부족하면 과열될 수 있으니 먼저 확인하고, 같은 번호가 계속 나타나면 \`A${200 + i}\` 항목을 찾아보세요. [2]

* 표시창의 번호를 적어 두세요.
* **난방수**를 확인한 뒤 다시 켜세요. [3]
* 그래도 나타나면 서비스 센터에 연락하세요.

`;

export function longAnswer(characters) {
  let text = "";
  for (let i = 1; text.length < characters; i++) {
    text += paragraph(i);
    if (i % 12 === 0) text += `\`\`\`go\nfunc check${i}(code string) bool {\n\treturn code == "A${200 + i}"\n}\n\`\`\`\n\n`;
    if (i % 9 === 0) text += `| 코드 | 뜻 |\n|---|---|\n| A${200 + i} | 센서 이상 [1] |\n| A${300 + i} | 통신 이상 [2] |\n\n`;
  }
  return text.slice(0, characters);
}

// script decides how a question is answered, by words in it.
export function script(ask) {
  const q = ask.body;
  if (ask.type === "document") return { read: true, answer: `이 문서는 보일러의 오류 번호와 조치를 설명해요. 센서 이상(A205, A396)은 전원을 끄고 식힌 뒤 다시 켜고, 가스누설(A297)은 바로 밸브를 잠그라고 해요.` };
  if (q.includes("길게")) return { sources, answer: longAnswer(20_000), chunk: 40, every: 50 };
  if (q.includes("코드")) return { sources: sources.slice(0, 1), answer: code };
  if (q.includes("실패")) return { error: { kind: "throttled", message: "지금은 요청이 많아요. 잠시 뒤에 다시 해 보세요.", retry: true } };
  if (q.includes("끊겨")) return { sources, answer: boiler, cutAt: 12, every: 60 };
  if (q.includes("천천히")) return { sources, answer: boiler, every: 350, chunk: 4 };
  if (q.includes("멈춰 있어")) return { sources, answer: boiler, hang: "retrieve" };
  if (q.includes("반쯤")) return { sources, answer: boiler, hang: 190 };
  if (ask.conv_type !== "qa") return { answer: "물론이에요! 저는 서연이에요. 무엇이 궁금하세요?" };
  return { sources, answer: boiler };
}

export function conversations() {
  const list = [
    ["보일러 A396 오류 해결", 5], ["타기관 OTP 등록 방법", 60 * 3], ["휴가 규정 제12조 요약", 60 * 24 * 2], ["2분기 수수료 표 비교", 60 * 24 * 3],
    ["개인정보 처리 방침 검토", 60 * 24 * 5], ["출장비 정산은 며칠 안에 해야 하고 영수증이 없으면 어떻게 하나요?", 60 * 24 * 12],
  ];
  return list.map(([title, ago], i) => ({ id: `sample-${i + 1}`, title, created: minutes(ago + 3), updated: minutes(ago), turns: 1 }));
}

export function turn(request, more) {
  return {
    request_id: request.request_id, request_time: request.request_time, conversation: request.conversation, type: request.type,
    conv_type: request.conv_type, rag_type: request.rag_type, function_type: request.function_type, body: request.body, answer: "",
    outcome: "completed", time: new Date().toISOString(), replaces: request.replaces,
    trace: {
      revised: request.body, stores: [{ store: "local", count: 4, took_ms: 12 }, { store: "opensearch", count: 4, took_ms: 88 }], kept: 3, dropped: 5,
      stages: [{ stage: "revise", took_ms: 310 }, { stage: "retrieve", took_ms: 92 }, { stage: "select", took_ms: 9 }, { stage: "answer", took_ms: 1380 }],
      region: "ap-northeast-2", model: "qwen3-8b", took_ms: 1804, first_ms: 620,
    },
    ...more,
  };
}

export function sampleTurns(conversation) {
  const ask = (body, id) => ({ request_id: id, request_time: "2026-11-23 10:00:00", conversation, type: "text", conv_type: "qa", rag_type: "all", function_type: "rag", body });
  return [turn(ask("보일러에 A396이 떠요. 무슨 뜻이고 어떻게 해야 하나요?", `${conversation}-t1`), { answer: checked, verdicts: verdicts(), sources })];
}

// checked is the answer with a sentence that no source bears out.
const checked = `${boiler} 부품 교체 비용은 보통 5만 원 안팎이에요.`;

// verdicts are those of checked: which lines of the sources bear its sentences out. Evidence counts bytes of a document's text.
function verdicts() {
  const supported = (sentence, number, line) => {
    const s = sources[number - 1];
    const at = s.start + Buffer.byteLength(s.excerpt.slice(0, s.excerpt.indexOf(line)));
    return { ...within(sentence), verdict: "supported", evidence: [{ source: number, start: at, end: at + Buffer.byteLength(line) }] };
  };
  const within = (sentence) => ({ start: checked.indexOf(sentence), end: checked.indexOf(sentence) + sentence.length });
  const a205 = "| A205 | 과열 센서 이상 [1] | 보일러를 끄고 서비스 센터에 연락 [2] |";
  const last = "부품 교체 비용은 보통 5만 원 안팎이에요.";
  return [
    supported("A396은 **과열 센서**에 이상이 생겼을 때 나타나는 오류예요. [1]", 1, "• A396 - 과열센서에 이상이 생길 때 나는 에러입니다."),
    supported(a205, 1, "• A205 - 과열 센서 이상입니다."),
    supported("먼저 보일러를 끄고 10분쯤 식힌 뒤 다시 켜 보세요. [3]", 3, "먼저 보일러를 끄고 10분쯤 식힌 뒤 전원을 다시 켭니다."),
    supported("그래도 계속 나타나면 안쪽 센서의 고장일 수 있어요. [2]", 2, "안쪽 센서의 고장일 수 있으니 직접 분해하지 마세요."),
    { ...within(last), verdict: "unsupported", reason: "number" },
  ];
}

// longTurns is a conversation of so many turns.
export function longTurns(conversation, count) {
  const [first] = sampleTurns(conversation);
  return Array.from({ length: count }, (_, i) => ({
    ...first, verdicts: undefined, request_id: `${conversation}-${i + 1}`, body: `${i + 1}번째 질문: A396은 무슨 뜻인가요?`,
    answer: i % 3 === 0 ? boiler : i % 3 === 1 ? code : "먼저 보일러를 끄고 10분쯤 식힌 뒤 다시 켜 보세요. [3]",
  }));
}

// pool is how four regions' models may stand: well, throttled, coming back, and left out.
export function pool() {
  const profile = (region, more) => ({
    name: `${region}/claude-haiku-4-5`, region, model: "claude-haiku-4-5", breaker: "closed", quota: 200_000, remaining: 0.82, in_flight: 1,
    first_ms: 640, p95_ms: 1_480, failure: 0, calls: 1_284, throttled: 3, failed: 1, hedges: 22, input: 2_310_400, output: 412_300, spend_usd: 4.37, ...more,
  });
  return {
    profiles: [
      profile("us-west-2", {}),
      profile("us-east-1", { breaker: "open", remaining: 0.04, throttled: 61, first_ms: 2_210, p95_ms: 6_900, spend_usd: 3.9 }),
      profile("eu-central-1", { breaker: "half_open", quota: 0, remaining: 1, p95_ms: 0, calls: 12 }),
      profile("ap-northeast-1", { removed: "이 모델을 쓸 권한이 없어요.", remaining: 0, calls: 1, first_ms: 0, p95_ms: 0, input: 0, output: 0, spend_usd: 0 }),
    ],
    waiting: 2, in_flight: 3, asked: 2_581, answered: 2_561, refused: 1, moved: 64, hedged: 66, restarts: 4,
  };
}
