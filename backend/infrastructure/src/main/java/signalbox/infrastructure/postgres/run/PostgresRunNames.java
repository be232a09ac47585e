package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import signalbox.application.run.RunNames;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Names of users and datasets in PostgreSQL. */
public final class PostgresRunNames implements RunNames {
  private final PostgresDatabase database;

  public PostgresRunNames(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Map<UserId, String> users(Collection<UserId> ids) {
    Map<UserId, String> names = new LinkedHashMap<>();
    database
        .sql()
        .select(USER_ACCOUNT.ID, USER_ACCOUNT.NAME)
        .from(USER_ACCOUNT)
        .where(USER_ACCOUNT.ID.in(ids.stream().map(UserId::value).toList()))
        .forEach(row -> names.put(new UserId(row.value1()), row.value2()));
    return names;
  }

  @Override
  public Map<DatasetId, NamedDataset> datasets(Collection<DatasetId> ids) {
    Map<DatasetId, NamedDataset> names = new LinkedHashMap<>();
    database
        .sql()
        .select(DATASET.ID, DATASET.NAME, DATASET.VERSION)
        .from(DATASET)
        .where(DATASET.ID.in(ids.stream().map(DatasetId::value).toList()))
        .forEach(row ->
            names.put(new DatasetId(row.value1()), new NamedDataset(row.value2(), row.value3())));
    return names;
  }
}
