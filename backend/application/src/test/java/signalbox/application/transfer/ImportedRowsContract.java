package signalbox.application.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import signalbox.application.project.ProjectRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;
import signalbox.domain.transfer.ImportId;

/** What whoever writes imported rows must do. */
public abstract class ImportedRowsContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] PROJECT =
      """
      {"name": "Tariffs", "description": "of all", "run_revision": 7, "created_at": "2026-02-01T12:00:00Z"}
      """
          .getBytes(StandardCharsets.UTF_8);

  /** What is under test. */
  protected abstract ImportedRows rows();

  /** Where projects appear. */
  protected abstract ProjectRepository projects();

  protected abstract Transactions transactions();

  /** A user that is there. */
  protected abstract UserId user();

  @Test
  void makesAProjectUnderItsNewIdAndName() {
    Importing importing = importing("Tariffs " + UUID.randomUUID());
    assertThat(rows().nameTaken(importing.name())).isFalse();

    write(importing, "project", PROJECT);

    assertThat(projects().find(importing.project()).map(Project::name)).contains(importing.name());
    assertThat(rows().nameTaken(importing.name().toUpperCase(Locale.ROOT))).isTrue();
  }

  @Test
  void givesNoNameTwice() {
    Importing first = importing("Tariffs " + UUID.randomUUID());
    write(first, "project", PROJECT);

    assertRefused(importing(first.name()), "project", ErrorCode.PROJECT_NAME_TAKEN);
  }

  @Test
  void doesNotWaitForWhoeverWritesTheSameNameNow() {
    Importing first = importing("Tariffs " + UUID.randomUUID());
    Importing second = importing(first.name().toUpperCase(Locale.ROOT));
    Runnable refusal = () -> assertRefused(second, "project", ErrorCode.PROJECT_NAME_TAKEN);

    transactions()
        .inTransaction(() -> {
          rows().write(first, "rows/000001-project.jsonl.gz", "project", List.of(PROJECT));
          CompletableFuture.runAsync(refusal).orTimeout(30, TimeUnit.SECONDS).join();
        });

    assertThat(projects().find(first.project())).isPresent();
  }

  @Test
  void knowsNoOtherTable() {
    assertRefused(importing("Tariffs"), "user_account", ErrorCode.IMPORT_INVALID);
  }

  private void assertRefused(Importing importing, String table, ErrorCode code) {
    assertThatThrownBy(() -> write(importing, table, PROJECT))
        .isInstanceOfSatisfying(
            SignalboxException.class, e -> assertThat(e.code()).isEqualTo(code));
    assertThat(projects().find(importing.project())).isEmpty();
  }

  private void write(Importing importing, String table, byte[] row) {
    transactions()
        .inTransaction(() -> {
          rows().write(importing, "rows/000001-" + table + ".jsonl.gz", table, List.of(row));
          rows().finish(importing);
        });
  }

  private Importing importing(String name) {
    return new Importing(
        new ImportId(TestRuns.IDS.next()),
        1,
        new ProjectId(TestRuns.IDS.next()),
        name,
        user(),
        "Tariffs",
        NOON,
        NOON);
  }
}
