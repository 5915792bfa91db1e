// Photographs that are chosen, dropped or pasted: each becomes a card with its boxes, bars and group mood.
import { byId, counted, element } from './dom.js';
import { copy, drawFaces, sentence, showFaces } from './drawing.js';

const mostShown = 24;
const longest = 1200; // side of a picture on the page

export class Photographs {
  #colors;
  #classifier;
  #waiting = Promise.resolve();

  constructor(colors, classifier) {
    [this.#colors, this.#classifier] = [colors, classifier];
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
    let bitmap;
    try {
      bitmap = await createImageBitmap(file).catch(() => { throw new Error('The browser cannot show it: it is damaged, or no image.'); });
      const image = await this.#classifier.photograph(file, bitmap);
      copy(bitmap, longest, canvas);
      drawFaces(canvas, image.faces, image.width, this.#colors, { pixelRatio: Math.max(1, canvas.width / 700) });
      canvas.setAttribute('aria-label', `${file.name}: ${sentence(image.faces)}`);
      showFaces(answer, image, this.#colors);
    } catch (error) {
      card.replaceChildren(card.firstChild, element('p', { className: 'note' }, error.message));
    } finally {
      bitmap?.close(); // tens of megabytes
    }
    byId('photographs').prepend(card);
    while (byId('photographs').children.length > mostShown) byId('photographs').lastChild.remove();
  }
}
