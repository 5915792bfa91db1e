// A camera, whose frames a classifier answers with faces.
import { byId, element, say } from './dom.js';
import { copy, drawFaces, sentence, showFaces } from './drawing.js';

const longestSide = 640; // of a frame: faces in front of a camera are large
const secondsOfRate = 2;
const secondsBetweenSummaries = 3;
const reasons = {
  NotAllowedError: 'The browser was not allowed to use the camera.',
  NotFoundError: 'There is no camera.',
  OverconstrainedError: 'This camera is gone. Choose another one.',
};

export class Camera {
  #colors;
  #classifier;
  #stream = null;
  #frames = null;
  #frame = element('canvas');
  #times = [];
  #summaryAt = 0;
  #complains = false; // about a frame
  #turn = 0; // of starting and stopping: what a later turn has overtaken does nothing more

  constructor(colors, classifier) {
    [this.#colors, this.#classifier] = [colors, classifier];
    byId('start').addEventListener('click', () => this.#stream ? this.stop() : this.start(byId('cameras').value));
    byId('cameras').addEventListener('change', () => this.start(byId('cameras').value));
    navigator.mediaDevices?.addEventListener('devicechange', () => this.#listCameras());
  }

  async start(deviceId) {
    this.stop();
    const turn = this.#turn;
    if (!navigator.mediaDevices) return this.#say('Browsers give a camera only to pages of their own machine (localhost) or over HTTPS. Photographs work here.');
    let stream;
    try {
      const video = { width: { ideal: longestSide }, height: { ideal: 480 }, ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' }) };
      stream = await navigator.mediaDevices.getUserMedia({ video });
    } catch (error) {
      return turn !== this.#turn ? undefined : this.#say(reasons[error.name] ?? `The camera does not start: ${error.message}`);
    }
    if (turn !== this.#turn) return stream.getTracks().forEach(track => track.stop());
    this.#stream = stream;
    stream.getVideoTracks()[0].addEventListener('ended', () => { if (turn === this.#turn) this.stop('The camera is gone.'); });
    await this.#listCameras();
    if (turn !== this.#turn) return undefined;
    const view = byId('video');
    view.srcObject = stream;
    byId('stage').hidden = false;
    byId('start').textContent = 'Stop the camera';
    await view.play().catch(() => {}); // another turn gives it another stream
    if (turn !== this.#turn) return undefined;
    this.#frames = new this.#classifier.Frames({ show: image => this.#show(image), complain: message => this.#complain(message), end: message => this.stop(message) });
    this.#whenFrameComes(turn);
  }

  stop(message = '') {
    this.#turn++;
    this.#stream?.getTracks().forEach(track => track.stop());
    this.#frames?.close();
    [this.#stream, this.#frames, this.#times] = [null, null, []];
    byId('stage').hidden = true;
    byId('overlay').width = 0; // clears it
    byId('rate').textContent = byId('summary').textContent = '';
    byId('start').textContent = 'Start the camera';
    byId('camera-faces').replaceChildren();
    this.#say(message);
  }

  #say(message) { say('camera-message', message); }

  #complain(message) {
    this.#complains = true;
    this.#say(message);
  }

  async #listCameras() {
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(device => device.kind === 'videoinput');
    const used = this.#stream?.getVideoTracks()[0].getSettings();
    const chosen = used?.deviceId ?? byId('cameras').value;
    byId('choice').hidden = cameras.length < 2;
    byId('cameras').replaceChildren(...cameras.map((camera, index) =>
      element('option', { value: camera.deviceId, selected: camera.deviceId === chosen }, camera.label || `Camera ${index + 1}`)));
    // One that films its owner is a mirror to look into; one that films others is not.
    if (used) byId('video').parentElement.classList.toggle('mirrored', used.facingMode !== 'environment');
  }

  #whenFrameComes(turn) {
    const video = byId('video');
    const next = () => {
      if (turn !== this.#turn) return;
      this.#send(video);
      this.#whenFrameComes(turn);
    };
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(next);
    else setTimeout(next, 40);
  }

  #send(video) {
    if (this.#frames.isReady && !document.hidden) this.#frames.send(copy(video, longestSide, this.#frame));
  }

  #show(image) {
    if (this.#complains) this.#say('');
    this.#complains = false;
    const overlay = byId('overlay');
    const pixelRatio = window.devicePixelRatio || 1;
    [overlay.width, overlay.height] = [overlay.clientWidth * pixelRatio, overlay.clientHeight * pixelRatio];
    const mirrored = overlay.parentElement.classList.contains('mirrored');
    drawFaces(overlay, image.faces, image.width, this.#colors, { mirrored, pixelRatio });
    const faces = mirrored ? image.faces.toReversed() : image.faces; // from left to right as seen
    showFaces(byId('camera-faces'), { ...image, faces }, this.#colors);
    this.#showRate();
    if (performance.now() - this.#summaryAt < 1000 * secondsBetweenSummaries) return;
    this.#summaryAt = performance.now();
    say('summary', sentence(faces));
  }

  #showRate() {
    const now = performance.now();
    this.#times = [...this.#times.filter(time => now - time < 1000 * secondsOfRate), now];
    if (this.#times.length > 1) byId('rate').textContent = `${(1000 * (this.#times.length - 1) / (now - this.#times[0])).toFixed(1)} frames per second`;
  }
}
