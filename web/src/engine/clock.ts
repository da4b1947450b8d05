// Clock is what the engine knows of time, so that tests can stand in for it.
export interface Clock {
  after(ms: number, f: () => void): () => void; // calls f once after ms milliseconds, until what it returns is called
  random(): number; // in [0, 1)
}

export const systemClock: Clock = {
  after(ms, f) {
    const timer = setTimeout(f, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
