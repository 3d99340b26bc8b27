/** What is done about one thing is done one after another; what is done about others goes its own way. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs `act` when everything that was asked for before about `id` is over, however it ended. */
  async take<T>(id: string, act: () => Promise<T>): Promise<T> {
    const mine = (this.last.get(id) ?? Promise.resolve()).then(act);
    const settled = mine.catch(() => undefined);
    this.last.set(id, settled);
    void settled.then(() => {
      if (this.last.get(id) === settled) this.last.delete(id);
    });
    return mine;
  }
}
