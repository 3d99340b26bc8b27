/** What names a call or a caller: anything that a map tells apart. */
export type Key = string | number;
