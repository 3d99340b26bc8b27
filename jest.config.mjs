import presets from 'jest-preset-angular/presets/index.js';

process.env.TZ = 'UTC';

const swc = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'es6' },
};
const relative = { '^(\\.{1,2}/.*)\\.js$': '$1' };
/** Workspace packages are tested from their sources. */
const workspace = {
  '^@ringside/providers/([a-z-]+)$': '<rootDir>/libs/providers/src/$1/index.ts',
  '^@ringside/pbx-mock$': '<rootDir>/apps/pbx-mock/src/index.ts',
  '^@ringside/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
  '^@ringside/([a-z-]+)/([a-z-]+)$': '<rootDir>/libs/$1/src/$2/index.ts',
};
const angular = presets.createEsmPreset({ tsconfig: '<rootDir>/apps/console/tsconfig.spec.json' });

const node = (displayName, roots, testMatch) => ({
  displayName,
  rootDir: import.meta.dirname,
  roots: roots.map((root) => `<rootDir>/${root}`),
  testMatch,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { ...workspace, ...relative },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
});

export default {
  testTimeout: 30_000,
  projects: [
    node('node', ['libs', 'apps/api', 'apps/pbx-mock', 'test/arch'], ['**/*.spec.ts']),
    node('e2e', ['test'], ['**/test/{e2e,contract,consumer}/**/*.e2e-spec.ts']),
    node('asterisk', ['test'], ['**/test/asterisk/**/*.asterisk-spec.ts']),
    node('browser', ['test'], ['**/test/browser/**/*.browser-spec.ts']),
    {
      ...angular,
      displayName: 'console',
      rootDir: import.meta.dirname,
      roots: ['<rootDir>/apps/console'],
      testMatch: ['**/*.spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/apps/console/setup-jest.ts'],
      moduleNameMapper: { ...angular.moduleNameMapper, ...workspace, ...relative },
    },
  ],
};
