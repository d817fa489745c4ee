'use strict'

// Serves the page made at build time, and a greeting under any other path.

const fs = require('node:fs')
const http = require('node:http')
const path = require('node:path')
const { greet } = require('greeting-cards')

const page = fs.readFileSync(path.join(__dirname, 'made/page.html'))

const server = http.createServer((request, response) => {
  const name = new URL(request.url, 'http://localhost').pathname.slice(1)
  if (name === '') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(page)
  } else {
    response.setHeader('Content-Type', 'text/plain; charset=utf-8')
    response.end(`${greet(name)}\n`)
  }
})

const port = Number(process.env.PORT ?? 80)
server.listen(port, () => console.log(`listening on port ${port}`))
process.on('SIGTERM', () => server.close(() => process.exit(0)))
