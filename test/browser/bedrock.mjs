// A stand-in for Amazon Bedrock, which streams what it is told to in the AWS event stream's form.
import { once } from "node:events";
import { createServer } from "node:http";
import { crc32 } from "node:zlib";
import { untilClosed, vectorOf } from "./harness.mjs";

// startBedrock serves one model, which answers in words and, like Titan, embeds texts. requests are the bodies and signatures that came.
export async function startBedrock(model, words) {
  const requests = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  async function answer(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    requests.push({ path: decodeURIComponent(request.url), signed: request.headers.authorization ?? "", body: Buffer.concat(parts).toString() });
    if (decodeURIComponent(request.url) === `/model/${model}/invoke`) {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ embedding: vectorOf(JSON.parse(requests.at(-1).body).inputText) }));
      return;
    }
    if (decodeURIComponent(request.url) !== `/model/${model}/converse-stream`) {
      response.writeHead(404, { "Content-Type": "application/json", "X-Amzn-Errortype": "ResourceNotFoundException" }).end('{"message":"no such model"}');
      return;
    }
    response.writeHead(200, { "Content-Type": "application/vnd.amazon.eventstream" });
    const send = (type, value) => response.write(message({ ":message-type": "event", ":event-type": type, ":content-type": "application/json" }, JSON.stringify(value)));
    send("messageStart", { role: "assistant" });
    for (const text of words) send("contentBlockDelta", { contentBlockIndex: 0, delta: { text } });
    send("contentBlockStop", { contentBlockIndex: 0 });
    send("messageStop", { stopReason: "end_turn" });
    send("metadata", { usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 }, metrics: { latencyMs: 1 } });
    response.end();
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return untilClosed({
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}

const stringValue = 7; // the type of a header's value

// message is one message of an event stream: lengths, headers, payload, and a checksum after the lengths and after all.
function message(headers, text) {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(value.length);
    return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([stringValue]), length, Buffer.from(value)]);
  }));
  const payload = Buffer.from(text);
  const whole = Buffer.alloc(16 + head.length + payload.length);
  whole.writeUInt32BE(whole.length, 0);
  whole.writeUInt32BE(head.length, 4);
  whole.writeUInt32BE(crc32(whole.subarray(0, 8)), 8);
  head.copy(whole, 12);
  payload.copy(whole, 12 + head.length);
  whole.writeUInt32BE(crc32(whole.subarray(0, whole.length - 4)), whole.length - 4);
  return whole;
}
