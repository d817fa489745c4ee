'use strict'

// usage: node facts.js DIRECTORY LAUNCH_TOML
//
// Reads package.json and package-lock.json of the working directory. Into DIRECTORY go an empty file for each thing that
// is so (see `facts`), `key`, a digest of all that decides which packages are installed, and `notes`, what to tell at
// the end. LAUNCH_TOML gets the process `web` where there is something to start.

const crypto = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')

const [directory, launchFile] = process.argv.slice(2)

function fail (sentence) {
  console.error(`Node.js: ${sentence}`)
  process.exit(1)
}

function readJSON (name) {
  let value
  try {
    value = JSON.parse(fs.readFileSync(name, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    fail(`${name} is not valid JSON: ${error.message}; mend it and push again`)
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    fail(`${name} holds no JSON object; npm init makes one that does`)
  }
  return value
}

function isFilled (value) {
  return value !== null && typeof value === 'object' && Object.keys(value).length > 0
}

/** The text of a script, or undefined where package.json has none. */
function script (name) {
  const text = manifest.scripts?.[name]
  if (text !== undefined && typeof text !== 'string') {
    fail(`the script "${name}" of package.json is no text`)
  }
  return text?.trim() || undefined
}

/** The tarballs of the repository that the lock file names. */
function vendoredTarballs () {
  return Object.values(lock.packages ?? {})
    .map(entry => entry?.resolved)
    .filter(resolved => typeof resolved === 'string' && resolved.startsWith('file:'))
    .map(resolved => resolved.slice('file:'.length))
}

/** A digest of the contents of `files`; one that is missing counts as such. */
function digest (files) {
  const hash = crypto.createHash('sha256').update(process.version + process.arch)
  for (const file of files) {
    const isFile = fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false
    hash.update(`\0${file}\0${isFile}\0`)
    if (isFile) hash.update(fs.readFileSync(file))
  }
  return hash.digest('hex')
}

/** What starts the application, as the arguments of a process; npm itself is not needed for it. */
function startCommand () {
  const start = script('start')
  if (start !== undefined) {
    const prestart = script('prestart')
    return ['bash', '-c', prestart === undefined ? start : `${prestart} && ${start}`]
  }
  return fs.existsSync('server.js') ? ['node', 'server.js'] : undefined
}

/** `text` as a TOML basic string. */
function toml (text) {
  return JSON.stringify(text).replace(/\u007f/g, '\\u007f')
}

const manifest = readJSON('package.json')
const lockFile = ['npm-shrinkwrap.json', 'package-lock.json'].find(name => fs.existsSync(name))
const lock = lockFile === undefined ? {} : readJSON(lockFile)
const command = startCommand()
const hasDevelopmentPackages = isFilled(manifest.devDependencies)

const facts = {
  'lock-file': lockFile !== undefined,
  'build-script': script('build') !== undefined,
  packages: hasDevelopmentPackages || isFilled(manifest.dependencies) || isFilled(manifest.optionalDependencies) ||
    isFilled(manifest.peerDependencies) || manifest.workspaces !== undefined,
  'development-packages': hasDevelopmentPackages,
  'linked-packages': manifest.workspaces !== undefined ||
    Object.values(lock.packages ?? {}).some(entry => entry?.link === true),
  processes: command !== undefined
}

for (const [name, holds] of Object.entries(facts)) {
  if (holds) fs.writeFileSync(path.join(directory, name), '')
}
fs.writeFileSync(path.join(directory, 'key'),
  digest(['package.json', 'package-lock.json', 'npm-shrinkwrap.json', '.npmrc', ...vendoredTarballs()]))

if (command === undefined) {
  fs.writeFileSync(launchFile, '')
  fs.writeFileSync(path.join(directory, 'notes'), fs.existsSync('Procfile')
    ? ''
    : 'There is no start script in package.json and no server.js: Node.js starts nothing\n')
} else {
  fs.writeFileSync(launchFile,
    `[[processes]]\ntype = "web"\ncommand = [${command.map(toml).join(', ')}]\ndefault = true\n`)
  fs.writeFileSync(path.join(directory, 'notes'), `Process web: ${command.at(-1)}\n`)
}
