package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Walks every registered route as everybody. A new route needs one line in {@link #EXPECTED}: the
 * smallest role that may call it.
 */
class AuthorisationIT {
  /** Who may call a route; each may do what the ones before it may. */
  enum Least {
    NOBODY,
    STRANGER,
    VIEWER,
    EDITOR,
    ADMIN,
    ADMINISTRATOR
  }

  /** What is expected of a route, with a body that it can read. */
  record Expectation(Least least, @Nullable String body) {}

  private static final Map<String, Expectation> EXPECTED = new HashMap<>();

  private static void expect(String route, Least least) {
    expect(route, least, null);
  }

  private static void expect(String route, Least least, @Nullable String body) {
    EXPECTED.put(route, new Expectation(least, body));
  }

  private static final String ALERT_RULE =
      "{\"name\":\"mine\",\"trigger\":{\"statuses\":[\"failed\"]}}";
  private static final String WEBHOOK =
      "{\"name\":\"chat\",\"url\":\"https://receiver.invalid\",\"events\":[\"run_failed\"]}";

  static {
    expect("GET /openapi.json", Least.NOBODY);
    expect("POST /auth/login", Least.NOBODY, "{\"email\":\"a@b\",\"password\":\"x\"}");
    expect("POST /auth/refresh", Least.NOBODY);
    expect("POST /auth/logout", Least.NOBODY);
    expect("GET /me", Least.STRANGER);
    expect("GET /tokens", Least.STRANGER);
    expect("POST /tokens", Least.STRANGER, "{\"name\":\"mine\"}");
    expect("DELETE /tokens/{tokenId}", Least.STRANGER);
    expect("GET /users", Least.ADMINISTRATOR);
    expect(
        "POST /users",
        Least.ADMINISTRATOR,
        "{\"email\":\"a\",\"name\":\"a\",\"password\":\"a long enough password\"}");
    expect("GET /projects", Least.STRANGER);
    expect("POST /projects", Least.STRANGER, "{\"name\":\"\"}");
    expect("GET /projects/{projectId}", Least.VIEWER);
    expect("PATCH /projects/{projectId}", Least.ADMIN, "{\"description\":\"new\"}");
    expect("DELETE /projects/{projectId}", Least.ADMIN);
    expect("GET /projects/{projectId}/export", Least.ADMIN);
    expect("GET /projects/{projectId}/export/preview", Least.ADMIN);
    // Everybody makes projects. Imports are those of who asks.
    expect("GET /imports", Least.STRANGER);
    expect("POST /imports", Least.STRANGER, "{}");
    expect("GET /imports/{importId}", Least.STRANGER);
    expect("DELETE /imports/{importId}", Least.STRANGER);
    expect("OPTIONS /uploads", Least.STRANGER);
    expect("GET /uploads", Least.STRANGER);
    expect("POST /uploads", Least.STRANGER);
    expect("GET /search", Least.STRANGER);
    expect("GET /projects/{projectId}/members", Least.VIEWER);
    expect("GET /projects/{projectId}/members/{userId}", Least.VIEWER);
    expect("PUT /projects/{projectId}/members/{userId}", Least.ADMIN, "{\"role\":\"viewer\"}");
    expect("DELETE /projects/{projectId}/members/{userId}", Least.ADMIN);
    expect("GET /projects/{projectId}/datasets", Least.VIEWER);
    expect("POST /projects/{projectId}/datasets", Least.EDITOR, "{}");
    expect("GET /datasets/{datasetId}", Least.VIEWER);
    expect("DELETE /datasets/{datasetId}", Least.EDITOR);
    expect("GET /datasets/{datasetId}/preview", Least.VIEWER);
    expect("GET /datasets/{datasetId}/profile", Least.VIEWER);
    expect("GET /datasets/{datasetId}/content", Least.VIEWER);
    expect("GET /datasets/{datasetId}/target-check", Least.VIEWER);
    expect("PATCH /datasets/{datasetId}", Least.EDITOR, "{}");
    expect("GET /datasets/{datasetId}/rows", Least.VIEWER);
    expect("GET /datasets/{datasetId}/versions", Least.VIEWER);
    expect("GET /datasets/{datasetId}/difference", Least.VIEWER);
    expect("GET /datasets/{datasetId}/lineage", Least.VIEWER);
    expect("GET /datasets/{datasetId}/skipped", Least.VIEWER);
    // Uploads are those of who asks: a viewer had more rights when it was started.
    expect("OPTIONS /projects/{projectId}/uploads", Least.STRANGER);
    expect("GET /projects/{projectId}/uploads", Least.VIEWER);
    expect("POST /projects/{projectId}/uploads", Least.EDITOR);
    expect("HEAD /uploads/{uploadId}", Least.EDITOR);
    expect("GET /uploads/{uploadId}", Least.EDITOR);
    expect("PATCH /uploads/{uploadId}", Least.EDITOR);
    expect("DELETE /uploads/{uploadId}", Least.EDITOR);
    expect("POST /uploads/{uploadId}/table", Least.EDITOR, "{}");
    expect("POST /uploads/{uploadId}/dataset", Least.EDITOR, "{}");
    expect("GET /algorithms", Least.STRANGER);
    expect("GET /projects/{projectId}/runs", Least.VIEWER);
    expect("POST /projects/{projectId}/runs", Least.EDITOR, "{\"kind\":\"training\"}");
    expect("GET /projects/{projectId}/runs/columns", Least.VIEWER);
    expect("GET /projects/{projectId}/runs/filter-words", Least.VIEWER);
    expect("GET /projects/{projectId}/runs/groups", Least.VIEWER);
    expect("GET /projects/{projectId}/runs/export", Least.VIEWER);
    expect(
        "POST /projects/{projectId}/runs/matches", Least.VIEWER, "{\"filter\":\"\",\"runIds\":[]}");
    expect(
        "POST /projects/{projectId}/runs/compare",
        Least.VIEWER,
        "{\"runIds\":[\"0195a3f0-0000-7000-8000-000000000000\"]}");
    expect(
        "POST /projects/{projectId}/runs/bulk",
        Least.EDITOR,
        "{\"action\":\"archive\",\"runIds\":[]}");
    expect("GET /projects/{projectId}/baseline", Least.VIEWER);
    expect("PUT /projects/{projectId}/baseline", Least.EDITOR, "{\"runId\":null}");
    expect("GET /projects/{projectId}/views", Least.VIEWER);
    expect("POST /projects/{projectId}/views", Least.VIEWER, "{\"name\":\"own\",\"state\":{}}");
    expect("GET /projects/{projectId}/views/{viewId}", Least.VIEWER);
    expect("PATCH /projects/{projectId}/views/{viewId}", Least.EDITOR, "{\"default\":true}");
    expect("DELETE /projects/{projectId}/views/{viewId}", Least.EDITOR);
    expect("POST /links", Least.STRANGER, "{\"path\":\"/\"}");
    expect("GET /links/{linkId}", Least.STRANGER);
    expect("GET /runs/{runId}", Least.VIEWER);
    expect("PATCH /runs/{runId}", Least.EDITOR, "{\"name\":\"new\"}");
    expect("GET /runs/{runId}/notes", Least.VIEWER);
    expect("POST /runs/{runId}/cancel", Least.EDITOR, "{\"mode\":\"graceful\"}");
    expect("POST /runs/{runId}/retry", Least.EDITOR);
    expect("POST /runs/{runId}/clone", Least.VIEWER);
    expect("GET /runs/{runId}/events", Least.VIEWER);
    expect("GET /runs/{runId}/timeline", Least.VIEWER);
    expect("GET /runs/{runId}/metrics", Least.VIEWER);
    expect("GET /runs/{runId}/metrics/keys", Least.VIEWER);
    expect("POST /charts/query", Least.VIEWER, "{\"runIds\":[\"{runId}\"],\"keys\":[\"loss\"]}");
    expect("POST /charts/csv", Least.VIEWER, "{\"runIds\":[\"{runId}\"],\"keys\":[\"loss\"]}");
    expect("POST /charts/keys", Least.VIEWER, "{\"runIds\":[\"{runId}\"]}");
    expect(
        "POST /charts/sparklines",
        Least.VIEWER,
        "{\"series\":[{\"runId\":\"{runId}\",\"key\":\"loss\"}]}");
    for (String part :
        List.of("", "/summary", "/search", "/volume", "/download", "/lines/{attempt}/{seq}")) {
      expect("GET /runs/{runId}/log" + part, Least.VIEWER);
      expect("GET /log-sources/{sourceId}/log" + part, Least.ADMINISTRATOR);
    }
    expect("GET /log-sources", Least.ADMINISTRATOR);
    expect("GET /runs/{runId}/artifacts", Least.VIEWER);
    expect("GET /runs/{runId}/artifacts/{name}", Least.VIEWER);
    expect("GET /runs/{runId}/artifacts/{name}/table", Least.VIEWER);
    expect("GET /runs/{runId}/similar-failures", Least.VIEWER);
    expect("GET /projects/{projectId}/run-templates", Least.VIEWER);
    expect(
        "POST /projects/{projectId}/run-templates",
        Least.EDITOR,
        "{\"name\":\"mine\",\"kind\":\"training\",\"run\":{}}");
    expect("DELETE /projects/{projectId}/run-templates/{templateId}", Least.EDITOR);
    expect("GET /projects/{projectId}/studies", Least.VIEWER);
    expect("POST /projects/{projectId}/studies", Least.EDITOR, "{\"search\":{},\"objectives\":[]}");
    expect("GET /studies/{studyId}", Least.VIEWER);
    expect("GET /studies/{studyId}/trials", Least.VIEWER);
    expect("GET /studies/{studyId}/instances", Least.VIEWER);
    expect("GET /studies/{studyId}/events", Least.VIEWER);
    expect("GET /studies/{studyId}/events/download", Least.VIEWER);
    expect("PATCH /studies/{studyId}", Least.EDITOR, "{\"parallelism\":2}");
    for (String change : List.of("pause", "resume", "stop")) {
      expect("POST /studies/{studyId}/" + change, Least.EDITOR);
    }
    expect("POST /studies/{studyId}/enqueue", Least.EDITOR, "{\"configurations\":[{}]}");
    expect("POST /studies/{studyId}/trials/{number}/prune", Least.EDITOR);
    expect("GET /projects/{projectId}/models", Least.VIEWER);
    expect("GET /models/{modelId}", Least.VIEWER);
    expect("GET /models/{modelId}/versions", Least.VIEWER);
    expect("GET /models/{modelId}/versions/{version}", Least.VIEWER);
    expect("POST /models/{modelId}/versions/{version}/predict", Least.EDITOR, "{\"rows\":[{}]}");
    expect("GET /me/notifications", Least.STRANGER);
    expect("POST /me/notifications/read", Least.STRANGER, "{\"all\":true}");
    expect("GET /runs/{runId}/mute", Least.VIEWER);
    expect("PUT /runs/{runId}/mute", Least.VIEWER, "{\"muted\":true}");
    expect("GET /projects/{projectId}/alert-rules", Least.VIEWER);
    expect("POST /projects/{projectId}/alert-rules", Least.VIEWER, ALERT_RULE);
    expect("PUT /projects/{projectId}/alert-rules/{ruleId}", Least.EDITOR, ALERT_RULE);
    expect("DELETE /projects/{projectId}/alert-rules/{ruleId}", Least.EDITOR);
    expect("GET /projects/{projectId}/webhooks", Least.ADMIN);
    expect("POST /projects/{projectId}/webhooks", Least.ADMIN, WEBHOOK);
    expect("PUT /projects/{projectId}/webhooks/{webhookId}", Least.ADMIN, WEBHOOK);
    expect("DELETE /projects/{projectId}/webhooks/{webhookId}", Least.ADMIN);
    expect("POST /projects/{projectId}/webhooks/{webhookId}/secret", Least.ADMIN);
    expect("POST /projects/{projectId}/webhooks/{webhookId}/test", Least.ADMIN);
    expect("GET /projects/{projectId}/webhooks/{webhookId}/deliveries", Least.ADMIN);
    expect(
        "POST /projects/{projectId}/webhooks/{webhookId}/deliveries/{deliveryId}/resend",
        Least.ADMIN);
    expect("GET /system/health", Least.STRANGER);
    expect("GET /system/services", Least.STRANGER);
    expect("GET /system/log-intake", Least.STRANGER);
    expect("GET /system/queues", Least.STRANGER);
    expect("GET /system/dead-letters", Least.ADMINISTRATOR);
    expect("GET /system/dead-letters/{deadLetterId}", Least.ADMINISTRATOR);
    expect("POST /system/dead-letters/{deadLetterId}/replay", Least.ADMINISTRATOR);
    expect("POST /system/dead-letters/{deadLetterId}/discard", Least.ADMINISTRATOR);
    expect("GET /system/storage", Least.ADMINISTRATOR);
    expect("GET /system/storage/retention", Least.ADMINISTRATOR);
    expect("GET /system/inventories", Least.ADMINISTRATOR);
    expect("POST /system/inventories", Least.ADMINISTRATOR);
    expect("GET /system/inventories/{inventoryId}", Least.ADMINISTRATOR);
    expect("GET /system/inventories/{inventoryId}/orphans", Least.ADMINISTRATOR);
    expect(
        "POST /system/inventories/{inventoryId}/removal", Least.ADMINISTRATOR, "{\"orphans\":1}");
    expect("POST /system/inventories/{inventoryId}/stop", Least.ADMINISTRATOR);
  }

  @Test
  void knowsEveryRoute() throws Exception {
    assertThat(new TreeSet<>(EXPECTED.keySet()))
        .isEqualTo(
            RunningBackend.shared().backend().routes().stream()
                .map(route -> route.method() + " " + route.path())
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @TestFactory
  Collection<DynamicTest> letsInWhoMayAndNobodyElse() throws Exception {
    RunningBackend backend = RunningBackend.shared();
    AuthorisationScene scene = new AuthorisationScene(backend);
    List<DynamicTest> tests = new ArrayList<>();
    EXPECTED.forEach((route, expectation) ->
        tests.add(
            DynamicTest.dynamicTest(
                route,
                () -> {
                  for (Least actor : Least.values()) {
                    scene.check(route, expectation, actor);
                  }
                })));
    return tests;
  }
}
