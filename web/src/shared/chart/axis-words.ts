/** Numbers along an axis: short, and exact enough to tell neighbours apart. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size >= 1e6 || size < 1e-3)
      ? value.toExponential(1).replace('.0e', 'e').replace('e+', 'e')
      : size >= 1e4
        ? `${Number((value / 1000).toPrecision(4))}k`
        : String(Number(value.toPrecision(5)));
  return text.replace('-', '−').replace('e−', 'e-');
}

/** `0`, `45 s`, `2m`, `1h 30m`: seconds since the beginning, along an axis. */
export function shortSpan(seconds: number): string {
  if (seconds === 0) return '0';
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? '−' : '';
  if (size < 60) return `${sign}${Number(size.toPrecision(3))} s`;
  const whole = Math.round(size);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const words = [hours ? `${hours}h` : '', minutes ? `${minutes}m` : '', rest && !hours ? `${rest}s` : ''];
  return sign + words.filter(Boolean).join(' ');
}
