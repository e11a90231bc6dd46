/** What the help of a command on definition files shows below its options. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  check: [
    'parley check order.yaml',
    'parley check --strict --quiet workflows/*.yaml',
    'parley check --catalog openapi.yaml order.yaml',
    'parley check --catalog apis --catalog https://shop.example.com/api=shop.json order.yaml',
    'cat order.yaml | parley check --json -',
  ],
  format: [
    'parley format order.yaml',
    'parley format --write workflows/*.yaml',
    'parley format --check workflows/*.yaml',
  ],
  explain: ['parley explain order.yaml', 'parley explain --json order.yaml'],
  graph: ['parley graph order.yaml', 'parley graph --mermaid order.yaml > order.mmd'],
  diff: ['parley diff old.yaml new.yaml', 'git show HEAD:order.yaml | parley diff - order.yaml'],
  migrate: [
    'parley migrate old.sw.json',
    'parley migrate old.sw.yaml -o new.yaml',
    'parley migrate --json - < old.sw.json',
  ],
  lsp: ['parley lsp', 'parley lsp --catalog openapi.yaml'],
};
