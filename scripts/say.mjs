// Progress and errors in plain words. No dependencies; runs under any Node >= 18.

/** One line of progress, beside what a command prints: `Building the console ... 4.2 s`. Returns how to change and end it. */
export function step(words) {
  const begun = performance.now();
  const live = process.stderr.isTTY;
  let note = '';
  const line = () => `  ${words} ... ${note}`;
  if (live) process.stderr.write(line());
  return {
    /** Replaces what stands behind the dots; shown at once on a terminal, and with the end elsewhere. */
    note(text) {
      if (live && text !== note) process.stderr.write(`\r\x1b[K${((note = text), line())}`);
    },
    end(text = `${((performance.now() - begun) / 1000).toFixed(1)} s`) {
      note = text;
      process.stderr.write(`${live ? '\r\x1b[K' : ''}${line()}\n`);
    },
  };
}

/** Something a person has to mend: printed as its message, without a stack. */
export class Problem extends Error {}

/** Runs `main`; a Problem ends the process with its one line, anything else is a bug and keeps its stack. */
export async function run(main) {
  try {
    await main();
  } catch (error) {
    const words = error instanceof Problem ? error.message : fileProblem(error);
    console.error(words === null ? error : `\nringside: ${words}`);
    process.exitCode = 1;
  }
}

/** A folder that cannot be written, a full disk: words for what the system calls EACCES, ENOSPC. */
function fileProblem(error) {
  switch (error?.code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `cannot write ${error.path ?? 'here'}: this user needs write access to the project folder`;
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return null;
  }
}
