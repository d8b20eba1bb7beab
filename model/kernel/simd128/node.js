// Lets Node run Go programs that were built with the tag simd128, so that tests can: NODE_OPTIONS="--require THIS_FILE" beside Go's own
// go_js_wasm_exec.
'use strict';

const { readFileSync } = require('fs');
const { join } = require('path');
require('./simd128.js');

const instantiate = WebAssembly.instantiate;
WebAssembly.instantiate = async (bytes, imports) => {
  const vectors = await globalThis.simd128(readFileSync(join(__dirname, 'simd128.wasm')));
  const result = await instantiate(bytes, { ...imports, simd128: vectors.imports });
  vectors.connect(result.instance.exports.mem);
  return result;
};
