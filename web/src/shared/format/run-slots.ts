/** Ids of runs as an address has them, by colour slot; an empty place is a slot that nobody has. */
export function runsParameter(runs: readonly { id: string; slot: number }[]): string {
  const slots: string[] = [];
  for (const { id, slot } of runs) {
    while (slots.length < slot) slots.push('');
    slots[slot] = id;
  }
  return slots.join(',');
}
