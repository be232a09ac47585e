package signalbox.domain.dataset;

import java.util.Locale;
import java.util.Optional;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** How a dataset's bytes are laid out. The lower-case name is the public word. */
public enum DatasetFormat {
  CSV,
  PARQUET,
  /** A linear, integer or quadratic model in columns, free or fixed. */
  MPS,
  /** The same as formulas. */
  LP,
  /** A model of CP-SAT, as JSON or as a binary protobuf. */
  CPSAT;

  private static final String PACKED = ".gz";

  /** The bytes are an instance of an optimisation problem, and no table. */
  public boolean instance() {
    return switch (this) {
      case CSV, PARQUET -> false;
      case MPS, LP, CPSAT -> true;
    };
  }

  /** What the name of a file says of an instance in it; empty for every other file. */
  public static Optional<DatasetFormat> ofInstance(String fileName) {
    String lower = fileName.strip().toLowerCase(Locale.ROOT);
    String name =
        lower.endsWith(PACKED) ? lower.substring(0, lower.length() - PACKED.length()) : lower;
    if (name.endsWith(".mps")) {
      return Optional.of(MPS);
    }
    if (name.endsWith(".lp")) {
      return Optional.of(LP);
    }
    return name.endsWith(".cpsat.json") || name.endsWith(".cpsat.pb")
        ? Optional.of(CPSAT)
        : Optional.empty();
  }

  /** What somebody is told who asks an instance for its rows: {@code dataset.not_a_table}. */
  public SignalboxException notATable() {
    String word = name().toLowerCase(Locale.ROOT);
    return SignalboxException.of(ErrorCode.DATASET_NOT_A_TABLE)
        .safe("reason", "it is an instance of an optimisation problem (" + word + ")");
  }
}
