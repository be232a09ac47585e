package signalbox.infrastructure.postgres.storage;

import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.RETENTION_RUN;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.application.storage.RetentionHistory;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.ProjectRecord;

/** What retention removed, in the table {@code retention_run}. */
public final class PostgresRetentionHistory implements RetentionHistory {
  private static final String REMOVED =
      """
      insert into metadata.retention_run as known
        (project_id, subject, ran_at, removed, removed_total)
      select id, {1}, {2}, {3}, {3} from metadata.project where id = {0}
      on conflict (project_id, subject) do update
      set removed = excluded.removed
            + case when known.ran_at = excluded.ran_at then known.removed else 0 end,
          ran_at = excluded.ran_at,
          removed_total = known.removed_total + excluded.removed
      """;

  private final PostgresDatabase database;

  public PostgresRetentionHistory(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void removed(ProjectId project, Subject subject, Instant ranAt, long count) {
    database
        .sql()
        .execute(
            REMOVED,
            DSL.val(project.value()),
            DSL.val(word(subject)),
            DSL.val(ranAt.atOffset(ZoneOffset.UTC)),
            DSL.inline(count));
  }

  @Override
  public Page<ProjectRetention> list(PageRequest page) {
    UUID after = UuidCursor.decode(page.cursor());
    long total = database.sql().fetchCount(PROJECT);
    List<ProjectRecord> found =
        database
            .sql()
            .selectFrom(PROJECT)
            .where(after == null ? DSL.noCondition() : PROJECT.ID.gt(after))
            .orderBy(PROJECT.ID)
            .limit(page.limit() + 1)
            .fetch();
    boolean more = found.size() > page.limit();
    List<ProjectRecord> shown = more ? found.subList(0, page.limit()) : found;
    Map<UUID, Map<String, Removed>> removed = removed(shown);
    return new Page<>(
        shown.stream()
            .map(row -> {
              Map<String, Removed> its = removed.getOrDefault(row.getId(), Map.of());
              return new ProjectRetention(
                  new ProjectId(row.getId()),
                  row.getName(),
                  row.getLogRetentionDays(),
                  row.getMetricRetentionDays(),
                  of(its, Subject.LINES),
                  of(its, Subject.POINTS));
            })
            .toList(),
        more ? UuidCursor.encode(shown.getLast().getId()) : null,
        total);
  }

  private Map<UUID, Map<String, Removed>> removed(List<ProjectRecord> projects) {
    Map<UUID, Map<String, Removed>> removed = new HashMap<>();
    database
        .sql()
        .selectFrom(RETENTION_RUN)
        .where(
            RETENTION_RUN.PROJECT_ID.eq(
                DSL.any(projects.stream().map(ProjectRecord::getId).toArray(UUID[]::new))))
        .forEach(row ->
            removed
                .computeIfAbsent(row.getProjectId(), _ -> new HashMap<>())
                .put(
                    row.getSubject(),
                    new Removed(
                        row.getRanAt().toInstant(), row.getRemoved(), row.getRemovedTotal())));
    return removed;
  }

  private static @Nullable Removed of(Map<String, Removed> its, Subject subject) {
    return its.get(word(subject));
  }

  private static String word(Subject subject) {
    return subject.name().toLowerCase(Locale.ROOT);
  }
}
