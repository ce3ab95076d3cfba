// Steps of one story: where one fails, those after it have nothing to stand on.
export function steps(t) {
  let failed = false;
  return (name, body) =>
    t.test(name, { skip: failed && 'a step before it failed' }, async () => {
      try {
        await body();
      } catch (error) {
        failed = true;
        throw error;
      }
    });
}
