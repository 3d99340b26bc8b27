/** Area codes of the sample; every number lies in 555-0100 to 555-0199, which is set aside for fiction. */
const AREAS = ['301', '984', '551', '936', '858', '612', '415', '206'] as const;
const SAMPLES = 24;

/** A list to begin with: nobody can ever be reached under these numbers. */
export function sampleList(): string {
  return Array.from({ length: SAMPLES }, (_, index) => {
    const area = AREAS[(index * 5) % AREAS.length] ?? AREAS[0];
    const line = 100 + ((index * 37) % 100);
    return `+1 ${area} 555 0${line}`;
  }).join('\n');
}
