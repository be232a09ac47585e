const ROWS = 800;
const FIRST_DAY = Date.UTC(2021, 0, 1);
const DAY_MS = 86_400_000;

/** A small generator (mulberry32), so that the table is the same every time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Invented customers, and whether they left: every type of column, and missing values. */
export function demoTable(): string {
  const random = randomFrom(20_260_101);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const lines = ['customer_id,signed_up,region,contract,monthly_fee,support_calls,satisfaction,paperless,churned'];
  for (let row = 1; row <= ROWS; row++) {
    const days = Math.floor(random() * 1800);
    const at = random();
    const contract = at < 0.55 ? 'monthly' : at < 0.8 ? 'yearly' : 'two years';
    const fee = 15 + random() * 90;
    const calls = Math.min(9, Math.floor(-2 * Math.log(1 - random())));
    const satisfaction = Math.min(10, Math.max(1, 7.5 - 0.6 * calls + normal()));
    const risk =
      -1.2 +
      (contract === 'monthly' ? 1.1 : -0.9) +
      0.018 * (fee - 60) +
      0.35 * calls -
      0.35 * (satisfaction - 6) -
      days / 1200 +
      0.5 * normal();
    lines.push(
      [
        `C${String(row).padStart(5, '0')}`,
        new Date(FIRST_DAY + (1800 - days) * DAY_MS).toISOString().slice(0, 10),
        ['north', 'east', 'south', 'west'][Math.floor(random() * 4)],
        random() < 0.03 ? '' : contract,
        fee.toFixed(2),
        calls,
        random() < 0.12 ? '' : satisfaction.toFixed(1),
        random() < 0.6,
        random() < 1 / (1 + Math.exp(-1.6 * risk)) ? 'yes' : 'no',
      ].join(),
    );
  }
  return `${lines.join('\n')}\n`;
}
