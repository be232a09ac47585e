package signalbox.application.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/** Gives the rows of a table to everybody who takes part, and the faults to one. */
final class RowFan implements TableFiles.RowSink {
  private final List<TableFiles.RowSink> takers;
  private final Faults faults;
  private final boolean onlyUtf8;

  /**
   * @param onlyUtf8 refuses the file at the first byte that cannot be decoded
   */
  RowFan(List<TableFiles.RowSink> takers, Faults faults, boolean onlyUtf8) {
    this.takers = takers;
    this.faults = faults;
    this.onlyUtf8 = onlyUtf8;
  }

  @Override
  public void header(List<String> names, List<ColumnType> declared) {
    takers.forEach(taker -> taker.header(names, declared));
  }

  @Override
  public void row(long line, @Nullable String[] values) {
    for (TableFiles.RowSink taker : takers) {
      taker.row(line, values);
    }
  }

  @Override
  public void fault(Fault fault) {
    faults.add(fault);
  }

  @Override
  public void undecodable(long byteOfLine, Fault fault) {
    if (onlyUtf8) {
      throw SignalboxException.of(ErrorCode.DATASET_ENCODING)
          .safe("line", String.valueOf(fault.line()))
          .safe("byte", byteOfLine);
    }
    faults.add(fault);
  }
}
