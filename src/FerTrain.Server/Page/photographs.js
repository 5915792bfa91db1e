// Photographs that are chosen, dropped or pasted: each becomes a card with its boxes, bars and group mood.
import { ask } from './api.js';
import { byId, counted, element } from './dom.js';
import { drawFaces, sentence, showFaces } from './drawing.js';

const mostShown = 24;
const widest = 1200; // of a picture on the page
const largestSent = 4096; // the longer side of one that is too large as it is

export class Photographs {
  #colors;
  #limits;
  #waiting = Promise.resolve();

  constructor(colors, limits) {
    [this.#colors, this.#limits] = [colors, limits];
    const files = byId('files');
    files.addEventListener('change', () => {
      this.#add([...files.files]);
      files.value = '';
    });
    document.addEventListener('paste', event => this.#add([...event.clipboardData.files]));
    document.addEventListener('dragover', event => {
      event.preventDefault();
      byId('drop').classList.add('over');
    });
    document.addEventListener('dragleave', event => event.relatedTarget ?? byId('drop').classList.remove('over'));
    document.addEventListener('drop', event => {
      event.preventDefault();
      byId('drop').classList.remove('over');
      this.#add([...event.dataTransfer.files]);
    });
  }

  #add(files) {
    if (files.length === 0) return;
    for (const file of files) this.#waiting = this.#waiting.then(() => this.#show(file));
    this.#waiting = this.#waiting.then(() => { byId('photograph-message').textContent = `${counted(files.length, 'photograph')} done.`; });
  }

  async #show(file) {
    byId('photograph-message').textContent = `${file.name} …`;
    const answer = element('div', { className: 'faces' });
    const canvas = element('canvas', { role: 'img' });
    const card = element('article', {}, element('h3', {}, file.name), element('div', { className: 'split' }, element('div', { className: 'picture' }, canvas), answer));
    try {
      const bitmap = await createImageBitmap(file).catch(() => { throw new Error('The browser cannot show it: it is damaged, or no image.'); });
      const body = await this.#body(file, bitmap);
      const { images: [image] } = await ask('/api/predict', { method: 'POST', body, headers: { 'Content-Type': body.type } });
      const scale = Math.min(1, widest / bitmap.width);
      [canvas.width, canvas.height] = [Math.round(scale * bitmap.width), Math.round(scale * bitmap.height)];
      canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      drawFaces(canvas, image.faces, image.width, this.#colors, { pixelRatio: Math.max(1, canvas.width / 700) });
      canvas.setAttribute('aria-label', `${file.name}: ${sentence(image.faces)}`);
      showFaces(answer, image, this.#colors);
    } catch (error) {
      card.replaceChildren(card.firstChild, element('p', { className: 'note' }, error.message));
    }
    byId('photographs').prepend(card);
    while (byId('photographs').children.length > mostShown) byId('photographs').lastChild.remove();
  }

  // The file as it is where the server takes it; drawn anew where it is of another format or too large.
  async #body(file, bitmap) {
    const isSmall = file.size <= this.#limits.bytes && bitmap.width * bitmap.height <= 1e6 * this.#limits.megapixels;
    if (isSmall && ['image/jpeg', 'image/png'].includes(file.type)) return file;
    const scale = Math.min(1, largestSent / Math.max(bitmap.width, bitmap.height));
    const canvas = element('canvas', { width: Math.round(scale * bitmap.width), height: Math.round(scale * bitmap.height) });
    canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.95));
  }
}
