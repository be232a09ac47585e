package signalbox.infrastructure.postgres.event;

import static signalbox.schema.metadata.Tables.OUTBOX;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jooq.impl.DSL;
import signalbox.application.event.OutboxStore;
import signalbox.application.shared.Transactions;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.OutboxRecord;

/**
 * The outbox in PostgreSQL. Rows are taken with {@code FOR UPDATE SKIP LOCKED}, never by a
 * remembered number: a row that commits late is not missed. One drain at a time holds an advisory
 * lock, which keeps the order.
 */
public final class PostgresOutboxStore implements OutboxStore {
  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

  /** The advisory lock of whoever drains. */
  private static final long DRAIN_LOCK = 0x4f5554424f580001L;

  private final PostgresDatabase database;
  private final Transactions transactions;

  public PostgresOutboxStore(PostgresDatabase database, Transactions transactions) {
    this.database = database;
    this.transactions = transactions;
  }

  @Override
  public void append(Message message) {
    database
        .sql()
        .insertInto(OUTBOX)
        .set(OUTBOX.TOPIC, message.topic())
        .set(OUTBOX.KEY, message.key())
        .set(OUTBOX.HEADERS, JsonColumns.write(message.headers()))
        .set(OUTBOX.PAYLOAD, message.payload())
        .set(OUTBOX.CREATED_AT, message.createdAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  @Override
  public Drained drain(int limit, Function<List<Numbered>, Set<Long>> send) {
    return transactions.inTransaction(() -> {
      Boolean mine =
          database
              .sql()
              .select(
                  DSL.field("pg_try_advisory_xact_lock({0})", Boolean.class, DSL.val(DRAIN_LOCK)))
              .fetchOneInto(Boolean.class);
      if (!Boolean.TRUE.equals(mine)) {
        return new Drained(0, 0);
      }
      List<Numbered> taken =
          database
              .sql()
              .selectFrom(OUTBOX)
              .orderBy(OUTBOX.ID)
              .limit(limit)
              .forUpdate()
              .skipLocked()
              .fetch(PostgresOutboxStore::numbered);
      if (taken.isEmpty()) {
        return new Drained(0, 0);
      }
      Set<Long> sent = send.apply(taken);
      int removed =
          sent.isEmpty()
              ? 0
              : database.sql().deleteFrom(OUTBOX).where(OUTBOX.ID.in(sent)).execute();
      return new Drained(taken.size(), removed);
    });
  }

  @Override
  public Backlog backlog() {
    return database
        .sql()
        .select(DSL.count(), DSL.min(OUTBOX.CREATED_AT))
        .from(OUTBOX)
        .fetchSingle(row ->
            new Backlog(
                row.value1(), Optional.ofNullable(row.value2()).map(OffsetDateTime::toInstant)));
  }

  private static Numbered numbered(OutboxRecord row) {
    return new Numbered(
        row.getId(),
        new Message(
            row.getTopic(),
            row.getKey(),
            JsonColumns.read(row.getHeaders(), HEADERS),
            row.getPayload(),
            row.getCreatedAt().toInstant()));
  }
}
