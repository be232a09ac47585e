package signalbox.infrastructure.postgres.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import signalbox.application.prediction.PredictionRepository;
import signalbox.application.prediction.PredictionRepositoryContract;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelVersionRef;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresExpiredKeys;
import signalbox.infrastructure.postgres.shared.PostgresProbe;
import signalbox.infrastructure.postgres.shared.TestDatabases;

class PostgresPredictionRepositoryIT extends PredictionRepositoryContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();
  private static final UUID USER = UUID.randomUUID();
  private static final UUID MODEL = UUID.randomUUID();

  @BeforeAll
  static void fill() {
    UUID project = UUID.randomUUID();
    UUID dataset = UUID.randomUUID();
    UUID run = UUID.randomUUID();
    var sql = DATABASE.sql();
    sql.execute(
        "insert into metadata.user_account values (?, 'a@example.org', 'A', 'x', false, now())",
        USER);
    sql.execute(
        "insert into metadata.project (id, name, description, created_at) values (?, 'p', '',"
            + " now())",
        project);
    sql.execute(
        "insert into metadata.dataset (id, project_id, name, format, delimiter, object_key,"
            + " size_bytes, sha256, row_count, columns, preview, profile, created_at, created_by,"
            + " family_id, source_sha256) values (?, ?, 'd', 'csv', ',', 'k', 1, 's', 1, '[]',"
            + " '[]', '{}', now(), ?, ?, 's')",
        dataset,
        project,
        USER,
        dataset);
    sql.execute(
        "insert into metadata.run (id, project_id, kind, name, status, spec, dataset_id, tags,"
            + " priority, max_attempts, project_revision, created_at, created_by) values (?, ?,"
            + " 'training', 'r', 'succeeded', '{}', ?, '{}', 0, 1, 1, now(), ?)",
        run,
        project,
        dataset,
        USER);
    sql.execute("insert into metadata.model values (?, ?, 'm', 1, now())", MODEL, project);
    sql.execute(
        "insert into metadata.model_version values (?, 1, ?, 'a', 'regression', 't', 'f', 'k', 1,"
            + " 's', '{}', '{}', now())",
        MODEL,
        run);
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected PredictionRepository predictions() {
    return new PostgresPredictionRepository(DATABASE);
  }

  @Override
  protected ModelVersionRef model() {
    return new ModelVersionRef(new ModelId(MODEL), 1);
  }

  @Override
  protected UserId user() {
    return new UserId(USER);
  }

  @Test
  void removesOldIdempotencyKeysInBatches() {
    for (int i = 0; i < 5; i++) {
      DATABASE
          .sql()
          .execute(
              "insert into metadata.idempotency_key values (?, ?, 'StartRun', '\\x00'::bytea, ?,"
                  + " timestamptz '2020-01-01 00:00:00Z' + ? * interval '1 day')",
              USER,
              "key" + i,
              UUID.randomUUID(),
              i);
    }
    PostgresExpiredKeys keys = new PostgresExpiredKeys(DATABASE);
    Instant limit = Instant.parse("2020-01-03T12:00:00Z");
    assertThat(keys.removeBefore(limit, 2)).isEqualTo(2);
    assertThat(keys.removeBefore(limit, 2)).isEqualTo(1);
    assertThat(keys.removeBefore(limit, 2)).isZero();
  }

  @Test
  void isSeenByTheProbe() throws Exception {
    assertThat(new PostgresProbe("metadata", DATABASE).look().state().name()).isEqualTo("UP");
  }
}
