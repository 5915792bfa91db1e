// A camera, whose frames go to the server over a WebSocket and come back as faces.
import { byId, element } from './dom.js';
import { drawFaces, sentence, showFaces } from './drawing.js';

const longestSide = 640; // what the server searches anyway
const mostOnTheWay = 2; // one is worked on while the next one travels
const quality = 0.85;
const secondsOfRate = 2;
const secondsBetweenSummaries = 3;

export class Camera {
  #colors;
  #stream = null;
  #socket = null;
  #frame = element('canvas');
  #sent = 0;
  #answered = 0;
  #isEncoding = false;
  #times = [];
  #summaryAt = 0;

  constructor(colors) {
    this.#colors = colors;
    byId('start').addEventListener('click', () => this.#stream ? this.stop() : this.start());
    byId('cameras').addEventListener('change', () => this.start(byId('cameras').value));
  }

  async start(deviceId) {
    this.stop();
    this.#say('');
    if (!navigator.mediaDevices) return this.#say('Browsers give a camera only to pages of their own machine (localhost) or over HTTPS. Photographs work here.');
    try {
      const video = { width: { ideal: longestSide }, height: { ideal: 480 }, ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' }) };
      this.#stream = await navigator.mediaDevices.getUserMedia({ video });
    } catch (error) {
      return this.#say(error.name === 'NotAllowedError' ? 'The browser was not allowed to use the camera.' : error.name === 'NotFoundError' ? 'There is no camera.' : `The camera does not start: ${error.message}`);
    }
    await this.#listCameras();
    const view = byId('video');
    view.srcObject = this.#stream;
    byId('stage').hidden = false;
    byId('start').textContent = 'Stop the camera';
    await view.play();
    this.#connect();
    this.#whenFrameComes();
  }

  stop(message = '') {
    this.#stream?.getTracks().forEach(track => track.stop());
    const socket = this.#socket;
    [this.#stream, this.#socket, this.#sent, this.#answered, this.#times] = [null, null, 0, 0, []];
    socket?.close();
    byId('stage').hidden = true;
    byId('rate').textContent = '';
    byId('start').textContent = 'Start the camera';
    byId('camera-faces').replaceChildren();
    this.#say(message);
  }

  #say(message) { byId('camera-message').textContent = message; }

  async #listCameras() {
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(device => device.kind === 'videoinput');
    const used = this.#stream.getVideoTracks()[0].getSettings();
    byId('choice').hidden = cameras.length < 2;
    byId('cameras').replaceChildren(...cameras.map((camera, index) =>
      element('option', { value: camera.deviceId, selected: camera.deviceId === used.deviceId }, camera.label || `Camera ${index + 1}`)));
    // One that films its owner is a mirror to look into; one that films others is not.
    byId('video').parentElement.classList.toggle('mirrored', used.facingMode !== 'environment');
  }

  #connect() {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/frames`);
    socket.addEventListener('message', event => this.#socket === socket && this.#show(JSON.parse(event.data)));
    socket.addEventListener('close', () => this.#socket === socket && this.stop('The server has closed the connection: it ended, or too many cameras are connected.'));
    this.#socket = socket;
  }

  #whenFrameComes() {
    const video = byId('video');
    const next = () => {
      if (!this.#stream) return;
      this.#send(video);
      this.#whenFrameComes();
    };
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(next);
    else setTimeout(next, 40);
  }

  #send(video) {
    const socket = this.#socket;
    if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > 0 || this.#isEncoding || this.#sent - this.#answered >= mostOnTheWay || document.hidden) return;
    const scale = Math.min(1, longestSide / Math.max(video.videoWidth, video.videoHeight));
    [this.#frame.width, this.#frame.height] = [Math.round(scale * video.videoWidth), Math.round(scale * video.videoHeight)];
    this.#frame.getContext('2d').drawImage(video, 0, 0, this.#frame.width, this.#frame.height);
    this.#isEncoding = true;
    this.#frame.toBlob(image => {
      this.#isEncoding = false;
      if (!image || this.#socket !== socket || socket.readyState !== WebSocket.OPEN) return;
      this.#sent++;
      socket.send(image);
    }, 'image/jpeg', quality);
  }

  #show({ frame, image, error }) {
    this.#answered = frame + 1;
    if (error) return this.#say(error.message);
    const overlay = byId('overlay');
    const pixelRatio = window.devicePixelRatio || 1;
    [overlay.width, overlay.height] = [overlay.clientWidth * pixelRatio, overlay.clientHeight * pixelRatio];
    const mirrored = overlay.parentElement.classList.contains('mirrored');
    drawFaces(overlay, image.faces, image.width, this.#colors, { mirrored, pixelRatio });
    showFaces(byId('camera-faces'), { ...image, faces: mirrored ? image.faces.toReversed() : image.faces }, this.#colors); // from left to right as seen
    this.#showRate();
    if (performance.now() - this.#summaryAt < 1000 * secondsBetweenSummaries) return;
    this.#summaryAt = performance.now();
    if (byId('summary').textContent !== sentence(image.faces)) byId('summary').textContent = sentence(image.faces);
  }

  #showRate() {
    const now = performance.now();
    this.#times = [...this.#times.filter(time => now - time < 1000 * secondsOfRate), now];
    if (this.#times.length > 1) byId('rate').textContent = `${(1000 * (this.#times.length - 1) / (now - this.#times[0])).toFixed(1)} frames per second`;
  }
}
