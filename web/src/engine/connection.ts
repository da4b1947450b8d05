import type { ClientFrame, Part, ServerFrame } from "../api/wire";
import type { Clock } from "./clock";

export const subprotocol = "mundap.v2";

// How the connection stands: "waiting" is between two attempts, "closed" was asked for.
export type ConnectionState = "connecting" | "open" | "waiting" | "closed";

// SocketLike is the part of WebSocket that a connection uses.
export interface SocketLike {
  readyState: number;
  onopen: ((event: Event) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

export interface ConnectionOptions {
  address: () => Promise<Address>; // asks the server for the socket's address, each time anew: it may hold a ticket
  dial: (url: string, subprotocol: string) => SocketLike;
  clock: Clock;
  onOpen: () => void;
  onFrame: (frame: ServerFrame) => void;
  onState: (state: ConnectionState) => void;
  onRefused: (error: unknown) => boolean; // an error of address; true: give up (nobody is signed in)
}

export interface Address {
  url: string;
  pingEvery?: number; // ms, where the server says how often it wants to be asked whether it is there
}

const firstDelay = 400; // ms before the first attempt to come back; doubles up to longestDelay
const longestDelay = 15_000;
const openWithin = 10_000; // ms for a socket to open
const usualPing = 25_000; // ms between pings; proxies cut idle sockets after 60 s or more
const pongWithin = 5_000;
const steadyAfter = 3_000; // ms that a socket must stand before a loss counts as the first again

// Connection keeps one socket to the server open for as long as it lives: it dials, notices silence, and dials again with
// growing pauses. It carries frames and knows nothing of what they mean.
export class Connection {
  #options: ConnectionOptions;
  #socket: SocketLike | null = null;
  #state: ConnectionState = "closed";
  #delay = firstDelay;
  #pingEvery = usualPing;
  #attempt = 0; // tells answers of an older attempt from the present one's
  #cancel: (() => void)[] = [];

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  open(): void {
    if (this.#state !== "closed") return;
    this.#delay = firstDelay;
    void this.#dial();
  }

  close(): void {
    this.#drop();
    this.#become("closed");
  }

  // hurry ends a pause at once: the browser says that the network is back, or the reader looks at the page again.
  hurry(): void {
    if (this.#state === "waiting") {
      this.#delay = firstDelay;
      this.#clear();
      void this.#dial();
    } else if (this.#state === "open") {
      this.#ping();
    }
  }

  // send gives a frame to the socket, or returns false if there is none now.
  send(frame: ClientFrame): boolean {
    if (this.#state !== "open" || this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  async #dial(): Promise<void> {
    this.#become("connecting");
    const attempt = ++this.#attempt;
    let address: Address;
    try {
      address = await this.#options.address();
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (this.#options.onRefused(error)) this.close();
      else this.#lost();
      return;
    }
    if (attempt !== this.#attempt) return;
    let socket: SocketLike;
    try {
      socket = this.#options.dial(address.url, subprotocol);
    } catch {
      this.#lost();
      return;
    }
    this.#socket = socket;
    this.#pingEvery = address.pingEvery || usualPing;
    this.#after(openWithin, () => this.#lost());
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#received(event.data);
    socket.onclose = () => this.#lost();
    socket.onerror = () => {}; // a close follows
  }

  #opened(): void {
    this.#clear();
    this.#become("open");
    this.#after(steadyAfter, () => (this.#delay = firstDelay));
    this.#after(this.#pingEvery, () => this.#ping());
    this.#options.onOpen();
  }

  #received(data: unknown): void {
    let frame: ServerFrame;
    try {
      frame = JSON.parse(String(data)) as ServerFrame;
    } catch {
      return;
    }
    if (typeof frame !== "object" || frame === null) return;
    this.#heard();
    if (frame.event === "part") this.#joined(frame.part);
    else if (frame.event !== "pong") this.#options.onFrame(frame);
  }

  #parts = new Map<string, string>(); // of frames that have not come whole

  // joined puts a long frame together. Its parts come in order, those of others perhaps between them; what a lost
  // connection leaves unfinished is sent again.
  #joined(part: Part | undefined): void {
    if (!part) return;
    const before = this.#parts.get(part.id);
    if (part.number > 1 && before === undefined) return;
    const text = (before ?? "") + part.text;
    if (part.number < part.of) {
      this.#parts.set(part.id, text);
      return;
    }
    this.#parts.delete(part.id);
    this.#received(text);
  }

  #pong: (() => void) | null = null;

  #ping(): void {
    if (this.#pong || !this.send({ op: "ping" })) return;
    this.#pong = this.#after(pongWithin, () => this.#lost());
  }

  // heard notes that the other side lives. Whatever it says is as good as a pong.
  #heard(): void {
    if (!this.#pong) return;
    this.#pong();
    this.#pong = null;
    this.#after(this.#pingEvery, () => this.#ping());
  }

  #lost(): void {
    if (this.#state === "closed" || this.#state === "waiting") return;
    this.#drop();
    this.#become("waiting");
    const pause = this.#delay * (0.7 + 0.6 * this.#options.clock.random());
    this.#delay = Math.min(this.#delay * 2, longestDelay);
    this.#after(pause, () => void this.#dial());
  }

  #drop(): void {
    this.#clear();
    this.#attempt++;
    this.#parts.clear();
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onclose = socket.onerror = socket.onmessage = null;
    socket.close();
  }

  #after(ms: number, f: () => void): () => void {
    const cancel = this.#options.clock.after(ms, f);
    this.#cancel.push(cancel);
    return cancel;
  }

  #clear(): void {
    for (const cancel of this.#cancel.splice(0)) cancel();
    this.#pong = null;
  }

  #become(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}
