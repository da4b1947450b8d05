import type { Clock } from "../engine/clock";

const soonest = 1_000; // ms between two looks, however often the server says that something changed
const rarest = 5_000; // while it goes on saying so
const quiet = 10_000; // ms without a word, after which the next one is news again
const firstLook = 2_000; // ms after which a page looks by itself where it waits for something
const lastLook = 60_000; // what that pause grows to, doubling
const elsewhere = 5 * 60_000; // between looks at what others have the server work on
const unconnected = 20_000; // between looks while the socket, by which the server tells, is closed
const slowly = 20_000; // what the pause grows to for work that the server does not tell of

// Waiting is what a page waits for, as it knows.
export interface Waiting {
  connected: boolean; // by a socket, so that changes are told
  own: boolean; // uploads or documents of the user's are under way
  others: boolean; // documents of other people are
  untold: boolean; // vectors of meaning are being made
}

// Watch decides when a page looks at what the server does with documents. The server says when something changed; to look
// by itself is for what could be lost: with growing pauses, and not at all where nothing is under way.
export class Watch {
  #clock: Clock;
  #look: () => void;
  #due: (() => void) | null = null;
  #pause = soonest;
  #resting = false;
  #calm: (() => void) | null = null;
  #looks = 0;

  constructor(clock: Clock, look: () => void) {
    this.#clock = clock;
    this.#look = look;
  }

  // told looks at once, or as soon as the last look is long enough ago.
  told(): void {
    this.#looks = 0;
    this.#calm?.();
    this.#calm = this.#clock.after(quiet, () => {
      this.#pause = soonest;
      this.#calm = null;
    });
    if (this.#due) return;
    if (!this.#resting) {
      this.#now();
      return;
    }
    this.#due = this.#clock.after(this.#pause, () => {
      this.#due = null;
      this.#pause = Math.min(this.#pause * 1.5, rarest);
      this.#now();
    });
  }

  // looked notes that the page has looked, for whatever reason.
  looked(): void {
    this.#looks++;
  }

  // next is how long after the last look the page looks by itself; false: it does not.
  next(w: Waiting): number | false {
    const pause = firstLook * 2 ** Math.max(0, this.#looks - 1);
    if (w.own) return Math.min(pause, w.connected ? lastLook : unconnected);
    if (!w.connected) return unconnected;
    if (w.untold) return Math.min(pause, slowly);
    return w.others ? elsewhere : false;
  }

  stop(): void {
    this.#due?.();
    this.#calm?.();
    this.#due = this.#calm = null;
  }

  #now(): void {
    this.#resting = true;
    this.#clock.after(this.#pause, () => (this.#resting = false));
    this.#look();
  }
}
