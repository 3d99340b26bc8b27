/** Kinds of events on a floor. What an event is of: a call (position of its contact), a caller (number), or an index. */
export const EVENT = {
  /** Of a call. */
  resolved: 1,
  heardAnswer: 2,
  heardEnd: 3,
  verdict: 4,
  graceOver: 5,
  givesUp: 6,
  /** Of a caller. */
  talkOver: 7,
  wrapOver: 8,
  logsIn: 9,
  takesBreak: 10,
  asks: 11,
  /** Of the floor. */
  tick: 12,
  dayStarts: 13,
  workEnds: 14,
  massLogout: 15,
} as const;
