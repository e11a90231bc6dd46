import colors from 'picocolors';

/** Aligns rows under their headings; numbers go to the right. Cells are plain text without line breaks. */
export function renderTable(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map(String));
  const widths = headings.map((heading, column) =>
    Math.max(displayWidth(heading), ...cells.map((row) => displayWidth(row[column] ?? ''))),
  );
  const numeric = headings.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(cell, widths[column]!, numeric[column]!))
      .join('  ')
      .trimEnd();
  return [colors.bold(line(headings)), ...cells.map(line)].join('\n');
}

function pad(cell: string, width: number, right: boolean): string {
  const space = ' '.repeat(width - displayWidth(cell));
  return right ? space + cell : cell + space;
}

// Wide characters are rare in names and ids; what matters is that accents and emoji do not shift the columns.
const segmenter = new Intl.Segmenter();

function displayWidth(text: string): number {
  return [...segmenter.segment(text)].length;
}
