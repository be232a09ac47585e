package signalbox.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** What is a table and what an instance. */
final class DatasetFormatTest {
  @ParameterizedTest
  @CsvSource({
    "p0548.mps,MPS",
    "P0548.MPS.GZ,MPS",
    "my model.lp,LP",
    "a.lp.gz,LP",
    "plan.cpsat.json,CPSAT",
    "plan.cpsat.pb.gz,CPSAT"
  })
  void knowsAnInstanceByTheNameOfItsFile(String fileName, DatasetFormat format) {
    assertThat(DatasetFormat.ofInstance(fileName)).contains(format);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "mps", "a.mps.csv", "a.json", "a.cpsat", "a.pb", "help", "a.gz", "a.mpsx"})
  void everyOtherFileIsATable(String fileName) {
    assertThat(DatasetFormat.ofInstance(fileName)).isEmpty();
  }

  @Test
  void tellsWhoAsksAnInstanceForRowsWhatItIs() {
    assertThat(DatasetFormat.MPS.notATable().code()).isEqualTo(ErrorCode.DATASET_NOT_A_TABLE);
    assertThat(DatasetFormat.CPSAT.notATable().arguments().get("reason"))
        .extracting(Object::toString)
        .asString()
        .contains("(cpsat)");
  }

  @Test
  void anInstanceHasAModelAndATableHasNone() {
    assertThat(dataset(DatasetFormat.LP, InstanceModel.UNKNOWN).model()).isNotNull();
    assertThat(dataset(DatasetFormat.CSV, null).model()).isNull();
    assertThatThrownBy(() -> dataset(DatasetFormat.LP, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dataset(DatasetFormat.CSV, InstanceModel.UNKNOWN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Dataset dataset(DatasetFormat format, @Nullable InstanceModel model) {
    DatasetId id = new DatasetId(new UUID(1, 1));
    return new Dataset(
        id,
        new ProjectId(new UUID(1, 2)),
        id,
        1,
        "a",
        "",
        format,
        null,
        "datasets/a",
        1,
        "ab",
        0,
        List.of(),
        null,
        model,
        Instant.EPOCH,
        new UserId(new UUID(1, 3)));
  }
}
