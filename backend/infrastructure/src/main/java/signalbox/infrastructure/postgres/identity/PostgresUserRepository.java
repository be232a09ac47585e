package signalbox.infrastructure.postgres.identity;

import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.identity.UserRepository;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.identity.User;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.UserAccountRecord;

/** Users in the table {@code user_account}. */
public final class PostgresUserRepository implements UserRepository {
  private final PostgresDatabase database;

  public PostgresUserRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public boolean insert(User user, String passwordHash) {
    return database
            .sql()
            .insertInto(USER_ACCOUNT)
            .set(USER_ACCOUNT.ID, user.id().value())
            .set(USER_ACCOUNT.EMAIL, user.email())
            .set(USER_ACCOUNT.NAME, user.name())
            .set(USER_ACCOUNT.PASSWORD_HASH, passwordHash)
            .set(USER_ACCOUNT.ADMINISTRATOR, user.administrator())
            .set(USER_ACCOUNT.CREATED_AT, user.createdAt().atOffset(ZoneOffset.UTC))
            .onConflictDoNothing()
            .execute()
        == 1;
  }

  @Override
  public Optional<User> find(UserId id) {
    return database
        .sql()
        .selectFrom(USER_ACCOUNT)
        .where(USER_ACCOUNT.ID.eq(id.value()))
        .fetchOptional(PostgresUserRepository::user);
  }

  @Override
  public Optional<Credentials> findByEmail(String email) {
    return database
        .sql()
        .selectFrom(USER_ACCOUNT)
        .where(DSL.lower(USER_ACCOUNT.EMAIL).eq(DSL.lower(email)))
        .fetchOptional(row -> new Credentials(user(row), row.getPasswordHash()));
  }

  @Override
  public Page<User> list(PageRequest request) {
    @Nullable UUID after = UuidCursor.decode(request.cursor());
    Condition rest = after == null ? DSL.noCondition() : USER_ACCOUNT.ID.gt(after);
    List<User> found =
        database
            .sql()
            .selectFrom(USER_ACCOUNT)
            .where(rest)
            .orderBy(USER_ACCOUNT.ID)
            .limit(request.limit() + 1)
            .fetch(PostgresUserRepository::user);
    boolean more = found.size() > request.limit();
    List<User> items = more ? found.subList(0, request.limit()) : found;
    return new Page<>(
        items,
        more ? UuidCursor.encode(items.getLast().id().value()) : null,
        database.sql().fetchCount(USER_ACCOUNT));
  }

  @Override
  public boolean isEmpty() {
    return !database.sql().fetchExists(USER_ACCOUNT);
  }

  @Override
  public void changePassword(UserId id, String passwordHash) {
    database
        .sql()
        .update(USER_ACCOUNT)
        .set(USER_ACCOUNT.PASSWORD_HASH, passwordHash)
        .where(USER_ACCOUNT.ID.eq(id.value()))
        .execute();
  }

  static User user(UserAccountRecord row) {
    return new User(
        new UserId(row.getId()),
        row.getEmail(),
        row.getName(),
        row.getAdministrator(),
        row.getCreatedAt().toInstant());
  }
}
