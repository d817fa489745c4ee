'use strict'

/** The greeting for `name`. */
exports.greet = (name) => `Hello ${name}, with love from a tarball`
