'use strict'

// The build script: writes the page that server.js serves.

const fs = require('node:fs')
const { greet } = require('greeting-cards')

fs.mkdirSync('made', { recursive: true })
fs.writeFileSync('made/page.html', `<!doctype html>\n<title>node-app</title>\n<h1>${greet('world')}</h1>\n`)
console.log('made/page.html written')
