import { beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "./clock";
import { Connection, type Address, type ConnectionState, type SocketLike } from "./connection";

// A clock that tests move by hand.
class FakeClock implements Clock {
  #now = 0;
  #waiting: { at: number; f: () => void }[] = [];
  random = () => 0.5;

  after(ms: number, f: () => void) {
    const entry = { at: this.#now + ms, f };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((e) => e !== entry);
    };
  }

  get waiting() {
    return this.#waiting.length;
  }

  async advance(ms: number) {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#waiting.filter((e) => e.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#now = next.at;
      this.#waiting = this.#waiting.filter((e) => e !== next);
      next.f();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

const settle = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

class FakeSocket implements SocketLike {
  readyState = 0;
  onopen: SocketLike["onopen"] = null;
  onclose: SocketLike["onclose"] = null;
  onerror: SocketLike["onerror"] = null;
  onmessage: SocketLike["onmessage"] = null;
  sent: string[] = [];
  closed = false;

  constructor(readonly url: string, readonly subprotocol: string) {}

  send(data: string) {
    this.sent.push(data);
  }
  close() {
    this.closed = true;
    this.readyState = 3;
  }
  opens() {
    this.readyState = 1;
    this.onopen?.({} as Event);
  }
  breaks() {
    this.readyState = 3;
    this.onclose?.({} as CloseEvent);
  }
  says(frame: unknown) {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) } as MessageEvent);
  }
}

let clock: FakeClock;
let sockets: FakeSocket[];
let states: ConnectionState[];
let frames: unknown[];
let opened: number;
let addresses: (() => Promise<Address>)[];
let refused: unknown[];

function connect() {
  return new Connection({
    clock,
    address: () => (addresses.shift() ?? (() => Promise.resolve({ url: "ws://server/ws" })))(),
    dial: (url, subprotocol) => {
      const socket = new FakeSocket(url, subprotocol);
      sockets.push(socket);
      return socket;
    },
    onOpen: () => opened++,
    onFrame: (frame) => frames.push(frame),
    onState: (state) => states.push(state),
    onRefused: (error) => {
      refused.push(error);
      return error === "signed out";
    },
  });
}

beforeEach(() => {
  clock = new FakeClock();
  [sockets, states, frames, addresses, refused] = [[], [], [], [], []];
  opened = 0;
});

describe("Connection", () => {
  test("opens the socket that the server names, with the subprotocol", async () => {
    connect().open();
    await settle();
    expect(sockets).toHaveLength(1);
    expect(sockets[0]!.url).toBe("ws://server/ws");
    expect(sockets[0]!.subprotocol).toBe("mundap.v2");
    sockets[0]!.opens();
    expect(states).toEqual(["connecting", "open"]);
    expect(opened).toBe(1);
  });

  test("sends only while it is open", async () => {
    const connection = connect();
    connection.open();
    await settle();
    expect(connection.send({ op: "ping" })).toBe(false);
    sockets[0]!.opens();
    expect(connection.send({ op: "stop", request_id: "r" })).toBe(true);
    expect(sockets[0]!.sent).toEqual(['{"op":"stop","request_id":"r"}']);
  });

  test("puts long frames together from their parts", async () => {
    connect().open();
    await settle();
    sockets[0]!.opens();
    const part = (id: string, number: number, of: number, text: string) =>
      sockets[0]!.says({ event: "part", request_id: "r", part: { id, number, of, text } });
    const long = JSON.stringify({ event: "delta", request_id: "r", seq: 1, text: '긴 "답"' });
    part("a", 1, 3, long.slice(0, 10));
    part("b", 1, 2, '{"event":"delta",');
    part("a", 2, 3, long.slice(10, 20));
    sockets[0]!.says({ event: "delta", request_id: "s", seq: 9 });
    expect(frames).toEqual([{ event: "delta", request_id: "s", seq: 9 }]);
    part("a", 3, 3, long.slice(20));
    expect(frames.at(-1)).toEqual({ event: "delta", request_id: "r", seq: 1, text: '긴 "답"' });
    part("c", 2, 2, "its beginning was lost");
    sockets[0]!.breaks();
    await clock.advance(20_000);
    sockets[1]!.opens();
    sockets[1]!.says({ event: "part", request_id: "r", part: { id: "b", number: 2, of: 2, text: '"seq":1}' } });
    expect(frames).toHaveLength(2);
  });

  test("dials again after a loss, with growing pauses, and asks for the address anew", async () => {
    connect().open();
    await settle();
    const pauses: number[] = [];
    for (let i = 0; i < 8; i++) {
      sockets.at(-1)!.breaks();
      let waited = 0;
      const count = sockets.length;
      while (sockets.length === count) {
        await clock.advance(100);
        waited += 100;
      }
      pauses.push(waited);
    }
    for (let i = 1; i < pauses.length; i++) expect(pauses[i]!).toBeGreaterThanOrEqual(pauses[i - 1]!);
    expect(pauses[0]!).toBeLessThan(700);
    expect(pauses.at(-1)!).toBeLessThanOrEqual(20_000);
  });

  test("a steady connection begins with the short pause again", async () => {
    connect().open();
    await settle();
    for (let i = 0; i < 5; i++) {
      sockets.at(-1)!.breaks();
      await clock.advance(20_000);
    }
    sockets.at(-1)!.opens();
    await clock.advance(4_000);
    const count = sockets.length;
    sockets.at(-1)!.breaks();
    await clock.advance(700);
    expect(sockets).toHaveLength(count + 1);
  });

  test("silence after a ping counts as a loss; any frame counts as a sign of life", async () => {
    connect().open();
    await settle();
    sockets[0]!.opens();
    await clock.advance(25_000);
    expect(sockets[0]!.sent).toEqual(['{"op":"ping"}']);
    sockets[0]!.says({ event: "delta", request_id: "r", seq: 1, text: "가" });
    await clock.advance(6_000);
    expect(sockets[0]!.closed).toBe(false);
    await clock.advance(20_000);
    expect(sockets[0]!.sent).toHaveLength(2);
    await clock.advance(5_000);
    expect(sockets[0]!.closed).toBe(true);
    expect(states.slice(0, 3)).toEqual(["connecting", "open", "waiting"]);
  });

  test("the server says how often it wants to be asked", async () => {
    addresses = [() => Promise.resolve({ url: "ws://server/ws", pingEvery: 300_000 })];
    connect().open();
    await settle();
    sockets[0]!.opens();
    await clock.advance(299_000);
    expect(sockets[0]!.sent).toEqual([]);
    await clock.advance(2_000);
    expect(sockets[0]!.sent).toEqual(['{"op":"ping"}']);
    sockets[0]!.says({ event: "pong" });
    await clock.advance(299_000);
    expect(sockets[0]!.sent).toHaveLength(1);
  });

  test("hurry ends a pause at once", async () => {
    const connection = connect();
    connection.open();
    await settle();
    for (let i = 0; i < 6; i++) {
      sockets.at(-1)!.breaks();
      await clock.advance(20_000);
    }
    sockets.at(-1)!.breaks();
    const count = sockets.length;
    connection.hurry();
    await settle();
    expect(sockets).toHaveLength(count + 1);
  });

  test("tells each state once, however often it is closed", async () => {
    const connection = connect();
    connection.open();
    await settle();
    connection.close();
    connection.close();
    expect(states).toEqual(["connecting", "closed"]);
  });

  test("gives up when nobody is signed in, and goes on for any other refusal", async () => {
    addresses = [() => Promise.reject("down"), () => Promise.reject("signed out")];
    connect().open();
    await settle();
    expect(states).toEqual(["connecting", "waiting"]);
    await clock.advance(1_000);
    expect(states.at(-1)).toBe("closed");
    await clock.advance(60_000);
    expect(refused).toEqual(["down", "signed out"]);
  });

  test("frames that are no JSON are passed over, pongs are kept to itself", async () => {
    connect().open();
    await settle();
    sockets[0]!.opens();
    sockets[0]!.says("no json");
    sockets[0]!.says({ event: "pong" });
    sockets[0]!.says({ event: "stage", request_id: "r", seq: 1 });
    expect(frames).toEqual([{ event: "stage", request_id: "r", seq: 1 }]);
  });

  test("close leaves no timer and no socket behind", async () => {
    const connection = connect();
    connection.open();
    await settle();
    sockets[0]!.opens();
    connection.close();
    expect(sockets[0]!.closed).toBe(true);
    expect(clock.waiting).toBe(0);
    sockets[0]!.breaks();
    await clock.advance(60_000);
    expect(sockets).toHaveLength(1);
  });

  test("a socket that never opens is given up", async () => {
    connect().open();
    await settle();
    await clock.advance(10_000);
    expect(sockets[0]!.closed).toBe(true);
    expect(states).toEqual(["connecting", "waiting"]);
  });

  test("pauses double from 0.4 to 15 seconds, with a chance of three tenths either way", async () => {
    connect().open();
    await settle();
    for (const pause of [400, 800, 1600, 3200, 6400, 12800, 15_000, 15_000]) {
      sockets.at(-1)!.breaks();
      const count = sockets.length;
      await clock.advance(pause - 1);
      expect(sockets).toHaveLength(count);
      await clock.advance(1);
      expect(sockets).toHaveLength(count + 1);
    }
    clock.random = () => 0;
    sockets.at(-1)!.breaks();
    const count = sockets.length;
    await clock.advance(10_500);
    expect(sockets).toHaveLength(count + 1);
  });

  test("hurry makes the next pause short again, and asks an open connection whether it lives", async () => {
    const connection = connect();
    connection.open();
    await settle();
    for (let i = 0; i < 4; i++) {
      sockets.at(-1)!.breaks();
      await clock.advance(20_000);
    }
    sockets.at(-1)!.breaks();
    connection.hurry();
    await settle();
    const count = sockets.length;
    sockets.at(-1)!.breaks();
    await clock.advance(400);
    expect(sockets).toHaveLength(count + 1);
    sockets.at(-1)!.opens();
    connection.hurry();
    connection.hurry();
    expect(sockets.at(-1)!.sent).toEqual(['{"op":"ping"}']);
    await clock.advance(5_000);
    expect(connection.state).toBe("waiting");
  });

  test("an address that comes after the connection was closed is not dialled", async () => {
    let answer: (a: Address) => void = () => {};
    addresses = [() => new Promise((resolve) => (answer = resolve))];
    const connection = connect();
    connection.open();
    connection.close();
    answer({ url: "ws://late/ws" });
    await settle();
    expect(sockets).toEqual([]);
  });

  test("a refusal that comes after the connection was closed is nobody's", async () => {
    let fail: (e: unknown) => void = () => {};
    addresses = [() => new Promise((_, reject) => (fail = reject))];
    const connection = connect();
    connection.open();
    connection.close();
    fail("signed out");
    await settle();
    expect(refused).toEqual([]);
  });

  test("opening twice dials once, and a closed connection can be opened again", async () => {
    const connection = connect();
    connection.open();
    connection.open();
    await settle();
    expect(sockets).toHaveLength(1);
    connection.close();
    connection.open();
    await settle();
    expect(sockets).toHaveLength(2);
  });

  test("a socket that is closing takes no frame", async () => {
    const connection = connect();
    connection.open();
    await settle();
    sockets[0]!.opens();
    sockets[0]!.readyState = 2;
    expect(connection.send({ op: "ping" })).toBe(false);
    expect(sockets[0]!.sent).toEqual([]);
  });

  test("JSON that is no frame is passed over", async () => {
    connect().open();
    await settle();
    sockets[0]!.opens();
    for (const text of ["null", "7", '"text"', '{"event":"part"}']) sockets[0]!.says(text);
    expect(frames).toEqual([]);
  });

  test("a short stand does not make the pauses short again", async () => {
    connect().open();
    await settle();
    for (let i = 0; i < 4; i++) {
      sockets.at(-1)!.breaks();
      await clock.advance(20_000);
    }
    sockets.at(-1)!.opens();
    await clock.advance(2_900);
    const count = sockets.length;
    sockets.at(-1)!.breaks();
    await clock.advance(3_000);
    expect(sockets).toHaveLength(count);
  });
});
