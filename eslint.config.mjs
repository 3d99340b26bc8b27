// What an editor should say while a file is being written. The whole map of who may import whom is in
// .dependency-cruiser.cjs; here stand only the few walls one runs into most.
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';

const specs = [
  '**/*.spec.ts',
  '**/*.e2e-spec.ts',
  '**/*.browser-spec.ts',
  'test/**/*.ts',
  'bench/**/*.ts',
  '**/src/**/{testing,conformance}/**/*.ts',
];
/** Nothing here knows the time, chance or a framework: they come in with the input. */
const pure = ['contracts', 'telephony', 'outbound', 'engine', 'pacing'].map(
  (name) => `libs/${name}/src/**/*.ts`,
);

const frameworks = [
  '@nestjs/*',
  '@angular/*',
  'rxjs',
  'rxjs/*',
  'fastify',
  'socket.io',
  'socket.io-client',
  'pg',
  'kysely',
];

const shape = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name: one name everywhere.' },
  { selector: 'ExportAllDeclaration', message: 'Name what is exported: an entry is a promise.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings: it is the same on the wire.' },
];
const environment = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'The environment is read in apps/*/src/config only.',
  },
];
const clock = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time comes in with the input.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes in with the input.',
  },
  {
    selector: "CallExpression[callee.object.name='performance'][callee.property.name='now']",
    message: 'Time comes in with the input.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Chance comes in with the input.',
  },
];

/** Slips that no type shows. */
const slips = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-constant-condition': 'error',
  'no-empty': 'error',
  'no-self-assign': 'error',
  'no-self-compare': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-catch': 'error',
  'prefer-const': 'error',
};

export default tseslint.config(
  {
    ignores: ['**/dist/', '**/node_modules/', '**/.angular/', '.build/', 'coverage/', '**/*.generated.ts'],
  },

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: {
        project: [
          'tsconfig.spec.json',
          'libs/*/tsconfig.json',
          'apps/{api,pbx-mock}/tsconfig.json',
          'apps/console/tsconfig.{app,spec}.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      ...slips,
      'no-console': 'warn',
      'max-lines': ['warn', { max: 400, skipBlankLines: true }],
      'no-restricted-syntax': ['error', ...shape, ...environment],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      // Silent in files with decorators: there an `import type` of an injected class would take its
      // constructor metadata away, and Nest could not inject it any more.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },

  { files: ['**/*.{mjs,cjs}'], rules: { ...slips, 'no-unused-vars': 'error' } },

  {
    files: pure,
    ignores: specs,
    rules: {
      'max-params': ['warn', 4],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: frameworks, message: 'The core knows no framework (docs/ARCHITECTURE.md).' }] },
      ],
    },
  },
  {
    files: ['contracts', 'telephony', 'engine', 'simulation'].map((name) => `libs/${name}/src/**/*.ts`),
    ignores: specs,
    rules: { 'no-restricted-syntax': ['error', ...shape, ...environment, ...clock] },
  },
  {
    files: ['apps/*/src/config/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...shape] },
  },
  { files: ['apps/*/src/main.ts', 'apps/*/src/config/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: specs,
    rules: {
      'max-lines': ['warn', { max: 600, skipBlankLines: true }],
      'no-console': 'off',
      'no-restricted-syntax': ['error', ...shape],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },

  {
    files: ['apps/console/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['socket.io*'], message: 'The client holds the one connection.' },
            {
              group: ['@ringside/*', '!@ringside/client', '!@ringside/contracts'],
              message: 'The browser knows the client and the contracts, nothing else.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['apps/console/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
);
