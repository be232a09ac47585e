/**
 * Tables for the tests: the shared samples where they are, else tables of the same columns and difficulty made here.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const shared = process.env.SIGNALBOX_SHARED_DATA ?? "";

/** A small generator (mulberry32), so that a table is the same every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function sample(name: string, make: () => string): string {
  const file = join(shared, name);
  return shared && existsSync(file) ? readFileSync(file, "utf8") : make();
}

/** Passengers: 891 rows, missing ages and decks, text, booleans; `alive` gives `survived` away. */
export function titanic(): string {
  return sample("titanic.csv", () => {
    const next = random(1912);
    const lines = [
      "survived,pclass,sex,age,sibsp,parch,fare,embarked,class,who,adult_male,deck,embark_town,alive,alone",
    ];
    for (let i = 0; i < 891; i++) {
      const pclass = next() < 0.25 ? 1 : next() < 0.3 ? 2 : 3;
      const female = next() < 0.35;
      const age = Math.round(1 + next() * 70);
      const survived = next() < (female ? 0.95 : 0.2) - pclass * 0.08 + (age < 12 ? 0.3 : 0) ? 1 : 0;
      const who = age < 16 ? "child" : female ? "woman" : "man";
      const sibsp = Math.floor(next() * 3);
      const town = next() < 0.7 ? "Southampton" : next() < 0.6 ? "Cherbourg" : "Queenstown";
      lines.push(
        [
          survived,
          pclass,
          female ? "female" : "male",
          next() < 0.2 ? "" : age,
          sibsp,
          Math.floor(next() * 2),
          (next() * (120 / pclass)).toFixed(2),
          town[0],
          ["First", "Second", "Third"][pclass - 1],
          who,
          who === "man" ? "True" : "False",
          next() < 0.77 ? "" : "ABCDE"[Math.floor(next() * 5)],
          town,
          survived ? "yes" : "no",
          sibsp === 0 ? "True" : "False",
        ].join(","),
      );
    }
    return `${lines.join("\n")}\n`;
  });
}

/** Three species told apart by four measurements; some values are missing. */
export function penguins(): string {
  return sample("penguins.csv", () => {
    const next = random(2020);
    const lines = ["species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex"];
    const kinds = [
      ["Adelie", 38.8, 18.3, 190, 3700],
      ["Chinstrap", 48.8, 18.4, 196, 3730],
      ["Gentoo", 47.5, 15.0, 217, 5080],
    ] as const;
    for (let i = 0; i < 344; i++) {
      const [species, length, depth, flipper, mass] = kinds[Math.floor(next() * 3)] ?? kinds[0];
      const noise = (width: number) => (next() + next() + next() - 1.5) * width;
      lines.push(
        [
          species,
          ["Torgersen", "Biscoe", "Dream"][Math.floor(next() * 3)],
          next() < 0.02 ? "" : (length + noise(4)).toFixed(1),
          (depth + noise(2)).toFixed(1),
          Math.round(flipper + noise(10)),
          Math.round((mass + noise(600)) / 50) * 50,
          next() < 0.03 ? "" : next() < 0.5 ? "MALE" : "FEMALE",
        ].join(","),
      );
    }
    return `${lines.join("\n")}\n`;
  });
}

/** Restaurant bills: the tip grows with the bill; quoted text. */
export function tips(): string {
  return sample("tips.csv", () => {
    const next = random(244);
    const lines = ['"total_bill","tip","sex","smoker","day","time","size"'];
    for (let i = 0; i < 244; i++) {
      const size = 1 + Math.floor(next() * 5);
      const bill = 5 + size * (4 + next() * 6);
      lines.push(
        `${bill.toFixed(2)},${(0.8 + bill * (0.1 + next() * 0.08)).toFixed(2)},"${next() < 0.6 ? "Male" : "Female"}",` +
          `"${next() < 0.6 ? "No" : "Yes"}","${["Thur", "Fri", "Sat", "Sun"][Math.floor(next() * 4)]}","${next() < 0.7 ? "Dinner" : "Lunch"}",${size}`,
      );
    }
    return `${lines.join("\n")}\n`;
  });
}

/** Rows of a CSV as objects, numbers as numbers, empty as null; for tables without quoted commas. */
export function rows(csv: string): Record<string, string | number | boolean | null>[] {
  const [head = "", ...lines] = csv.trim().split(/\r?\n/);
  const names = head.split(",").map((name) => name.replaceAll('"', ""));
  return lines.map((line) => {
    const cells = line.split(",").map((cell) => cell.replaceAll('"', ""));
    return Object.fromEntries(names.map((name, i) => [name, value(cells[i] ?? "")]));
  });
}

function value(cell: string): string | number | boolean | null {
  if (cell === "") return null;
  if (cell === "True" || cell === "False") return cell === "True";
  return Number.isNaN(Number(cell)) ? cell : Number(cell);
}
