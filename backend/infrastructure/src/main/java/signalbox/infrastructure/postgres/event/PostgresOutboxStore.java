package signalbox.infrastructure.postgres.event;

import static signalbox.schema.metadata.Tables.COMMAND_SENT;
import static signalbox.schema.metadata.Tables.OUTBOX;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.impl.DSL;
import signalbox.application.event.OutboxStore;
import signalbox.application.shared.Transactions;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.CommandSentRecord;
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
  public Drained drain(int limit, Function<List<Numbered>, Map<Long, Place>> send) {
    return transactions.inTransaction(() -> {
      Boolean mine =
          database
              .sql()
              .select(
                  DSL.field("pg_try_advisory_xact_lock({0})", Boolean.class, DSL.val(DRAIN_LOCK)))
              .fetchOneInto(Boolean.class);
      if (!Boolean.TRUE.equals(mine)) {
        return Drained.ELSEWHERE;
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
      Map<Long, Place> sent = send.apply(taken);
      int removed =
          sent.isEmpty()
              ? 0
              : database.sql().deleteFrom(OUTBOX).where(OUTBOX.ID.in(sent.keySet())).execute();
      remember(taken, sent);
      return new Drained(taken.size(), removed);
    });
  }

  /** After the broker has them, so that nobody waits for it. */
  private void remember(List<Numbered> taken, Map<Long, Place> sent) {
    List<CommandSentRecord> rows = new ArrayList<>();
    for (Numbered numbered : taken) {
      Place place = sent.get(numbered.number());
      Message message = numbered.message();
      String type = message.headers().getOrDefault("ce_type", "");
      String id = message.headers().getOrDefault("ce_id", "");
      if (place != null && SentCommand.REMEMBERED.contains(type)) {
        String run = message.headers().getOrDefault(Message.SUBJECT, message.key());
        rows.add(
            new CommandSentRecord(
                UUID.fromString(run),
                UUID.fromString(id),
                type,
                message.createdAt().atOffset(ZoneOffset.UTC),
                place.time().atOffset(ZoneOffset.UTC),
                message.topic(),
                place.partition(),
                place.offset()));
      }
    }
    if (!rows.isEmpty()) {
      database.sql().insertInto(COMMAND_SENT).set(rows).onConflictDoNothing().execute();
    }
  }

  @Override
  public List<SentCommand> sentCommands(UUID run) {
    return database
        .sql()
        .selectFrom(COMMAND_SENT)
        .where(COMMAND_SENT.RUN_ID.eq(run))
        .orderBy(COMMAND_SENT.PUBLISHED_AT, COMMAND_SENT.COMMAND_ID)
        .fetch(row ->
            new SentCommand(
                row.getCommandId(),
                row.getType(),
                row.getStoredAt().toInstant(),
                row.getTopic(),
                new Place(row.getPartition(), row.getOffset(), row.getPublishedAt().toInstant())));
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
