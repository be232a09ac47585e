package signalbox.domain.log;

/**
 * What the sender says of a log that has ended.
 *
 * @param hash rolling hash over its lines in lower-case hexadecimal
 */
public record LogTotals(long lines, String hash) {}
