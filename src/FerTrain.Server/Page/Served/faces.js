// The page of faces of fertrain serve: the server classifies.
import { showFacesPage } from '../faces.js';
import * as server from './server.js';

await showFacesPage(server);
