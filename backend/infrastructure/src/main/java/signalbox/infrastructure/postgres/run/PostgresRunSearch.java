package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.RUN;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.exception.DataTypeException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.RunPlace;
import signalbox.application.run.RunQuery;
import signalbox.application.run.RunSearch;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunOrder;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Finds the ids of a page first and reads the wide rows of those alone. */
public final class PostgresRunSearch implements RunSearch {
  private static final Field<Object> SORTED = DSL.field(DSL.name("sorted"), Object.class);
  private static final Field<UUID> FOUND = DSL.field(DSL.name("found"), UUID.class);
  private static final String TRIAL = "trial";

  private final PostgresDatabase database;
  private final KnownKeys known = new KnownKeys();
  private final RunCopies copies;

  public PostgresRunSearch(PostgresDatabase database) {
    this.database = database;
    this.copies = new RunCopies(database);
  }

  /** The last run of a page: the number of its segment, its value there, its id. */
  private record Last(int segment, @Nullable String value, UUID id) {
    String encode() {
      String text = segment + " " + id + (value == null ? "" : " " + value);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Last decode(String cursor, int segments) {
      try {
        String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        String[] parts = text.split(" ", 3);
        int segment = Integer.parseInt(parts[0]);
        if (segment < 0 || segment >= segments || parts.length < 2) {
          throw badCursor();
        }
        return new Last(segment, parts.length == 3 ? parts[2] : null, UUID.fromString(parts[1]));
      } catch (IllegalArgumentException e) {
        throw badCursor().causedBy(e);
      }
    }

    private static SignalboxException badCursor() {
      return SignalboxException.invalid("cursor", "is not a cursor of this list");
    }
  }

  @Override
  public Found page(RunQuery query, RunOrder order, RunPlace place, int limit) {
    DSLContext sql = database.sql();
    FieldKeys keys = FieldKeys.of(sql, known, query.project(), query.condition(), order.field());
    Condition where = new RunConditionSql(query, keys).where();
    List<RunSegment> segments = RunSegment.of(order.field(), query, keys);
    List<Last> found =
        switch (place) {
          case RunPlace.Position(long before) ->
              fromPosition(sql, where, segments, order, before, limit + 1);
          case RunPlace.After(String cursor) ->
              fromCursor(
                  sql, where, segments, order, Last.decode(cursor, segments.size()), limit + 1);
        };
    boolean more = found.size() > limit;
    List<Last> shown = more ? found.subList(0, limit) : found;
    return new Found(
        read(shown.stream().map(Last::id).toList()), more ? shown.getLast().encode() : null);
  }

  private static List<Last> fromPosition(
      DSLContext sql,
      Condition where,
      List<RunSegment> segments,
      RunOrder order,
      long position,
      int limit) {
    List<Last> found = new ArrayList<>();
    long before = position;
    for (int i = 0; i < segments.size() && found.size() < limit; i++) {
      RunSegment segment = segments.get(i);
      List<Last> part =
          read(sql, where, segment, i, order, DSL.trueCondition(), before, limit - found.size());
      found.addAll(part);
      if (!part.isEmpty()) {
        before = 0;
      } else if (before > 0 && i < segments.size() - 1) {
        before =
            Math.max(0, before - sql.fetchCount(segment.from(), where.and(segment.condition())));
      }
    }
    return found;
  }

  private static List<Last> fromCursor(
      DSLContext sql,
      Condition where,
      List<RunSegment> segments,
      RunOrder order,
      Last last,
      int limit) {
    List<Last> found = new ArrayList<>();
    for (int i = last.segment; i < segments.size() && found.size() < limit; i++) {
      RunSegment segment = segments.get(i);
      Condition after = i == last.segment ? after(segment, order, last) : DSL.trueCondition();
      found.addAll(read(sql, where, segment, i, order, after, 0, limit - found.size()));
    }
    return found;
  }

  private static Condition after(RunSegment segment, RunOrder order, Last last) {
    Field<?> value = segment.value();
    if (value == null) {
      return order.descending() ? segment.id().lt(last.id) : segment.id().gt(last.id);
    }
    try {
      return after(value, segment.id(), order, last);
    } catch (DataTypeException e) {
      throw Last.badCursor().causedBy(e);
    }
  }

  private static <T> Condition after(Field<T> value, Field<UUID> id, RunOrder order, Last last) {
    T from = DSL.val((Object) last.value, value).getValue();
    if (from == null) {
      throw Last.badCursor();
    }
    return order.descending()
        ? DSL.row(value, id).lt(from, last.id)
        : DSL.row(value, id).gt(from, last.id);
  }

  private static List<Last> read(
      DSLContext sql,
      Condition where,
      RunSegment segment,
      int number,
      RunOrder order,
      Condition after,
      long offset,
      int limit) {
    Field<?> value = segment.value();
    List<OrderField<?>> sorted = new ArrayList<>();
    if (value != null) {
      sorted.add(order.descending() ? value.desc() : value.asc());
    }
    sorted.add(order.descending() ? segment.id().desc() : segment.id().asc());
    return sql.select(
            segment.id().as(FOUND),
            value == null ? DSL.inline((Object) null).as(SORTED) : value.as("sorted"))
        .from(segment.from())
        .where(where.and(segment.condition()).and(after))
        .orderBy(sorted)
        .limit(limit)
        .offset(offset)
        .fetch(row -> last(number, row));
  }

  private static Last last(int number, Record row) {
    Object value = row.get(1);
    return new Last(
        number, value == null ? null : value.toString(), Objects.requireNonNull(row.get(FOUND)));
  }

  private List<Run> read(List<UUID> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<UUID, Run> runs = copies.of(ids);
    // Outside of a snapshot a run may be gone by now.
    List<Run> found = new ArrayList<>();
    for (UUID id : ids) {
      Run run = runs.get(id);
      if (run != null) {
        found.add(run);
      }
    }
    return List.copyOf(found);
  }

  @Override
  public List<RunId> ids(RunQuery query, RunOrder order, int limit) {
    return sorted(query, order, DSL.trueCondition(), limit).stream().map(RunId::new).toList();
  }

  @Override
  public List<Run> among(RunQuery query, RunOrder order, Collection<RunId> runs) {
    Condition among = RUN.ID.in(runs.stream().map(RunId::value).toList());
    return read(sorted(query, order, among, runs.size()));
  }

  private List<UUID> sorted(RunQuery query, RunOrder order, Condition among, int limit) {
    DSLContext sql = database.sql();
    FieldKeys keys = FieldKeys.of(sql, known, query.project(), query.condition(), order.field());
    Condition where = new RunConditionSql(query, keys).where().and(among);
    List<RunSegment> segments = RunSegment.of(order.field(), query, keys);
    return fromPosition(sql, where, segments, order, 0, limit).stream().map(Last::id).toList();
  }

  @Override
  public long count(RunQuery query) {
    DSLContext sql = database.sql();
    FieldKeys keys = FieldKeys.of(sql, known, query.project(), query.condition());
    return sql.fetchCount(RUN, new RunConditionSql(query, keys).where());
  }

  @Override
  public Map<RunId, Boolean> changed(RunQuery query, long afterRevision, int limit) {
    DSLContext sql = database.sql();
    FieldKeys keys = FieldKeys.of(sql, known, query.project(), query.condition());
    Map<RunId, Boolean> changed = new HashMap<>();
    sql.select(RUN.ID, DSL.field(new RunConditionSql(query, keys).where()))
        .from(RUN)
        .where(RUN.PROJECT_ID.eq(query.project().value()))
        .and(RUN.PROJECT_REVISION.gt(afterRevision))
        .and(RUN.KIND.ne(DSL.inline(TRIAL)))
        .limit(limit)
        .forEach(row -> changed.put(new RunId(row.value1()), Boolean.TRUE.equals(row.value2())));
    return changed;
  }

  @Override
  public Set<RunId> matching(RunQuery query, Collection<RunId> runs) {
    if (runs.isEmpty()) {
      return Set.of();
    }
    DSLContext sql = database.sql();
    FieldKeys keys = FieldKeys.of(sql, known, query.project(), query.condition());
    return Set.copyOf(
        sql.select(RUN.ID)
            .from(RUN)
            .where(new RunConditionSql(query, keys).where())
            .and(RUN.ID.in(runs.stream().map(RunId::value).toList()))
            .fetch(row -> new RunId(row.value1())));
  }
}
