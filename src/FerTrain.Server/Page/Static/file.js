// Browsers run no modules from files, as the rest of the page is: this says so.
if (location.protocol === 'file:') document.getElementById('model').textContent = 'A browser shows this page only from a web server, such as: python3 -m http.server';
