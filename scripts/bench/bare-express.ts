import express from 'express'

/*
 * The least that an Express service can do: one route, one fixed reply of so many bytes. Run as a
 * process of its own, as the service is: node bare-express.js PORT BYTES
 */
const [port = '0', bytes = '0'] = process.argv.slice(2)
const app = express()
const page = 'x'.repeat(Number(bytes))

app.get('/hello', (_request, response) => {
  response.json({ hello: 'world' })
})
app.get('/page', (_request, response) => {
  response.type('html').send(page)
})
app.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'))
