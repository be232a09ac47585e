package signalbox.presentation.rest.dataset;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.SourceFormat;
import signalbox.domain.dataset.TextEncoding;
import signalbox.domain.error.SignalboxException;

/** The JSON of a dialect. */
record DialectBody(
    String format,
    @Nullable String delimiter,
    String encoding,
    String decimal,
    boolean header,
    List<String> missing) {
  private static final int MAX_TOKENS = 50;
  private static final int MAX_TOKEN = 100;

  static DialectBody of(Dialect dialect) {
    return new DialectBody(
        dialect.format().name().toLowerCase(Locale.ROOT),
        dialect.delimiter(),
        dialect.encoding().word(),
        String.valueOf(dialect.decimal()),
        dialect.header(),
        dialect.missing());
  }

  /**
   * @throws SignalboxException {@code request.invalid} naming the field
   */
  Dialect parsed() {
    SourceFormat parsedFormat =
        Stream.of(SourceFormat.values())
            .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(format))
            .findFirst()
            .orElseThrow(() ->
                SignalboxException.invalid(
                    "dialect.format", "must be csv, parquet, jsonl or xlsx"));
    TextEncoding parsedEncoding =
        TextEncoding.of(encoding)
            .orElseThrow(() ->
                SignalboxException.invalid(
                    "dialect.encoding",
                    "must be utf-8, utf-16le, utf-16be, windows-1252 or iso-8859-1"));
    if (!decimal.equals(".") && !decimal.equals(",")) {
      throw SignalboxException.invalid("dialect.decimal", "must be a point or a comma");
    }
    boolean csv = parsedFormat == SourceFormat.CSV;
    String sign = delimiter;
    if (csv && (sign == null || sign.length() != 1 || !usable(sign.charAt(0)))) {
      throw SignalboxException.invalid(
          "dialect.delimiter", "must be one ASCII character that is no letter, digit or quote");
    }
    if (missing.size() > MAX_TOKENS
        || missing.stream().anyMatch(token -> token.isEmpty() || token.length() > MAX_TOKEN)) {
      throw SignalboxException.invalid(
          "dialect.missing", "must be at most 50 texts of 1 to 100 characters");
    }
    return new Dialect(
        parsedFormat, csv ? sign : null, parsedEncoding, decimal.charAt(0), header, missing);
  }

  private static boolean usable(char sign) {
    return sign == '\t'
        || (sign >= ' ' && sign < 0x7f && sign != '"' && !Character.isLetterOrDigit(sign));
  }
}
