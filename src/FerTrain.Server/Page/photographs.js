// Photographs that are chosen, dropped or pasted: each becomes a card with its boxes, bars and group mood.
import { byId, counted, element } from './dom.js';
import { draw, drawFaces, sentence, showFaces } from './drawing.js';

const mostShown = 24;
const longest = 4096; // side of a canvas in pixels, which a phone's browser still draws

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
    const done = [];
    for (const file of files) this.#waiting = this.#waiting.then(async () => { done.push(await this.#show(file)); });
    this.#waiting = this.#waiting.then(() => { byId('photograph-message').textContent = summary(done); });
  }

  // Shows a photograph, and says in a sentence what it shows, or why it cannot be shown.
  async #show(file) {
    byId('photograph-message').textContent = `${file.name} …`;
    const answer = element('div', { className: 'faces' });
    const canvas = element('canvas', { role: 'img' });
    const card = element('article', {}, element('h3', {}, file.name), element('div', { className: 'split' }, element('div', { className: 'picture' }, canvas), answer));
    let bitmap;
    try {
      bitmap = await createImageBitmap(file).catch(() => { throw new Error('The browser cannot show it: it is damaged, or no image.'); });
      const image = await this.#classifier.photograph(file, bitmap);
      put(card); // first, as its width decides the size of the labels
      drawFaces(canvas, image.faces, image.width, this.#colors, { pixelRatio: drawAsShown(bitmap, canvas) });
      canvas.setAttribute('aria-label', `${file.name}: ${sentence(image.faces)}`);
      showFaces(answer, image, this.#colors);
      return { text: `${file.name}: ${sentence(image.faces)}`, hasFailed: false };
    } catch (error) {
      card.replaceChildren(card.firstChild, element('p', { className: 'note' }, error.message));
      put(card);
      return { text: `${file.name}: ${error.message}`, hasFailed: true };
    } finally {
      bitmap?.close(); // tens of megabytes
    }
  }
}

function put(card) {
  byId('photographs').prepend(card);
  while (byId('photographs').children.length > mostShown) byId('photographs').lastChild.remove();
}

// Draws a picture with as many pixels as the page shows of it, so that labels are as large as the text beside it; gives the pixels of one CSS pixel.
function drawAsShown(bitmap, canvas) {
  const shown = canvas.clientWidth || bitmap.width;
  const scale = Math.min(shown * (window.devicePixelRatio || 1) / bitmap.width, longest / Math.max(bitmap.width, bitmap.height));
  return draw(bitmap, [scale * bitmap.width, scale * bitmap.height], canvas, 'high').width / shown;
}

function summary(done) {
  if (done.length === 1) return done[0].text;
  const failed = done.filter(one => one.hasFailed).length;
  const shown = done.length > mostShown ? ` The last ${mostShown} are shown.` : '';
  return `${counted(done.length - failed, 'photograph')} done${failed ? `, ${failed} could not be read` : ''}.${shown}`;
}
