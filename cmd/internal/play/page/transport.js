// The way to the engine and back: over HTTP to the server, or to the Web Worker of the static page. One message, in both directions,
// is a length (u32, little-endian), so many bytes of JSON, and arrays one after another, which the JSON lists.

// Refused is what the engine says about a request that it will not do. Its message is one line for people.
export class Refused extends Error {}

// Lost is what happens when nobody answers. Its reason is "gone" (no connection), "stranger" (the server does not know this page) or
// "elsewhere" (another tab goes on).
export class Lost extends Error {
  constructor(reason) {
    super(reason === 'stranger' ? 'the server does not know this page' : 'the server does not answer');
    this.reason = reason;
  }
}

const arrayTypes = { f32: Float32Array, u8: Uint8Array, i32: Int32Array };

// encode returns the message of a request, with a payload of bytes or none.
export function encode(request, payload = new Uint8Array()) {
  const head = new TextEncoder().encode(JSON.stringify({ v: 1, ...request }));
  const message = new Uint8Array(4 + head.length + payload.length);
  new DataView(message.buffer).setUint32(0, head.length, true);
  message.set(head, 4);
  message.set(payload, 4 + head.length);
  return message;
}

// decode returns the JSON of a message, with its arrays under `arrays`: name → typed array with a field `shape`.
export function decode(message) {
  const bytes = new Uint8Array(message);
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const reply = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
  if (typeof reply.error === 'string') throw new Refused(reply.error);
  const arrays = {};
  let offset = 4 + size;
  for (const { name, type, shape } of reply.arrays ?? []) {
    const Type = arrayTypes[type];
    const length = shape.reduce((product, n) => product * n, 1) * Type.BYTES_PER_ELEMENT;
    // The copy is aligned; the message need not be.
    const values = new Type(bytes.slice(offset, offset + length).buffer);
    values.shape = shape;
    arrays[name] = values;
    offset += length;
  }
  return { ...reply, arrays };
}

// connect returns a function that sends a message and returns a promise of the reply's bytes.
function connect(kind) {
  return kind === 'worker' ? toWorker() : toServer;
}

async function toServer(message, signal) {
  let response;
  try {
    response = await fetch('api', { method: 'POST', body: message, signal, headers: { 'Content-Type': 'application/octet-stream' } });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Lost('gone');
  }
  if (response.status === 401 || response.status === 403) throw new Lost('stranger');
  if (!response.ok) throw new Refused((await response.text()).trim().split('\n')[0] || `the server answered ${response.status}`);
  try {
    return await response.arrayBuffer();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Lost('gone');
  }
}

function toWorker() {
  const worker = new Worker('worker.js');
  const waiting = new Map();
  let last = 0;
  worker.onmessage = ({ data: { id, reply, failed } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (failed) reject(new Refused(failed));
    else resolve(reply);
  };
  worker.onerror = () => {
    for (const { reject } of waiting.values()) reject(new Lost('gone'));
    waiting.clear();
  };
  return (message) => new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    worker.postMessage({ id: last, message }, [message.buffer]);
  });
}

const kind = document.querySelector('meta[name=engine]').content;
// isStatic says that no server is behind the page, only a Web Worker.
export const isStatic = kind === 'worker';
const send = connect(kind);

// onConnection is called with null when the engine answers, and with what was Lost when it does not.
let onConnection = () => {};
export function watchConnection(callback) {
  onConnection = callback;
}

// While the page is active elsewhere, in another tab, nothing is asked.
let elsewhere = false;
export function setElsewhere(to) {
  elsewhere = to;
}

// ask sends a request and returns the reply. It throws Refused or Lost, and an AbortError if the signal gave the request up.
export async function ask(request, payload, signal) {
  if (elsewhere) throw new Lost('elsewhere');
  try {
    const reply = await send(encode(request, payload), signal);
    onConnection(null);
    return decode(reply);
  } catch (error) {
    if (error instanceof Lost) onConnection(error);
    throw error;
  }
}

// latest returns a function that does work for the newest argument only, one at a time: what comes while work is under way waits, and
// is replaced by what comes after. So requests never queue up. refused is told what the engine says when it will not do the work.
export function latest(work, refused) {
  let busy = false;
  let next;
  return async function run(argument) {
    next = { argument };
    if (busy) return;
    busy = true;
    try {
      while (next) {
        const { argument: now } = next;
        next = undefined;
        await work(now).catch((error) => {
          if (error instanceof Refused) refused(error.message);
          else if (!(error instanceof Lost)) throw error;
        });
      }
    } finally {
      busy = false;
    }
  };
}
