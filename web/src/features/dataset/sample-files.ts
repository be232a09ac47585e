/** Small made-up tables and a small model to try the system with. The same every time. */
interface SampleFile {
  name: string;
  about: string;
  make: () => File;
}

/** Mulberry32: small, quick, and good enough for made-up tables. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const file = (name: string, parts: BlobPart[], type = 'text/csv') => new File(parts, name, { type, lastModified: 0 });

export function customersCsv(): string {
  const random = randomFrom(7);
  const plans = ['basic', 'plus', 'pro'];
  const rows = ['age,plan,months,monthly_fee,support_calls,country,churned'];
  for (let i = 0; i < 600; i++) {
    const months = 1 + Math.floor(random() * 60);
    const calls = Math.floor(random() ** 2 * 9);
    const plan = plans[Math.floor(random() * plans.length)] ?? 'basic';
    const fee = { basic: 9.9, plus: 19.9, pro: 39.9 }[plan] ?? 9.9;
    const score = -0.05 * months + 0.6 * calls + (plan === 'basic' ? 0.6 : 0) - 0.6 + (random() - 0.5) * 2;
    const age = random() < 0.05 ? '' : String(18 + Math.floor(random() * 60));
    const country = ['DE', 'FR', 'IT', 'NL'][Math.floor(random() * 4)];
    rows.push([age, plan, months, fee, calls, country, score > 0 ? 'yes' : 'no'].join(','));
  }
  return `${rows.join('\n')}\n`;
}

export function housesCsv(): string {
  const random = randomFrom(11);
  const rows = ['area_m2,rooms,year_built,distance_km,garden,price'];
  for (let i = 0; i < 500; i++) {
    const area = 35 + random() * 165;
    const rooms = Math.max(1, Math.round(area / 28 + (random() - 0.5) * 2));
    const year = 1920 + Math.floor(random() * 104);
    const distance = random() * 25;
    const garden = random() < 0.4;
    const price = 2800 * area + 9000 * rooms + 650 * (year - 1920) - 4200 * distance + (garden ? 25_000 : 0);
    rows.push(
      [area.toFixed(1), rooms, year, distance.toFixed(2), garden, Math.round(price * (0.9 + random() * 0.2))].join(','),
    );
  }
  return `${rows.join('\n')}\n`;
}

/** A spreadsheet's export as it often comes: Windows-1252, semicolons, decimal commas, and two rows that are broken. */
export function messyBytes(): Uint8Array<ArrayBuffer> {
  const random = randomFrom(5);
  const rows = ['Stra\u00dfe;Gr\u00f6\u00dfe;Verbrauch;Bemerkung'];
  for (let i = 0; i < 80; i++) {
    const size = (40 + random() * 90).toFixed(1).replace('.', ',');
    const use = random() < 0.08 ? 'k.A.' : `1.${String(100 + Math.floor(random() * 800))},${Math.floor(random() * 10)}`;
    rows.push(`Am Bach ${i + 1};${size};${use};${random() < 0.2 ? 'geprüft' : ''}`);
    if (i === 30) rows.push('Am Bach 31a;52,0');
    if (i === 55) rows.push('Am Bach 56a;61,5;1.204,5;"offen" gelassen;zu viel');
  }
  return Uint8Array.from(`${rows.join('\r\n')}\r\n`, (char) => char.charCodeAt(0));
}

/** Which depots are opened at the least cost, so that every town is near one of them? MPS that is both fixed and free. */
export function depotsMps(): string {
  const random = randomFrom(3);
  const two = (at: number) => String(at + 1).padStart(2, '0');
  const towns = Array.from({ length: 20 }, (_, at) => `town_${two(at)}`);
  const depots = Array.from({ length: 24 }, (_, at) => ({
    name: `open_${two(at)}`,
    cost: 20 + Math.floor(random() * 70),
    // Each town has two depots that surely reach it.
    near: towns.filter((_town, town) => town % 24 === at || (7 * town + 3) % 24 === at || random() < 0.2),
  }));
  const entry = (name: string, row: string, value: number) =>
    `    ${name.padEnd(8)}  ${row.padEnd(8)}  ${String(value).padStart(12)}`;
  return [
    'NAME          depots',
    'ROWS',
    ' N  cost',
    ...towns.map((town) => ` G  ${town}`),
    'COLUMNS',
    ...depots.flatMap(({ name, cost, near }) => [
      entry(name, 'cost', cost),
      ...near.map((town) => entry(name, town, 1)),
    ]),
    'RHS',
    ...towns.map((town) => entry('rhs', town, 1)),
    'BOUNDS',
    ...depots.map(({ name }) => ` BV bound     ${name}`),
    'ENDATA',
    '',
  ].join('\n');
}

export const sampleFiles: readonly SampleFile[] = [
  {
    name: 'customers.csv',
    about: 'Who leaves? 600 customers, for a classification',
    make: () => file('customers.csv', [customersCsv()]),
  },
  {
    name: 'houses.csv',
    about: 'What does a house cost? 500 sales, for a regression',
    make: () => file('houses.csv', [housesCsv()]),
  },
  {
    name: 'messy-export.csv',
    about: 'Semicolons, decimal commas, Windows-1252 and two broken rows',
    make: () => file('messy-export.csv', [messyBytes()]),
  },
  {
    name: 'depots.mps',
    about: 'Which depots are opened so that every town is near one? 24 decisions, for a solve',
    make: () => file('depots.mps', [depotsMps()], 'text/plain'),
  },
];
