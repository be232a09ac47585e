package signalbox.infrastructure.postgres.storage;

import static signalbox.schema.metadata.Tables.NAMED_OBJECT;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.storage.NamedObjects;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** The view {@code named_object}; each of its parts has an index in the order of bytes. */
public final class PostgresNamedObjects implements NamedObjects {
  private final PostgresDatabase database;

  public PostgresNamedObjects(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public List<NamedObject> between(@Nullable String after, @Nullable String upTo, int most) {
    Condition range = after == null ? DSL.trueCondition() : NAMED_OBJECT.OBJECT_KEY.gt(after);
    return database
        .sql()
        .select(NAMED_OBJECT.OBJECT_KEY, NAMED_OBJECT.NEEDED, NAMED_OBJECT.NAMED_AT)
        .from(NAMED_OBJECT)
        .where(upTo == null ? range : range.and(NAMED_OBJECT.OBJECT_KEY.le(upTo)))
        .orderBy(NAMED_OBJECT.OBJECT_KEY)
        .limit(most)
        .fetch(row -> new NamedObject(row.value1(), row.value2(), row.value3().toInstant()));
  }

  @Override
  public Set<String> named(Collection<String> keys) {
    return keys.isEmpty()
        ? Set.of()
        : new HashSet<>(
            database
                .sql()
                .selectDistinct(NAMED_OBJECT.OBJECT_KEY)
                .from(NAMED_OBJECT)
                .where(NAMED_OBJECT.OBJECT_KEY.eq(DSL.any(keys.toArray(String[]::new))))
                .fetch(NAMED_OBJECT.OBJECT_KEY));
  }

  @Override
  public long count() {
    return database
        .sql()
        .selectCount()
        .from(NAMED_OBJECT)
        .fetchSingle(row -> row.value1().longValue());
  }
}
