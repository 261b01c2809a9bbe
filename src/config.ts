import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

// A registry knows the very instance it was given: register comes last in a chain.
const secrets = z.registry<{ secret: true }>()

const port = z.coerce.number().int().min(0).max(65_535)
const flag = z.stringbool()

/** The whole environment of the service: name, rule, default and meaning of each variable. */
const Env = z.object({
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  PORT: port.default(8080).describe('Port to listen on; 0 takes a free one'),
  PUBLIC_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Outside address of the service, for links in replies; default http://HOST:PORT'),
  LINK_HOST: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{2,59}$/, 'must be a host name without scheme or path')
    .default('tem.example')
    .describe('Host in the link of every stamp; at most 20 characters keep the QR at version 4'),
  DATA_DIR: z.string().default('.data').describe('Folder of the embedded database and its secrets'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://')
    .optional()
    .describe('Replica set to use; without it an embedded mongod is started in DATA_DIR')
    .register(secrets, { secret: true }),
  MONGODB_DATABASE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,38}$/)
    .default('sotem')
    .describe('Name of the database'),
  MONGOD_PATH: z.string().optional().describe('mongod to run; default: the one set-up found'),
  MONGOD_CACHE_GB: z.coerce
    .number()
    .min(0.25)
    .max(64)
    .default(0.5)
    .describe('Cache of the embedded mongod, in GB'),
  STAMP_SECRETS: z
    .string()
    .regex(/^\d+:[A-Za-z0-9+/=_-]{43,}(,\d+:[A-Za-z0-9+/=_-]{43,})*$/, 'must be 1:<base64>,2:…')
    .optional()
    .describe('Secrets of the stamp tags, version:base64 of 32 bytes; embedded: made in DATA_DIR')
    .register(secrets, { secret: true }),
  ADMIN_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{32,128}$/, 'must be 32 to 128 letters, digits, _ or -')
    .optional()
    .describe('First administrator key of an empty register; without it one is printed once')
    .register(secrets, { secret: true }),
  GDTI_PREFIX: z
    .string()
    .regex(/^\d{7,11}$/, 'must be 7 to 11 digits')
    .default('95200099')
    .describe("The department's GS1 company prefix, from which GDTIs are allotted"),
  DEPARTMENT_NAME: z
    .string()
    .min(1)
    .max(60)
    .default('Sở NN&MT')
    .describe('Name of the issuing department, as people read it'),
  HOTLINE: z.string().max(30).default('').describe('Telephone shown on the scan page'),
  PRINT_KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(365)
    .default(7)
    .describe('Days for which the files of a print run are kept after its last print'),
  CLOCK: z
    .enum(['system', 'manual'])
    .default('system')
    .describe('manual: time is set through the API; only on loopback with the embedded database'),
  TRUST_PROXY: z.coerce
    .number()
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe('Number of reverse proxies in front of the service'),
  SCAN_REGION_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,60}$/, 'must be the name of a header')
    .optional()
    .describe(
      'Header with the region of a scan (31, VN-HP or KH), set by the proxy; needs TRUST_PROXY',
    ),
  CHECK_REPLIES: flag
    .default(false)
    .describe('true: a reply that breaks its schema fails (tests); false: it is only logged'),
  DATABASE_NO_TABLE_SCAN: flag
    .default(false)
    .describe('true: the embedded mongod refuses queries without an index (tests)'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least level that is logged'),
})

export interface Config extends z.infer<typeof Env> {
  /** Values that must never reach a log. */
  secretValues: string[]
  embedded: boolean
}

/** All faults of the environment at once, in words for the person who runs the service. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/**
 * Reads the environment (and `.env` where there is one; the environment wins).
 * @throws ConfigError naming every variable that is wrong.
 */
export function readConfig(env: NodeJS.ProcessEnv = withEnvFile(process.env)): Config {
  const given = Object.fromEntries(
    Object.keys(Env.shape)
      .map((name) => [name, env[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = Env.safeParse(given)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`Cấu hình sai / wrong configuration:\n${faults.join('\n')}`)
  }
  const config: Config = {
    ...parsed.data,
    DATA_DIR: path.resolve(parsed.data.DATA_DIR),
    embedded: parsed.data.MONGODB_URI === undefined,
    secretValues: secretValuesOf(parsed.data),
  }
  const faults = crossFieldFaults(config)
  if (faults.length > 0) {
    throw new ConfigError(`Cấu hình sai / wrong configuration:\n  ${faults.join('\n  ')}`)
  }
  return config
}

function secretValuesOf(env: z.infer<typeof Env>): string[] {
  const values = Object.entries(Env.shape)
    .filter(([, schema]) => secrets.has(schema))
    .map(([name]) => env[name as keyof typeof env])
    .filter((value) => typeof value === 'string')
  const stampSecrets = (env.STAMP_SECRETS ?? '').split(/[:,]/).filter(({ length }) => length > 16)
  return [...values, ...stampSecrets]
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

function crossFieldFaults(config: Config): string[] {
  const faults: string[] = []
  if (config.CLOCK === 'manual' && !(config.embedded && LOOPBACK.has(config.HOST))) {
    faults.push('CLOCK: manual needs a loopback HOST and no MONGODB_URI')
  }
  if (config.SCAN_REGION_HEADER !== undefined && config.TRUST_PROXY === 0) {
    faults.push('SCAN_REGION_HEADER: needs TRUST_PROXY, else anybody could send it')
  }
  if (!config.embedded && config.STAMP_SECRETS === undefined) {
    faults.push('STAMP_SECRETS: required with MONGODB_URI, the same for every copy of the service')
  }
  return faults
}

function withEnvFile(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return env
}

/** The text of `.env.example`, made from the schema so that the two cannot differ. */
export function envExample(): string {
  const lines = ['# Mọi biến môi trường của dịch vụ / every variable of the service', '']
  for (const [name, schema] of Object.entries(Env.shape)) {
    const secret = secrets.has(schema) ? ' (secret)' : ''
    lines.push(`# ${schema.description ?? ''}${secret}`)
    const fallback = schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : ''
    lines.push(fallback === '' ? `#${name}=` : `#${name}=${fallback}`, '')
  }
  return lines.join('\n')
}

/** The mongod that set-up found, or the one that the configuration names. */
export function mongodPath(config: Config): string {
  if (config.MONGOD_PATH !== undefined) return config.MONGOD_PATH
  const found = path.resolve('.data', 'mongod.json')
  if (!existsSync(found)) {
    throw new ConfigError('Chưa có mongod: chạy "npm start" (set-up tìm mongod), hoặc MONGODB_URI.')
  }
  const { path: file } = z
    .object({ path: z.string() })
    .parse(JSON.parse(readFileSync(found, 'utf8')))
  return file
}
