/** What is being done, each by its id. Asked for again meanwhile, it is done once, and both get the same answer. */
export class Underway<T> {
  private readonly answers = new Map<string, Promise<T>>();

  once(id: string, act: () => Promise<T>): Promise<T> {
    const begun = this.answers.get(id);
    if (begun !== undefined) return begun;
    const answer = act().finally(() => this.answers.delete(id));
    this.answers.set(id, answer);
    return answer;
  }
}
