// Runs ONNX files in onnxruntime-web. Standard input is a list in JSON: file, and for each input of the graph its type, shape and numbers.
// Standard output is a list of what the graphs put out, by name: shape and numbers.
const ort = require("onnxruntime-web");

async function run({ file, inputs }) {
  const session = await ort.InferenceSession.create(file);
  const feeds = {};
  for (const [name, { type, shape, numbers }] of Object.entries(inputs)) {
    feeds[name] = new ort.Tensor(type, type === "int64" ? numbers.map(BigInt) : numbers, shape);
  }
  const outputs = {};
  for (const [name, { dims, data }] of Object.entries(await session.run(feeds))) {
    outputs[name] = { shape: Array.from(dims), numbers: Array.from(data) };
  }
  return outputs;
}

async function main() {
  ort.env.wasm.numThreads = 1;
  const results = [];
  for (const task of JSON.parse(require("fs").readFileSync(0))) results.push(await run(task));
  console.log(JSON.stringify(results));
}

main().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
