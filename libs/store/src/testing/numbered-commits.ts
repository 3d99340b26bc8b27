import { StoreUnavailableError } from '@ringside/engine';

/** Writes commits one after the other, numbered as their host numbers them. */
export class NumberedCommits<Batch extends object> {
  /** Of the last one that was written. */
  number = 0;

  constructor(
    private readonly store: { commit(number: number, batch: Batch): Promise<void> },
    private readonly empty: Batch,
  ) {}

  /** Writes the next one. One that is refused, or whose connection is lost, does not use its number up. */
  async write(batch: Partial<Batch>): Promise<void> {
    const number = this.number + 1;
    await this.store.commit(number, { ...this.empty, ...batch });
    this.number = number;
  }

  /** Writes the next one, again and again while the connection is lost; answers how often it was. */
  async insist(batch: Partial<Batch>, lost: () => void = () => undefined): Promise<number> {
    for (let tries = 0; ; tries++) {
      try {
        await this.write(batch);
        return tries;
      } catch (error) {
        if (!(error instanceof StoreUnavailableError) || tries > 50) throw error;
        lost();
      }
    }
  }
}
