/** The reference account, as fixtures/users/joko has it. */

export const username = 'joko';
export const uid = 12010;
export const home = '/home/joko';
export const site = 'example.com';
export const docroot = `${home}/domains/${site}/public_html`;
export const hosts = ['example.com', 'www.example.com', 'app.example.com', 'addon.com', 'www.addon.com'];

/** The alias domain that the demonstration adds. */
export const alias = 'example.net';

/** What the product's contract says that the account's revision is. */
export const revision = 'sha256:7728600517b0a58e7e8d958fcba9e2b926ad4bf2b9051191dce82ad207caec58';

/** The page that the demonstration puts on the site. */
export const page = '<!doctype html><title>joko</title><p>Served from the account of joko.</p>\n';
