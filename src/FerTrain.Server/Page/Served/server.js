// Lets the server classify: photographs over its API, the frames of a camera over a WebSocket.
import { copy } from '../drawing.js';
import { ask } from './api.js';

const largestSent = 4096; // the longer side of a photograph that is too large as it is
const mostOnTheWay = 2; // frames: one is worked on while the next one travels
const quality = { frame: 0.85, photograph: 0.95 };

let limits;

export const privacy = 'Camera and photographs are classified by the server that sent you this page, are kept nowhere, and go nowhere else.';

export async function open() {
  const model = await ask('/api/model');
  limits = model.limits;
  return { ...model, pages: [{ name: 'Runs', address: 'runs' }] };
}

export async function photograph(file, bitmap) {
  const body = await sent(file, bitmap);
  return (await ask('/api/predict', { method: 'POST', body, headers: { 'Content-Type': body.type || 'application/octet-stream' } })).images[0];
}

// By its first bytes: a file's type is what its name says.
async function isJpegOrPng(file) {
  const start = [...new Uint8Array(await file.slice(0, 4).arrayBuffer())].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return start.startsWith('ffd8ff') || start === '89504e47';
}

// The file as it is where the server takes it; drawn anew where it is of another format or too large.
async function sent(file, bitmap) {
  const isSmall = ({ width, height }) => width * height <= 1e6 * limits.megapixels;
  if (file.size <= limits.bytes && isSmall(bitmap) && await isJpegOrPng(file)) return file;
  for (let side = Math.min(largestSent, Math.max(bitmap.width, bitmap.height)); ; side *= 0.8) {
    const drawn = copy(bitmap, side);
    if (!isSmall(drawn)) continue;
    const image = await new Promise(resolve => drawn.toBlob(resolve, 'image/jpeg', quality.photograph));
    if (image.size <= limits.bytes) return image;
  }
}

export class Frames {
  #socket;
  #isClosed = false;
  #sent = 0;
  #answered = 0;
  #isEncoding = false;

  // show: takes the answer to a frame; complain: says what is wrong with one; end: says why no further one is answered.
  constructor({ show, complain, end }) {
    this.#socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/frames`);
    this.#socket.addEventListener('message', event => {
      const { frame, image, error } = JSON.parse(event.data);
      this.#answered = frame + 1;
      if (this.#isClosed) return;
      if (error) complain(error.message);
      else show(image);
    });
    this.#socket.addEventListener('close', () => this.#isClosed || end('The server has closed the connection: it ended, or too many cameras are connected.'));
  }

  get isReady() {
    return this.#socket.readyState === WebSocket.OPEN && this.#socket.bufferedAmount === 0 && !this.#isEncoding && this.#sent - this.#answered < mostOnTheWay;
  }

  send(canvas) {
    this.#isEncoding = true;
    canvas.toBlob(image => {
      this.#isEncoding = false;
      if (!image || this.#socket.readyState !== WebSocket.OPEN) return;
      this.#sent++;
      this.#socket.send(image);
    }, 'image/jpeg', quality.frame);
  }

  close() {
    this.#isClosed = true;
    this.#socket.close();
  }
}
