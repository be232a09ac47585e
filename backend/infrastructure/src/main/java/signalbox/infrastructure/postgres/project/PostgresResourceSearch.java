package signalbox.infrastructure.postgres.project;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.IMPORT_ORIGIN;
import static signalbox.schema.metadata.Tables.MODEL;
import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.PROJECT_MEMBER;
import static signalbox.schema.metadata.Tables.RUN;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.project.FoundResource;
import signalbox.application.project.FoundResource.Kind;
import signalbox.application.project.FoundResource.Match;
import signalbox.application.project.ResourceSearch;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/**
 * Finds names in the tables of the features. Every statement reads a bounded number of rows: a part
 * of a run's name is looked for among the newest runs only, its beginning through an index. Trials
 * are found by their whole id alone; what came with a project's file by its whole id there as well.
 */
public final class PostgresResourceSearch implements ResourceSearch {
  private static final int LEAST_ID_LENGTH = 4;
  private static final int UUID_DIGITS = 32;

  private static final Comparator<FoundResource> BEST_FIRST =
      Comparator.comparing(FoundResource::match)
          .thenComparing(FoundResource::createdAt, Comparator.reverseOrder())
          .thenComparing(FoundResource::id);

  private final PostgresDatabase database;

  public PostgresResourceSearch(PostgresDatabase database) {
    this.database = database;
  }

  /** A feature's table, as far as the search needs it. */
  private record Source(
      Kind kind,
      Table<?> table,
      TableField<?, UUID> id,
      TableField<?, UUID> project,
      TableField<?, String> name,
      Field<String> note,
      TableField<?, OffsetDateTime> createdAt) {}

  private static final List<Source> SOURCES =
      List.of(
          new Source(
              Kind.PROJECT,
              PROJECT,
              PROJECT.ID,
              PROJECT.ID,
              PROJECT.NAME,
              PROJECT.DESCRIPTION,
              PROJECT.CREATED_AT),
          new Source(
              Kind.DATASET,
              DATASET,
              DATASET.ID,
              DATASET.PROJECT_ID,
              DATASET.NAME,
              DATASET.FORMAT,
              DATASET.CREATED_AT),
          new Source(
              Kind.MODEL,
              MODEL,
              MODEL.ID,
              MODEL.PROJECT_ID,
              MODEL.NAME,
              MODEL.LATEST_VERSION.cast(String.class),
              MODEL.CREATED_AT),
          new Source(Kind.RUN, RUN, RUN.ID, RUN.PROJECT_ID, RUN.NAME, RUN.STATUS, RUN.CREATED_AT));

  @Override
  public List<FoundResource> search(
      String text, @Nullable ProjectId project, @Nullable UserId member, int limit) {
    Map<UUID, FoundResource> found = new LinkedHashMap<>();
    for (Source source : SOURCES) {
      Condition all = visible(source, project, member);
      Condition visible =
          source.kind() == Kind.RUN ? all.and(RUN.KIND.ne(DSL.inline("trial"))) : all;
      String hex = text.replace("-", "").toLowerCase(Locale.ROOT);
      List<FoundResource> ofSource = new ArrayList<>();
      if (hex.length() >= LEAST_ID_LENGTH && hex.matches("[0-9a-f]{1,32}")) {
        ofSource.addAll(
            select(
                source,
                // Whoever has a whole id wants just that, be it a trial.
                (hex.length() == UUID_DIGITS ? all : visible)
                    .and(source.id().between(padded(hex, '0'), padded(hex, 'f'))),
                text,
                limit));
        if (hex.length() == UUID_DIGITS) {
          ofSource.addAll(select(source, all.and(elsewhere(source, hex)), text, limit));
        }
      }
      Field<String> name = DSL.lower(source.name());
      String lower = text.toLowerCase(Locale.ROOT);
      ofSource.addAll(
          select(source, visible.and(name.like(escaped(lower) + "%", '\\')), text, limit));
      if (ofSource.size() < limit) {
        Condition part = name.like("%" + escaped(lower) + "%", '\\');
        ofSource.addAll(
            select(
                source,
                source.kind() == Kind.RUN
                    ? source
                        .id()
                        .in(
                            DSL.select(source.id())
                                .from(source.table())
                                .where(visible)
                                .orderBy(source.id().desc())
                                .limit(RUNS_LOOKED_THROUGH))
                        .and(part)
                    : visible.and(part),
                text,
                limit));
      }
      ofSource.forEach(one -> found.putIfAbsent(one.id(), one));
    }
    return found.values().stream().sorted(BEST_FIRST).limit(limit).toList();
  }

  private List<FoundResource> select(Source source, Condition which, String text, int limit) {
    return database
        .sql()
        .select(source.id(), source.project(), source.name(), source.note(), source.createdAt())
        .from(source.table())
        .where(which)
        .orderBy(source.id().desc())
        .limit(limit)
        .fetch(row -> found(source, row, text));
  }

  private static FoundResource found(Source source, Record row, String text) {
    UUID id = row.get(source.id());
    String name = row.get(source.name());
    return new FoundResource(
        source.kind(),
        id,
        new ProjectId(row.get(source.project())),
        name,
        row.get(source.note()),
        row.get(source.createdAt()).toInstant(),
        match(name.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT)));
  }

  private static Match match(String name, String text) {
    if (name.equals(text)) {
      return Match.NAME;
    }
    if (name.startsWith(text)) {
      return Match.START;
    }
    return name.contains(text) ? Match.PART : Match.ID;
  }

  private static Condition visible(
      Source source, @Nullable ProjectId project, @Nullable UserId member) {
    Condition visible = project == null ? DSL.noCondition() : source.project().eq(project.value());
    return member == null
        ? visible
        : visible.and(
            source
                .project()
                .in(
                    DSL.select(PROJECT_MEMBER.PROJECT_ID)
                        .from(PROJECT_MEMBER)
                        .where(PROJECT_MEMBER.USER_ID.eq(member.value()))));
  }

  /** An id is found by its beginning: as a range, which its index knows. */
  private static UUID padded(String hex, char with) {
    String digits = hex + String.valueOf(with).repeat(UUID_DIGITS - hex.length());
    return UUID.fromString(
        digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
  }

  /** It had this whole id where it was imported from. */
  private static Condition elsewhere(Source source, String hex) {
    return source
        .id()
        .in(
            DSL.select(IMPORT_ORIGIN.ID)
                .from(IMPORT_ORIGIN)
                .where(IMPORT_ORIGIN.ORIGINAL_ID.eq(padded(hex, '0'))));
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }
}
