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
