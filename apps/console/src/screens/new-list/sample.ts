/** Area codes of the sample; every number lies in 555-0100 to 555-0199, which is set aside for fiction. */
const AREAS = ['301', '984', '551', '936', '858', '612', '415', '206'] as const;
/** Last two digits. To the mock phone system their first one says who is there: most answer, some are busy or out. */
const TAILS = '00 81 10 92 03 84 95 30 06 87 60 98 09 11 83 20 90 05 86 93 33 08 89 97'.split(' ');

/** A list to begin with: nobody can ever be reached under these numbers. */
export function sampleList(): string {
  return TAILS.map((tail, index) => `+1 ${AREAS[(index * 5) % AREAS.length] ?? AREAS[0]} 555 01${tail}`).join(
    '\n',
  );
}
