// The page of faces on a static web server: this browser classifies.
import { showFacesPage } from '../faces.js';
import * as browser from './browser.js';

await showFacesPage(browser);
