import { createRequire } from 'node:module'
import path from 'node:path'
import express, { type Express } from 'express'
import { allowOnly } from './mount.ts'

const PAGE = `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Sổ Tem API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script></body></html>
`

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', validatorUrl: null })
`

/**
 * `/openapi.json` and `/docs`, all from this service: no other host is asked for anything.
 * @param makeDocument called by the first who asks for the document, as making it takes long
 */
export function mountDocs(app: Express, makeDocument: () => object): void {
  let json: string | null = null
  app.get('/openapi.json', (_request, response) => {
    json ??= JSON.stringify(makeDocument())
    response.type('application/json').send(json)
  })
  const dist = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  app.get('/docs', (_request, response) => {
    response.type('html').send(PAGE)
  })
  app.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(START)
  })
  app.all(['/openapi.json', '/docs', '/docs/start.js'], allowOnly(new Set(['GET'])))
  app.use('/docs/assets', express.static(dist, { index: false, maxAge: '1d', dotfiles: 'deny' }))
}
