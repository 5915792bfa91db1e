// node run_models.cjs MANIFEST: runs exported models in ONNX Runtime and prints what they give, as JSON.
'use strict';
const fs = require('fs');
const ort = require('onnxruntime-node');

async function run({ file, input, type, dims, pictures }) {
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const { buffer, byteOffset, byteLength } = fs.readFileSync(pictures);
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  const data = type === 'uint8' ? new Uint8Array(bytes) : new Float32Array(bytes);
  const { logits, probabilities } = await session.run({ [input]: new ort.Tensor(type, data, dims) });
  await session.release();
  return { shape: probabilities.dims, logits: Array.from(logits.data), probabilities: Array.from(probabilities.data) };
}

async function main() {
  const results = {};
  for (const job of JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))) results[job.name] = await run(job);
  console.log(JSON.stringify(results));
}

main();
