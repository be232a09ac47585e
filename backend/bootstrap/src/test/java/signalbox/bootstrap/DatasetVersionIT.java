package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static signalbox.schema.metadata.Tables.DATASET;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jooq.JSONB;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;

/** Versions of datasets, their differences, rows, lineage and end, over real servers. */
class DatasetVersionIT {
  private RunningBackend backend;
  private UUID project;

  @BeforeEach
  void freshProject() throws Exception {
    backend = RunningBackend.shared();
    project = backend.newProject();
  }

  @Test
  void tellsVersionsApart() throws Exception {
    StringBuilder before = new StringBuilder("id,amount,kind,gone\n");
    StringBuilder after = new StringBuilder("id,amount,kind,fresh\n");
    for (int i = 0; i < 400; i++) {
      before.append(i).append(',').append(i % 100).append(i % 2 == 0 ? ",a" : ",b").append(",1\n");
      after.append('n').append(i).append(',').append(i % 100 + 200).append(",a,2\n");
    }
    after.append("n,1,a,2\n");
    JsonNode first = stored("census.csv", before.toString(), "{}");
    JsonNode second = stored("next.csv", after.toString(), "{\"versionOf\":\"" + id(first) + "\"}");

    assertThat(first.path("version").asInt()).isEqualTo(1);
    assertThat(second.path("version").asInt()).isEqualTo(2);
    assertThat(second.path("name").asText()).isEqualTo("census.csv");
    assertThat(second.path("familyId")).isEqualTo(first.path("familyId"));
    assertThat(second.path("latest").asBoolean()).isTrue();
    JsonNode versions = get("/datasets/" + id(first) + "/versions");
    assertThat(versions.path("total").asInt()).isEqualTo(2);
    assertThat(versions.at("/items/0/id")).isEqualTo(second.path("id"));
    assertThat(versions.at("/items/1/latest").asBoolean()).isFalse();
    JsonNode latest = get("/projects/" + project + "/datasets?latest=true");
    assertThat(latest.path("total").asInt()).isEqualTo(1);
    assertThat(get("/projects/" + project + "/datasets?q=CENS").path("total").asInt()).isEqualTo(2);
    JsonNode difference = get("/datasets/" + id(second) + "/difference?base=" + id(first));
    assertThat(difference.path("rows").asInt()).isEqualTo(401);
    assertThat(difference.path("baseRows").asInt()).isEqualTo(400);
    assertThat(difference.at("/added/0/name").asText()).isEqualTo("fresh");
    assertThat(difference.at("/removed/0/name").asText()).isEqualTo("gone");
    assertThat(difference.at("/changed/0").toString())
        .isEqualTo("{\"name\":\"id\",\"from\":\"integer\",\"to\":\"string\"}");
    JsonNode amount = difference.at("/drift/1");
    assertThat(amount.path("measure").asText()).isEqualTo("psi");
    assertThat(amount.path("size").asText()).isEqualTo("large");
    assertThat(amount.path("ks").asDouble()).isCloseTo(1, within(0.01));
    JsonNode kind = difference.at("/drift/2");
    assertThat(kind.path("measure").asText()).isEqualTo("total_variation");
    assertThat(kind.path("value").asDouble()).isCloseTo(0.5, within(1e-9));

    backend
        .call(
            "PATCH",
            "/datasets/" + id(second),
            backend.adminToken(),
            "{\"name\":\"Zensus\",\"description\":\"of 2026\"}")
        .expect(200);
    assertThat(get("/datasets/" + id(first)).path("name").asText()).isEqualTo("Zensus");
    backend
        .call("PATCH", "/datasets/" + id(second), backend.adminToken(), "{\"name\":\" \"}")
        .expectProblem(422, "request.invalid");
  }

  @Test
  void showsAnyRow() throws Exception {
    StringBuilder csv = new StringBuilder("n,half,text\n");
    for (int i = 0; i < 12_000; i++) {
      csv.append(i).append(',').append(i / 2.0).append(i % 1000 == 7 ? ",needle" : ",hay");
      csv.append('\n');
    }
    String at = "/datasets/" + id(stored("rows.csv", csv.toString(), "{}"));

    JsonNode page = get(at + "/rows?from=11990&limit=500");
    assertThat(page.path("totalRows").asInt()).isEqualTo(12_000);
    assertThat(page.path("items")).hasSize(10);
    assertThat(page.at("/items/9/values/0").asText()).isEqualTo("11999");
    assertThat(page.path("next").isNull()).isTrue();
    assertThat(get(at + "/rows").path("next").asInt()).isEqualTo(200);
    JsonNode found = get(at + "/rows?q=NEEDLE&limit=5");
    assertThat(found.path("items")).hasSize(5);
    assertThat(found.at("/items/4/number").asInt()).isEqualTo(4007);
    JsonNode rest = get(at + "/rows?q=needle&from=" + found.path("next").asInt());
    assertThat(rest.path("items")).hasSize(7);
    assertThat(rest.path("next").isNull()).isTrue();
    assertThat(get(at + "/rows?column=half&atLeast=10&below=11").path("items")).hasSize(2);
    assertThat(get(at + "/rows?column=half&atLeast=10&atMost=11").path("items")).hasSize(3);
    assertThat(get(at + "/rows?column=text&equals=needle").path("items")).hasSize(12);
    assertThat(get(at + "/rows?column=text&missing=true").path("items")).isEmpty();
    backend
        .call("GET", at + "/rows?column=none&equals=1", backend.adminToken(), null)
        .expectProblem(422, "run.unknown_column");
    backend
        .call("GET", at + "/rows?limit=501", backend.adminToken(), null)
        .expectProblem(422, "request.invalid");
    backend
        .call("GET", at + "/rows?column=n&atLeast=x", backend.adminToken(), null)
        .expectProblem(422, "request.invalid");
  }

  @Test
  void namesWhoUsesWhatMayNotGo() throws Exception {
    JsonNode dataset = stored("used.csv", "a,b\n1,2\n2,3\n", "{}");
    UserId user = new UserId(UUID.fromString(dataset.at("/createdBy/id").asText()));
    Run run =
        TestRuns.training(
            new ProjectId(project),
            new DatasetId(UUID.fromString(id(dataset))),
            user,
            "first training");
    new PostgresRunRepository(backend.metadata()).insert(run);

    JsonNode lineage = get("/datasets/" + id(dataset) + "/lineage");
    assertThat(lineage.at("/trainings/total").asInt()).isEqualTo(1);
    assertThat(lineage.at("/trainings/items/0/name").asText()).isEqualTo("first training");
    assertThat(lineage.at("/models/total").asInt()).isZero();
    assertThat(lineage.at("/predictions/total").asInt()).isZero();
    RunningBackend.Answer refused =
        backend
            .call("DELETE", "/datasets/" + id(dataset), backend.adminToken(), null)
            .expectProblem(409, "dataset.in_use");
    assertThat(refused.json().path("detail").asText()).contains("1 run (first training)");
  }

  /** A row as the release before versions wrote it; its profile has no correlations. */
  @Test
  void readsWhatAnOlderReleaseStored() throws Exception {
    JsonNode donor = stored("donor.csv", "a,b\n1,NA\n2,x\n", "{}");
    String key = "datasets/old-" + UUID.randomUUID();
    Path file = Files.createTempFile("old", ".csv");
    Files.writeString(file, "a;b\n1;NA\n2;x\n", StandardCharsets.UTF_8);
    backend.objects().put(key, file, "text/csv");
    Files.delete(file);
    UUID id = TestRuns.IDS.next();
    backend
        .metadata()
        .sql()
        .insertInto(DATASET)
        .set(DATASET.ID, id)
        .set(DATASET.PROJECT_ID, project)
        .set(DATASET.NAME, "old.csv")
        .set(DATASET.FORMAT, "csv")
        .set(DATASET.DELIMITER, ";")
        .set(DATASET.OBJECT_KEY, key)
        .set(DATASET.SIZE_BYTES, 13L)
        .set(DATASET.SHA256, "ab".repeat(32))
        .set(DATASET.ROW_COUNT, 2L)
        .set(
            DATASET.COLUMNS,
            JSONB.jsonb(
                "[{\"name\":\"a\",\"type\":\"integer\"},{\"name\":\"b\",\"type\":\"string\"}]"))
        .set(DATASET.PREVIEW, JSONB.jsonb("{\"rows\":[[\"1\",null],[\"2\",\"x\"]]}"))
        .set(DATASET.PROFILE, JSONB.jsonb(OLD_PROFILE))
        .set(DATASET.FAMILY_ID, id)
        .set(DATASET.SOURCE_SHA256, "ab".repeat(32))
        .set(DATASET.CREATED_AT, OffsetDateTime.parse("2026-01-02T03:04:05Z"))
        .set(DATASET.CREATED_BY, UUID.fromString(donor.at("/createdBy/id").asText()))
        .execute();

    JsonNode old = get("/datasets/" + id);
    assertThat(old.path("version").asInt()).isEqualTo(1);
    assertThat(old.path("source").isNull()).isTrue();
    assertThat(old.path("quality").isNull()).isTrue();
    assertThat(get("/datasets/" + id + "/profile").path("correlations").isNull()).isTrue();
    assertThat(get("/datasets/" + id + "/preview").path("totalRows").asInt()).isEqualTo(2);
    JsonNode rows = get("/datasets/" + id + "/rows");
    assertThat(rows.at("/items/0/values").toString()).isEqualTo("[\"1\",null]");
    assertThat(rows.at("/items/1/values").toString()).isEqualTo("[\"2\",\"x\"]");
    JsonNode next = stored("new.csv", "a,b\n3,y\n", "{\"versionOf\":\"" + id + "\"}");
    assertThat(next.path("version").asInt()).isEqualTo(2);
    assertThat(next.path("name").asText()).isEqualTo("old.csv");
  }

  private static final String OLD_PROFILE =
      """
      {"rows": 2, "sampledRows": 2, "columns": [
        {"name": "a", "type": "INTEGER", "missing": 0, "distinct": 2, "distinctExact": true,
         "minimum": "1", "maximum": "2", "mean": 1.5, "standardDeviation": 0.7,
         "quantiles": {"0.5": 1.5}, "histogram": {"edges": [1.0, 2.0], "counts": [2]},
         "topValues": [], "valueCounts": [], "increasing": true},
        {"name": "b", "type": "STRING", "missing": 1, "distinct": 1, "distinctExact": true,
         "minimum": null, "maximum": null, "mean": null, "standardDeviation": null,
         "quantiles": null, "histogram": null, "topValues": [], "valueCounts": [],
         "increasing": false}]}
      """;

  private JsonNode get(String path) throws Exception {
    return backend.call("GET", path, backend.adminToken(), null).expect(200).json();
  }

  private static String id(JsonNode dataset) {
    return dataset.path("id").asText();
  }

  private JsonNode stored(String name, String csv, String body) throws Exception {
    return backend.storedUpload(project, name, csv, body);
  }
}
