/** Waits until this is so, 5 s at least. */
export async function eventually<T>(ask: () => T | Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  for (let i = 0; i < 500; i++) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`it never was so: ${JSON.stringify(await ask())}`);
}
