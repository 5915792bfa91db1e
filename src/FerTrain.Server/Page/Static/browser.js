// Classifies in this browser, with ONNX Runtime: nothing leaves it.
import { copy } from '../drawing.js';
import { FaceFinder, upright } from './blazeface.js';
import { grey, reduced } from './pixels.js';
import { FaceTracker } from './tracker.js';

const longestSide = 4096; // of a photograph that is searched; a phone's browser has no larger canvas
const leastFace = { photograph: 30, camera: 60 }; // pixels
const unchanged = 48; // the side up to which a face reaches every model as it is

let [runtime, session, finder, model] = [];
let running = Promise.resolve();

export const privacy = 'Camera and photographs stay on your device: a model that came with this page classifies them in your browser, and nothing is uploaded.';

export async function open() {
  if (typeof WebAssembly !== 'object') throw new Error('This browser has no WebAssembly, or it is switched off, and the model needs it.');
  model = await description();
  const load = async () => {
    runtime = await import('./onnxruntime/ort.js');
    runtime.env.logLevel = 'error';
    runtime.env.wasm.numThreads = 1; // more need headers that static hosts do not send
    const open = file => runtime.InferenceSession.create(new URL(file, document.baseURI).href, { executionProviders: ['wasm'], logSeverityLevel: 3 });
    session = await open(model.file);
    finder = new FaceFinder(await open(model.detector.file), model.detector.side, run);
  };
  await load().catch(error => { throw new Error(`The model cannot be loaded: ${error.message}`, { cause: error }); });
  return model;
}

async function description() {
  const response = await fetch('model/model.json').catch(() => null);
  if (!response?.ok) throw new Error('model/model.json is missing beside this page.');
  return response.json();
}

export async function photograph(file) {
  // As the program reads it: without a change of colours.
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  const picture = pixels(copy(bitmap, longestSide));
  bitmap.close();
  return answer(await classified(picture, leastFace.photograph));
}

export class Frames {
  #tracker = new FaceTracker();
  #show;
  #end;
  #isClosed = false;
  #isBusy = false;

  constructor({ show, end }) {
    [this.#show, this.#end] = [show, end];
  }

  get isReady() { return !this.#isBusy; }

  async send(canvas) {
    this.#isBusy = true;
    try {
      const image = await classified(pixels(canvas), leastFace.camera);
      if (!this.#isClosed) this.#show(answer({ ...image, faces: this.#tracker.smooth(image.faces, performance.now() / 1000) }));
    } catch (error) {
      if (!this.#isClosed) this.#end(error.message);
    }
    this.#isBusy = false;
  }

  close() { this.#isClosed = true; }
}

// Finds and classifies the faces of a picture.
export async function classified(picture, leastSide) {
  const faces = [];
  for (const found of await finder.find(picture, leastSide)) faces.push({ box: found.box, probabilities: await probabilities(upright(picture, found)) });
  return { width: picture.width, height: picture.height, faces };
}

// The probabilities of one face, which fills its picture.
export async function probabilities(face) {
  const side = Math.max(unchanged, model.input.size);
  const shown = face.width > side ? reduced(grey(face), side, side) : grey(face);
  return [...(await run(session, shown.data, [1, 1, shown.height, shown.width])).probabilities.data];
}

// The pixels of a canvas, red, green, blue and opacity one after the other.
export const pixels = canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);

// Runs one session after another, as a photograph may come while the camera runs.
function run(session, values, shape) {
  const input = { [session.inputNames[0]]: new runtime.Tensor(values instanceof Float32Array ? 'float32' : 'uint8', values, shape) };
  const outputs = running.then(() => session.run(input));
  running = outputs.catch(() => {});
  return outputs;
}

// The answer that the program gives, from probabilities in the order of the classes.
function answer({ width, height, faces }) {
  const named = faces.map(({ box, probabilities }) => ({
    box,
    label: model.classes[probabilities.indexOf(Math.max(...probabilities))].name,
    probabilities: Object.fromEntries(model.classes.map(({ name }, index) => [name, probabilities[index]])),
  }));
  return { width, height, faces: named, group: group(faces) };
}

function group(faces) {
  if (faces.length === 0 || !model.classes.some(({ mood }) => mood)) return null;
  const mean = asked => faces.reduce((sum, { probabilities }) => sum + model.classes.reduce((part, { mood }, index) => part + (mood === asked ? probabilities[index] : 0), 0), 0) / faces.length;
  const [positive, neutral, negative] = ['positive', 'neutral', 'negative'].map(mean);
  return { positive, neutral, negative, label: positive >= Math.max(neutral, negative) ? 'positive' : neutral >= negative ? 'neutral' : 'negative' };
}
