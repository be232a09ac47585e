package signalbox.domain.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a file is read as a table.
 *
 * @param delimiter one character for CSV; null for the others
 * @param decimal the decimal sign of numbers: a point or a comma
 * @param header the first row holds the names of the columns
 * @param missing the texts that stand for a missing value, next to nothing at all
 */
public record Dialect(
    SourceFormat format,
    @Nullable String delimiter,
    TextEncoding encoding,
    char decimal,
    boolean header,
    List<String> missing) {
  /**
   * What stands for a missing value unless somebody says otherwise; ML services know it as well.
   */
  public static final List<String> STANDARD_MISSING =
      List.of("NA", "N/A", "NaN", "nan", "null", "NULL");

  public Dialect {
    missing = missing.stream().filter(token -> !token.isEmpty()).distinct().sorted().toList();
  }

  /** As a file is read that nobody has looked at. */
  public static Dialect standard(SourceFormat format, @Nullable String delimiter) {
    return new Dialect(format, delimiter, TextEncoding.UTF_8, '.', true, STANDARD_MISSING);
  }

  public Dialect withEncoding(TextEncoding changed) {
    return new Dialect(format, delimiter, changed, decimal, header, missing);
  }

  public Dialect withDelimiter(@Nullable String changed) {
    return new Dialect(format, changed, encoding, decimal, header, missing);
  }

  public Dialect withDecimal(char changed) {
    return new Dialect(format, delimiter, encoding, changed, header, missing);
  }

  public Dialect withHeader(boolean changed) {
    return new Dialect(format, delimiter, encoding, decimal, changed, missing);
  }

  public Dialect withMissing(List<String> changed) {
    return new Dialect(format, delimiter, encoding, decimal, header, changed);
  }

  /** Only what {@link #STANDARD_MISSING} says is missing. */
  public boolean standardMissing() {
    return missing.equals(STANDARD_MISSING.stream().sorted().toList());
  }

  /** ML services read such bytes as they are. */
  public boolean plain() {
    return switch (format) {
      case PARQUET -> standardMissing();
      case CSV -> encoding == TextEncoding.UTF_8 && decimal == '.' && header && standardMissing();
      case JSONL, XLSX -> false;
    };
  }
}
