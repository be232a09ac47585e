package signalbox.infrastructure.file.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.application.dataset.TableFiles;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.SourceFormat;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/** The files were written by pyarrow. */
class ParquetTableTest {
  @TempDir private Path folder;

  private static final class Collected implements TableFiles.RowSink {
    private final List<String> names = new ArrayList<>();
    private final List<ColumnType> types = new ArrayList<>();
    private final List<List<@Nullable String>> rows = new ArrayList<>();

    @Override
    public void header(List<String> found, List<ColumnType> declared) {
      names.addAll(found);
      types.addAll(declared);
    }

    @Override
    public void row(long line, @Nullable String[] values) {
      rows.add(new ArrayList<>(Arrays.asList(values)));
    }

    @Override
    public void fault(Fault fault) {
      throw new AssertionError(fault);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4"})
  void readsEveryFlatType(String codec) throws Exception {
    Collected table = new Collected();

    read(sample("types-" + codec + ".parquet"), table);

    assertThat(table.names)
        .containsExactly(
            "whole",
            "small",
            "unsigned",
            "real",
            "single",
            "flag",
            "text",
            "kind",
            "day",
            "local",
            "utc",
            "money");
    assertThat(table.types)
        .containsExactly(
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.INTEGER,
            ColumnType.NUMBER,
            ColumnType.NUMBER,
            ColumnType.BOOLEAN,
            ColumnType.STRING,
            ColumnType.STRING,
            ColumnType.DATETIME,
            ColumnType.DATETIME,
            ColumnType.DATETIME,
            ColumnType.NUMBER);
    assertThat(table.rows.get(0))
        .containsExactly(
            "1",
            "1",
            "1",
            "1.5",
            "0.1",
            "true",
            "a",
            "x",
            "2026-01-02",
            "2026-01-02T03:04:05.678",
            "2026-01-02T03:04:05Z",
            "1.20");
    assertThat(table.rows.get(1))
        .containsExactly(
            null, "2", "2", null, "2.0", "false", "ü,\"x\"", "y", null, null, null, null);
    assertThat(table.rows.get(2))
        .containsExactly(
            "-3",
            "3",
            "9223372036854775813",
            null,
            "-1.0",
            null,
            null,
            "x",
            "1969-12-31",
            null,
            null,
            "-3.45");
  }

  @Test
  void refusesNestedAndBinaryColumnsByName() throws Exception {
    assertThat(reason(sample("nested.parquet"))).isEqualTo("the column tags is nested");
    assertThat(reason(sample("binary.parquet"))).isEqualTo("the column blob holds binary values");
  }

  @Test
  void refusesFilesThatAreCutOff() throws Exception {
    byte[] whole = Files.readAllBytes(sample("types-snappy.parquet"));
    for (int length : List.of(4, 8, whole.length / 2, whole.length - 1)) {
      Path cut = Files.write(folder.resolve("cut-" + length), Arrays.copyOf(whole, length));
      assertThat(reason(cut))
          .as("%d bytes", length)
          .isEqualTo("it is a Parquet file that cannot be read");
    }
  }

  @Test
  void readsAnEmptyTable() throws Exception {
    Collected table = new Collected();
    read(sample("no-rows.parquet"), table);
    assertThat(table.rows).isEmpty();
    assertThat(table.names).containsExactly("id");
  }

  private static void read(Path file, Collected table) {
    LocalTableFiles files = new LocalTableFiles();
    Dialect dialect = files.plain(file);
    assertThat(dialect.format()).isEqualTo(SourceFormat.PARQUET);
    files.read(file, dialect, TableFiles.Extent.WHOLE, table);
  }

  private static String reason(Path file) {
    SignalboxException refusal =
        catchThrowableOfType(SignalboxException.class, () -> read(file, new Collected()));
    assertThat(refusal.code().code()).isEqualTo("dataset.not_a_table");
    SignalboxException.@Nullable Argument reason = refusal.arguments().get("reason");
    return reason == null ? "" : reason.text();
  }

  private static Path sample(String name) throws URISyntaxException {
    URL url = ParquetTableTest.class.getResource("/parquet/" + name);
    if (url == null) {
      throw new IllegalStateException("No sample " + name);
    }
    return Path.of(url.toURI());
  }
}
