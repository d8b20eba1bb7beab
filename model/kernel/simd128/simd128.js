// The vector instructions of the Go program are in a module of their own, simd128.wasm, which works on the Go program's memory. The Go
// program imports its functions, and it imports the Go program's memory. So each call goes through a function that finds the other end once
// both are there.
'use strict';

// simd128 takes the bytes of the module, or a promise of them. It returns what the Go program imports, and connect, to be called with the
// Go program's memory before the program runs. Where vector instructions are not known, the Go program is told so and does without.
globalThis.simd128 = async (bytes) => {
  let module = null;
  try {
    module = await WebAssembly.compile(await bytes);
  } catch (error) {
    console.warn(`there are no vector instructions, so the training is slower: ${error.message}`);
  }
  let exported = {};
  const imports = new Proxy({ available: () => Number(module !== null) }, {
    get: (own, name) => own[name] ?? ((...args) => exported[name](...args)),
  });
  const connect = (mem) => {
    if (module) exported = new WebAssembly.Instance(module, { go: { mem } }).exports;
  };
  return { imports, connect };
};
