// Who may import whom. test/arch/levels.spec.ts runs this inside Jest, so a wall is a failing test; every rule
// says why it stands. Drawn in docs/ARCHITECTURE.md.

/** Imports go to a smaller number only. A new package gets its place here and nowhere else. */
const level = {
  contracts: 0,
  telephony: 1,
  outbound: 1,
  pacing: 1,
  engine: 2,
  simulation: 3,
  store: 3,
  providers: 3,
  client: 3,
  dialer: 4,
};

const names = Object.keys(level);
const libs = (test) => `^libs/(${names.filter((name) => test(level[name])).join('|')})/`;
/** Specs, and what only specs use; `testing` and `conformance` are entries of their own. */
const test = '[.](spec|e2e-spec|browser-spec)[.]ts$|^(test|bench)/|^(libs|apps)/.+/(testing|conformance)/';

/** What a package's exports promise, as patterns of its source files. */
const entries = names.flatMap((name) => {
  const { exports } = require(`./libs/${name}/package.json`);
  return Object.values(exports).map(
    (target) =>
      '^' +
      target.default
        .replace('./dist/', `libs/${name}/src/`)
        .replace(/[.]js$/, '.ts')
        .replace('*', '[^/]+') +
      '$',
  );
});

module.exports = {
  forbidden: [
    ...[0, 1, 2, 3, 4].map((height) => ({
      name: `level-${height}-imports-lower-levels`,
      comment:
        'Imports point down, never up or sideways: so each package is understood, tested and replaced knowing only what is below it.',
      severity: 'error',
      from: { path: `^libs/(${names.filter((name) => level[name] === height).join('|')})/`, pathNot: test },
      to: { path: [libs((other) => other >= height), '^apps/'], pathNot: '^libs/$1/' },
    })),
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other are one idea in two places; neither can be read or moved alone.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'entries-only',
      comment:
        'A package promises what its entry exports. What lies deeper may change on any day, so nobody else may hold on to it.',
      severity: 'error',
      from: { path: '^(libs|apps)/([^/]+)/', pathNot: test },
      to: { path: '^libs/[^/]+/', pathNot: [...entries, '^$1/$2/'] },
    },
    {
      name: 'core-knows-no-framework',
      comment:
        'Levels 0 to 2 outlive frameworks: the same engine runs in the service, in the simulator and in tests. Only `outbound` has externals, its two.',
      severity: 'error',
      from: { path: libs((height) => height <= 2), pathNot: test },
      to: { path: 'node_modules/', pathNot: ['node_modules/(undici|ipaddr[.]js)/', '@ringside/'] },
    },
    {
      name: 'core-does-no-io',
      comment:
        'The contracts and the engine are given everything, time and chance included; a file, socket or timer would make them differ from run to run.',
      severity: 'error',
      from: { path: '^libs/(contracts|engine|pacing|simulation)/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'browser-side-is-small',
      comment:
        'What runs in the browser is the console, the client and the contracts: the rest is the server, and must neither leak into the bundle nor be needed there.',
      severity: 'error',
      from: { path: '^apps/console/src/' },
      to: { path: '^libs/', pathNot: '^libs/(client|contracts)/' },
    },
    {
      name: 'client-runs-in-browsers',
      comment: 'The SDK runs in a browser as in Node: nothing of Node may be imported.',
      severity: 'error',
      from: { path: '^(libs/client|apps/console)/src/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-apps-choose',
      comment:
        'Which phone system and which database are used is decided where a program is put together. The dialer is given both, so a host application can bring its own.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/', pathNot: test },
      to: { path: '^libs/(providers|store)/', pathNot: '^libs/$1/' },
    },
    {
      name: 'apps-are-apart',
      comment:
        'Programs meet on the wire. The mock phone system must not know more of the service than a real one would.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: test },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-dev-dependencies',
      comment: 'What is installed only for development is not there when somebody installs the package.',
      severity: 'error',
      from: { path: '^(libs/[^/]+|apps/api|apps/pbx-mock)/src/', pathNot: test },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['npm', 'npm-peer', 'npm-optional', 'type-only'],
      },
    },
    {
      name: 'declared-dependencies',
      comment:
        'A package that is used must be named by the package that uses it: that it lies in node_modules is luck.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: [test, '^apps/console/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'tests-stay-outside',
      comment: 'What ships must work where the specs are not installed.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: test },
      to: { path: test },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that leads nowhere hides what is behind it from all the rules above.',
      severity: 'error',
      from: { path: '^(libs|apps)/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['/dist/', '[.]angular/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: `${__dirname}/test/arch/tsconfig.json` },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
