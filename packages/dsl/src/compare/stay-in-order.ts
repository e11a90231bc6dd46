/**
 * The positions of a longest ascending part of a list of different numbers: what can stay when the rest moves (patience
 * sorting; Fredman 1975). O(n log n).
 */
export function longestAscending(numbers: readonly number[]): Set<number> {
  /** For each length the position of the smallest number that ends an ascending part of that length. */
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  for (const [position, number] of numbers.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]!]! < number) low = middle + 1;
      else high = middle;
    }
    previous.push(ends[low - 1]);
    ends[low] = position;
  }
  const result = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) result.add(at);
  return result;
}
