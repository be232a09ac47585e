/** Prometheus' text format, as the parts publish it on their management ports. */

export type Labels = Readonly<Record<string, string>>;

export interface Exposition {
  /** By the name of a family, what `# TYPE` says of it. */
  types: Map<string, string>;
  /** By the name of a sample, the labels of each of its series. */
  series: Map<string, Labels[]>;
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: -?\d+)?$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)/y;

/** Throws for a line that cannot be read. */
export function readExposition(text: string): Exposition {
  const types = new Map<string, string>();
  const series = new Map<string, Labels[]>();
  for (const line of text.split("\n")) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (type) types.set(type[1] ?? "", type[2] ?? "");
    if (line.startsWith("#") || line === "") continue;
    const sample = SAMPLE.exec(line);
    const value = sample?.[3] ?? "";
    if (!sample || (Number.isNaN(Number(value)) && !["NaN", "+Inf", "-Inf"].includes(value))) {
      throw new Error(`no sample: ${line}`);
    }
    const name = sample[1] ?? "";
    series.set(name, [...(series.get(name) ?? []), readLabels(sample[2] ?? "", line)]);
  }
  return { types, series };
}

function readLabels(text: string, line: string): Labels {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const at = LABEL.lastIndex;
    const label = LABEL.exec(text);
    if (!label) throw new Error(`no label at ${at}: ${line}`);
    labels[label[1] ?? ""] = (label[2] ?? "").replace(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char));
  }
  return labels;
}

/** All of several expositions in one. */
export function together(expositions: Exposition[]): Exposition {
  const all: Exposition = { types: new Map(), series: new Map() };
  for (const one of expositions) {
    for (const [name, type] of one.types) all.types.set(name, type);
    for (const [name, series] of one.series) all.series.set(name, [...(all.series.get(name) ?? []), ...series]);
  }
  return all;
}
