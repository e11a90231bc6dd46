import type { ServerResponse } from 'node:http';

const STYLE = `
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f4f3ef; color: #1d2321;
    font: 16px/1.5 system-ui, sans-serif }
  main { box-sizing: border-box; width: min(24rem, calc(100vw - 2rem)); padding: 2rem; background: #fff;
    border: 1px solid #dddad2; border-radius: 12px }
  h1 { margin: 0 0 1rem; font-size: 1.25rem }
  label { display: block; margin: 1rem 0 .25rem; font-weight: 600 }
  input, button { box-sizing: border-box; width: 100%; padding: .6rem .75rem; font: inherit; border-radius: 8px }
  input { border: 1px solid #8b8f8c }
  button { margin-top: 1.5rem; border: 0; background: #14532d; color: #fff; font-weight: 600; cursor: pointer }
  :focus-visible { outline: 3px solid #2f855a; outline-offset: 2px }
  .alert { padding: .6rem .75rem; background: #fdecea; border-radius: 8px; color: #7a1c12 }
  @media (prefers-color-scheme: dark) {
    body { background: #151816; color: #e8e6e1 }
    main { background: #1e2220; border-color: #343a37 }
    input { background: #151816; color: inherit }
    .alert { background: #47201b; color: #f6c9c3 }
  }`;

/** Sends one page; `html` is trusted, everything from outside in it must have passed {@link escapeHtml}. */
export function sendPage(response: ServerResponse, status: number, title: string, html: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Parley</title><style>${STYLE}</style><main><h1>${title}</h1>${html}</main></html>`);
}

/** Makes text harmless inside HTML, also in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
