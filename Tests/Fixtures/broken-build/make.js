'use strict'

// Stands for a build that fails: the script ends with status 3 after one line on each stream.

console.log('compiling 1 of 2 files')
console.error('second.js:7: unexpected end of input')
process.exit(3)
