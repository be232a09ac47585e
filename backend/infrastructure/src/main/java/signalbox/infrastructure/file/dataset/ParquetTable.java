package signalbox.infrastructure.file.dataset;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.SchemaNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.TableFiles.Extent;
import signalbox.application.dataset.TableFiles.RowSink;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** Reads Parquet files with flat columns. */
final class ParquetTable {
  private ParquetTable() {}

  /** Makes the text of a value of a row that is not null. */
  @FunctionalInterface
  private interface Text {
    @Nullable String of(RowReader row, int column);
  }

  private record Plan(ColumnType type, Text text) {}

  /**
   * @return false when the extent ended before the file
   */
  static boolean read(Path file, Dialect dialect, Extent extent, RowSink sink) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file))) {
      List<String> names = new ArrayList<>();
      List<Plan> plans = new ArrayList<>();
      for (SchemaNode node : reader.getFileSchema().getRootNode().children()) {
        names.add(node.name());
        plans.add(plan(node));
      }
      if (names.isEmpty()) {
        throw refused("it has no columns", null);
      }
      ColumnNames.require(names);
      sink.header(names, plans.stream().map(Plan::type).toList());
      return rows(reader, plans, new MissingTokens(dialect.missing()), extent, sink);
    } catch (SignalboxException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw refused("it is a Parquet file that cannot be read", e);
    }
  }

  private static boolean rows(
      ParquetFileReader reader,
      List<Plan> plans,
      MissingTokens missing,
      Extent extent,
      RowSink sink) {
    @Nullable String[] values = new String[plans.size()];
    long number = 0;
    try (RowReader rows = reader.rowReader()) {
      while (rows.hasNext()) {
        if (number >= extent.rows()) {
          return false;
        }
        number++;
        rows.next();
        for (int i = 0; i < values.length; i++) {
          values[i] = rows.isNull(i) ? null : missing.orNull(plans.get(i).text().of(rows, i));
        }
        sink.row(number, values);
      }
    }
    return true;
  }

  private static Plan plan(SchemaNode node) {
    boolean repeated = node.repetitionType() == RepetitionType.REPEATED;
    if (!(node instanceof SchemaNode.PrimitiveNode primitive) || repeated) {
      throw refused("the column " + node.name() + " is nested", null);
    }
    LogicalType logical = primitive.logicalType();
    if (logical instanceof LogicalType.StringType
        || logical instanceof LogicalType.EnumType
        || logical instanceof LogicalType.JsonType) {
      return new Plan(ColumnType.STRING, RowReader::getString);
    }
    if (logical instanceof LogicalType.DateType) {
      return new Plan(ColumnType.DATETIME, (row, i) -> row.getDate(i).toString());
    }
    if (logical instanceof LogicalType.TimestampType timestamp) {
      return timestamp.isAdjustedToUTC()
          ? new Plan(ColumnType.DATETIME, (row, i) -> row.getTimestamp(i).toString())
          : new Plan(ColumnType.DATETIME, (row, i) -> row.getLocalTimestamp(i).toString());
    }
    if (logical instanceof LogicalType.DecimalType) {
      return new Plan(ColumnType.NUMBER, (row, i) -> row.getDecimal(i).toPlainString());
    }
    if (logical instanceof LogicalType.TimeType) {
      return new Plan(ColumnType.STRING, (row, i) -> row.getTime(i).toString());
    }
    if (logical instanceof LogicalType.UuidType) {
      return new Plan(ColumnType.STRING, (row, i) -> row.getUuid(i).toString());
    }
    boolean unsigned = logical instanceof LogicalType.IntType type && !type.isSigned();
    boolean plain = logical == null || logical instanceof LogicalType.IntType;
    PhysicalType physical = primitive.type();
    if (plain && physical == PhysicalType.BOOLEAN) {
      return new Plan(ColumnType.BOOLEAN, (row, i) -> Boolean.toString(row.getBoolean(i)));
    }
    if (plain && physical == PhysicalType.INT32) {
      return new Plan(
          ColumnType.INTEGER,
          (row, i) ->
              unsigned ? Integer.toUnsignedString(row.getInt(i)) : Integer.toString(row.getInt(i)));
    }
    if (plain && physical == PhysicalType.INT64) {
      return new Plan(
          ColumnType.INTEGER,
          (row, i) ->
              unsigned ? Long.toUnsignedString(row.getLong(i)) : Long.toString(row.getLong(i)));
    }
    if (plain && physical == PhysicalType.FLOAT) {
      return new Plan(ColumnType.NUMBER, (row, i) -> number(row.getFloat(i), row.getFloat(i)));
    }
    if (plain && physical == PhysicalType.DOUBLE) {
      return new Plan(ColumnType.NUMBER, (row, i) -> number(row.getDouble(i), null));
    }
    if (plain && physical == PhysicalType.INT96) {
      return new Plan(ColumnType.DATETIME, (row, i) -> row.getTimestamp(i).toString());
    }
    throw refused("the column " + node.name() + " holds binary values", null);
  }

  /** A float keeps its short text; NaN is a missing value. */
  private static @Nullable String number(double value, @Nullable Float narrow) {
    if (Double.isNaN(value)) {
      return null;
    }
    return narrow == null ? Double.toString(value) : Float.toString(narrow);
  }

  private static SignalboxException refused(String reason, @Nullable Throwable cause) {
    SignalboxException refusal =
        SignalboxException.of(ErrorCode.DATASET_NOT_A_TABLE).unsafe("reason", reason);
    return cause == null ? refusal : refusal.causedBy(cause);
  }
}
