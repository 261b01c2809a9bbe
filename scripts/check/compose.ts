import { parseDocument } from 'yaml'
import { z } from 'zod'

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

const Service = z.object({
  image: z.string().optional(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), Scalar).default({}),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()).min(2) }),
})
type Service = z.infer<typeof Service>

const Compose = z.object({
  services: z.object({ sotem: Service, mongo: Service }),
  volumes: z.record(z.string(), z.unknown()).default({}),
})

/** A variable of the service as `.env.example` lists it. */
export interface Variable {
  name: string
  secret: boolean
}

/** The variables that the text of `.env.example` lists. */
export function variablesOf(envExample: string): Variable[] {
  return [...envExample.matchAll(/^# (.*)\n#([A-Z_]+)=/gm)].map(([, meaning = '', name = '']) => ({
    name,
    secret: meaning.endsWith('(secret)'),
  }))
}

/**
 * What is wrong with a compose file that runs the service: it must be whole, use a replica set,
 * know only variables that the service reads, and hold no secret in clear.
 * @param text the file
 * @param variables what the service reads from its environment
 */
export function composeFaults(text: string, variables: readonly Variable[]): string[] {
  const document = parseDocument(text)
  if (document.errors.length > 0) return document.errors.map((error) => error.message)
  const parsed = Compose.safeParse(document.toJS())
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  }
  const { services, volumes } = parsed.data
  return [
    ...Object.entries(services).flatMap(([name, service]) => imageFaults(name, service)),
    ...replicaSetFaults(services.sotem, services.mongo),
    ...environmentFaults(services.sotem, variables),
    ...volumeFaults(services.mongo, volumes),
  ]
}

function imageFaults(name: string, service: Service): string[] {
  if (service.build !== undefined) return []
  if (service.image !== undefined && /:(?!latest$)[\w.-]+$/.test(service.image)) return []
  return [`${name}: the image needs a tag other than latest`]
}

function replicaSetFaults(sotem: Service, mongo: Service): string[] {
  const faults: string[] = []
  const command = mongo.command ?? []
  const set = command[command.indexOf('--replSet') + 1] ?? ''
  if (!command.includes('--replSet')) faults.push('mongo: the command lacks --replSet')
  const uri = String(sotem.environment.MONGODB_URI ?? '')
  if (!uri.includes(`replicaSet=${set}`)) faults.push('sotem: MONGODB_URI names another set')
  const look = mongo.healthcheck.test.join(' ')
  if (!look.includes('rs.initiate') || !look.includes(`'${set}'`)) {
    faults.push('mongo: the healthcheck does not initiate the set')
  }
  if (mongo.ports.length > 0) faults.push('mongo: the database must not be published')
  if (sotem.depends_on.mongo?.condition !== 'service_healthy') {
    faults.push('sotem: must wait until mongo is healthy')
  }
  return faults
}

/** `${NAME}` or `${NAME:?why}`: taken from outside, without a value of its own. */
const FROM_OUTSIDE = /^\$\{[A-Z_]+(?::?\?[^}]*)?\}$/
const URI_WITH_PASSWORD = /:\/\/[^/@]*:[^/@]*@/

function environmentFaults(sotem: Service, variables: readonly Variable[]): string[] {
  return Object.entries(sotem.environment).flatMap(([name, value]) => {
    const variable = variables.find((known) => known.name === name)
    if (variable === undefined) return [`sotem: the service reads no variable ${name}`]
    const text = String(value ?? '')
    const isClear = name === 'MONGODB_URI' ? URI_WITH_PASSWORD.test(text) : !FROM_OUTSIDE.test(text)
    return variable.secret && isClear ? [`sotem: ${name} stands in clear`] : []
  })
}

function volumeFaults(mongo: Service, volumes: Record<string, unknown>): string[] {
  const data = mongo.volumes.find((volume) => volume.endsWith(':/data/db'))
  const name = data?.split(':')[0] ?? ''
  return name in volumes ? [] : ['mongo: /data/db needs a volume that is declared']
}
