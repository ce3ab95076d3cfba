// Waiting for what must come, with a bound.

const LOOK_EVERY_MS = 20;
const AT_MOST_MS = 30_000;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The first answer of `look` that is not false. What it last saw may be told by `saw`.
export async function until(what, look, { ms = AT_MOST_MS, saw = () => '' } = {}) {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await look();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what} ${saw()}`);
    await pause(LOOK_EVERY_MS);
  }
}

const UNAVAILABLE = 14;
const CANCELLED = 1; // by us, when hiltd was killed

// The answer of a call to the engine, made again for as long as hiltd is not there.
export function insist(world, call) {
  return until('an answer', async () => {
    if (!world.engine) return undefined;
    return call(world.engine).catch((error) => {
      if (error.code !== UNAVAILABLE && error.code !== CANCELLED) throw error;
    });
  });
}
