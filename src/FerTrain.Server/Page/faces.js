// The page of faces: which model answers, a camera, and photographs. A classifier, on the server or in the browser, answers.
import { Camera } from './camera.js';
import { byId, element, percent } from './dom.js';
import { Photographs } from './photographs.js';

export async function showFacesPage(classifier) {
  byId('privacy').textContent = classifier.privacy;
  try {
    const model = await classifier.open();
    byId('model').textContent = `${model.name}: ${model.network}, ${model.classes.length} classes${score(model)}`;
    byId('caution').textContent = model.caution ?? '';
    byId('caution').hidden = !model.caution;
    byId('about').hidden = !model.about;
    byId('about').append(...(model.about ?? []).flatMap(({ heading, text }) => [element('h3', {}, heading), element('p', {}, text)]));
    byId('pages').append(...model.pages.map(({ name, address }) => element('a', { href: address }, name)));
    const colors = new Map(model.classes.map(({ name, color }) => [name, color]));
    new Camera(colors, classifier);
    new Photographs(colors, classifier);
    byId('work').hidden = false;
  } catch (error) {
    byId('model').textContent = error.message;
  }
}

const score = ({ score }) => score ? `, right for ${(100 * score.accuracy).toFixed(1)} ± ${percent(score.standard_error, 1)} of the ${score.split} faces${views(score.tta)}` : '';
const views = tta => tta === 'none' ? '' : ` by the views of ${tta}, of which this page takes one`;
