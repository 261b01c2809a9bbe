import pino from 'pino'

/**
 * The logger: JSON lines to standard output, or to `destination`.
 * ERROR means that someone must act: a caller's mistake is never logged at that level.
 */
export interface Log {
  debug(event: string, fields?: object): void
  info(event: string, fields?: object): void
  warn(event: string, fields?: object): void
  error(event: string, fields?: object): void
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Secrets are cut out of every line, wherever in it they stand. */
export function createLog(level: LogLevel, secrets: readonly string[]): Log {
  const hidden = secrets.filter((secret) => secret.length > 0)
  const stream = {
    write(line: string) {
      let safe = line
      for (const secret of hidden) safe = safe.replaceAll(secret, '[redacted]')
      process.stdout.write(safe)
    },
  }
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['authorization', '*.authorization', 'key', '*.key', '*.secret'],
      serializers: { error: pino.stdSerializers.err },
    },
    stream,
  )
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  }
}
