// Imported first by everything that needs Node 24: npm scripts run under whatever `node` is first on
// PATH, and that is an old one when install hooks are off or the bundled Node could not be installed.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  console.error(
    `ringside: needs Node 24.15 or newer, this is ${process.version}. Run "node scripts/bootstrap.mjs", then the same command again.`,
  );
  process.exit(1);
}
