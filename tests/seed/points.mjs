/** Points of series as the telemetry store keeps them; the format is that of docs/adr/0019. */

const SEGMENT = 4096;
const TAIL = 128;
const FINE = 16;
const COARSE = 256;
const PACKED = 1;
const PROGRESSION = 1;

/**
 * Stores series of one attempt. The points of all series with the same index are one event.
 *
 * @param {{key: string, role?: string, values: Float64Array, firstStep?: number}[]} series
 * @param {number} begin milliseconds since 1970 of the first point
 * @param {number} apart microseconds from point to point
 */
export async function storePoints(telemetry, run, attempt, series, begin, apart) {
  const longest = Math.max(...series.map((each) => each.values.length));
  await telemetry.query("begin");
  await telemetry.query(
    `insert into metric_attempt (run_id, attempt, last_sequence, last_ordinal, first_time) values ($1, $2, $3, $4, $5)`,
    [run, attempt, longest, series.filter((each) => each.values.length === longest).length - 1, new Date(begin).toISOString()],
  );
  const firstMicros = Math.round(begin * 1000);
  const rows = series.map((each, ordinal) => seriesOf(each, ordinal, firstMicros, apart));
  const { rows: ids } = await telemetry.query(
    `insert into metric_series (run_id, attempt, key, role, ordered, points, nans, highs, lows, first_step, last_step, min_time, max_time,
                                min, max, sum, newest, newest_step, newest_time, last_sequence, packed_until, loose, tail)
     select $1::uuid, $2::integer, s.key, s.role, true, s.points, s.nans, s.highs, s.lows, s.first_step, s.last_step, s.min_time, s.max_time,
            s.min, s.max, s.sum, s.newest, s.last_step, s.max_time, s.points, s.points, 0, decode(s.tail, 'base64')
     from jsonb_to_recordset($3::jsonb) as s (key text, role text, points bigint, nans bigint, highs bigint, lows bigint, first_step bigint,
          last_step bigint, min_time bigint, max_time bigint, min float8, max float8, sum float8, newest float8, tail text)
     returning id, key`,
    [run, attempt, JSON.stringify(rows.map(({ segments: _, ...row }) => row))],
  );
  const idOf = new Map(ids.map((row) => [row.key, row.id]));
  const segments = rows.flatMap((row) => row.segments.map((segment) => ({ series: idOf.get(row.key), ...segment })));
  for (let from = 0; from < segments.length; from += 64) {
    const part = segments.slice(from, from + 64);
    const column = (name) => part.map((segment) => segment[name]);
    await telemetry.query(
      `insert into metric_segment (series_id, last_sequence, first_sequence, points, odd, min_step, max_step, min_time, max_time, coarse, fine, content)
       select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::integer[], $5::integer[], $6::bigint[], $7::bigint[], $8::bigint[],
                            $9::bigint[], $10::bytea[], $11::bytea[], $12::bytea[])`,
      ["series", "last", "first", "points", "odd", "minStep", "maxStep", "minTime", "maxTime", "coarse", "fine", "content"].map(column),
    );
  }
  await telemetry.query("commit");
}

function seriesOf({ key, role = "other", values, firstStep = 0 }, ordinal, firstMicros, apart) {
  const count = values.length;
  const totals = { nans: 0, highs: 0, lows: 0, min: NaN, max: NaN, sum: 0 };
  for (const value of values) {
    if (Number.isNaN(value)) totals.nans++;
    else if (value === Infinity) totals.highs++;
    else if (value === -Infinity) totals.lows++;
    else {
      totals.sum += value;
      totals.min = totals.min <= value ? totals.min : value;
      totals.max = totals.max >= value ? totals.max : value;
    }
  }
  const piece = { values, ordinal, firstStep, firstMicros, apart };
  const segments = [];
  if (count >= TAIL) {
    for (let from = 0; from < count; from += SEGMENT) segments.push(segmentOf(piece, from, Math.min(count, from + SEGMENT)));
  }
  return {
    key,
    role,
    points: count,
    ...totals,
    // JSON has no such numbers; PostgreSQL reads their names.
    min: String(totals.min),
    max: String(totals.max),
    newest: String(values[count - 1]),
    first_step: firstStep,
    last_step: firstStep + count - 1,
    min_time: firstMicros,
    max_time: firstMicros + (count - 1) * apart,
    tail: segments.length > 0 ? "" : encode(piece, 0, count).toString("base64"),
    segments,
  };
}

function segmentOf(piece, from, to) {
  let odd = 0;
  for (let i = from; i < to; i++) if (!Number.isFinite(piece.values[i])) odd++;
  const blocks = odd === 0 && to - from >= COARSE;
  return {
    first: from + 1,
    last: to,
    points: to - from,
    odd,
    minStep: piece.firstStep + from,
    maxStep: piece.firstStep + to - 1,
    minTime: piece.firstMicros + from * piece.apart,
    maxTime: piece.firstMicros + (to - 1) * piece.apart,
    coarse: blocks ? blocksOf(piece, from, to, COARSE) : null,
    fine: blocks ? blocksOf(piece, from, to, FINE) : null,
    content: encode(piece, from, to),
  };
}

function encode({ values, ordinal, firstStep, firstMicros, apart }, from, to) {
  const head = Buffer.alloc(5);
  head.writeUInt8(PACKED, 0);
  head.writeInt32BE(to - from, 1);
  const content = Buffer.alloc((to - from) * 8);
  for (let i = from; i < to; i++) content.writeDoubleBE(values[i], (i - from) * 8);
  return Buffer.concat([
    head,
    progression(firstStep + from, 1),
    progression(firstMicros + from * apart, apart),
    content,
    progression(from + 1, 1),
    progression(ordinal, 0),
  ]);
}

function progression(first, difference) {
  return Buffer.from([PROGRESSION, ...varint(first), ...varint(difference)]);
}

/** Zigzag; the numbers are below 2^52. */
function varint(number) {
  let rest = number < 0 ? -2 * number - 1 : 2 * number;
  const bytes = [];
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

function blocksOf({ values, firstStep, firstMicros, apart }, from, to, size) {
  const bytes = Buffer.alloc(Math.ceil((to - from) / size) * 40);
  for (let begin = from, at = 0; begin < to; begin += size, at += 40) {
    const end = Math.min(to, begin + size);
    let min = values[begin];
    let max = min;
    for (let i = begin + 1; i < end; i++) {
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
    }
    bytes.writeBigInt64BE(BigInt(firstStep + end - 1), at);
    bytes.writeBigInt64BE(BigInt(firstMicros + (end - 1) * apart), at + 8);
    bytes.writeDoubleBE(min, at + 16);
    bytes.writeDoubleBE(max, at + 24);
    bytes.writeDoubleBE(values[end - 1], at + 32);
  }
  return bytes;
}
