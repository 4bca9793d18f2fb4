import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** The layers of common, from the bottom up: each may import what stands before it. */
const layers = [
  ...['contracts', 'observability', 'errors', 'forms', 'concurrency', 'mongo'],
  ...['messaging', 'outbox', 'roles', 'http', 'service'],
];

const wholeCommon = { name: '@ticketing/common', message: 'Import the part of it that is meant.' };

const hidesExports = {
  selector: "Identifier[name='exports']",
  message: 'It hides the exports of the module that this is compiled to.',
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', '.data/**', 'web/src/**/*.schema.d.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'no-console': 'error',
    },
  },
  {
    // supertest bodies and jest mocks are `any` by nature.
    files: ['**/*.spec.ts', '**/*.spec.tsx', '**/testing/**/*.ts', '**/__mocks__/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      'no-restricted-imports': ['error', { paths: [wholeCommon] }],
      'no-restricted-syntax': ['error', hidesExports],
    },
  },
  {
    files: ['e2e/src/browser/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        hidesExports,
        {
          selector:
            "CallExpression[callee.property.name='getByText']:matches([callee.object.name='page'], [callee.object.property.name='page'])",
          message:
            'News in the corner may say the same at any moment: look in main(page), banner(page) or a toast.',
        },
      ],
    },
  },
  ...layers.slice(0, -1).map((layer, height) => ({
    files: [`common/src/${layer}/**/*.ts`],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: layers.slice(height + 1).flatMap((higher) => [`../${higher}`, `../${higher}/**`]),
              message: `It stands above ${layer}.`,
            },
          ],
        },
      ],
    },
  })),
  ...[
    [
      'features',
      '^\\.\\./(?!\\.\\./)|/app/',
      'A feature stands on lib and ui alone; app puts features together.',
    ],
    ['{lib,ui}', '/(?:app|features)/', 'It stands below the features.'],
  ].map(([part, regex, message]) => ({
    files: [`web/src/${part}/**`],
    rules: { 'no-restricted-imports': ['error', { paths: [wholeCommon], patterns: [{ regex, message }] }] },
  })),
  {
    files: ['web/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        self: 'readonly',
        caches: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  prettier,
);
