// The engine of the static page: the Go program, compiled to WebAssembly, in a Web Worker. It trains between messages.
importScripts('files.js', 'wasm_exec.js', 'simd128.js');

const slice = 24; // milliseconds of training between looks for messages

const waiting = [];
let ready = false;
let working = false;

self.onmessage = ({ data }) => {
  waiting.push(data);
  if (ready) answerAll();
};

function answerAll() {
  while (waiting.length > 0) {
    const { id, message } = waiting.shift();
    try {
      const reply = self.ddpmAnswer(message);
      self.postMessage({ id, reply: reply.buffer }, [reply.buffer]);
    } catch (error) {
      self.postMessage({ id, failed: `the engine stopped: ${error.message}` });
    }
  }
  if (!working) work();
}

// A message channel comes back after other messages and, unlike a timer, without a delay.
const again = new MessageChannel();
again.port1.onmessage = work;

function work() {
  working = self.ddpmWork(slice);
  if (working) again.port2.postMessage(null);
}

async function bytes(file) {
  const response = await fetch(file);
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return response.arrayBuffer();
}

async function start() {
  const go = new Go();
  const [program, vectors] = await Promise.all([bytes('ddpm.wasm'), self.simd128(bytes('simd128.wasm'))]);
  const { instance } = await WebAssembly.instantiate(program, { ...go.importObject, simd128: vectors.imports });
  vectors.connect(instance.exports.mem);
  // Go's main function sets ddpmAnswer and ddpmWork, then blocks; run returns to here while it does.
  go.run(instance);
  ready = true;
  answerAll();
}
start().catch((error) => {
  while (waiting.length > 0) self.postMessage({ id: waiting.shift().id, failed: `the engine did not start: ${error.message}` });
  self.onmessage = ({ data }) => self.postMessage({ id: data.id, failed: `the engine did not start: ${error.message}` });
});
