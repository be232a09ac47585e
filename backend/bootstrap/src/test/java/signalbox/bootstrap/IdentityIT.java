package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.Map;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sign-in, tokens, users, projects and members over REST. */
class IdentityIT {
  private RunningBackend backend;

  @BeforeEach
  void start() throws Exception {
    backend = RunningBackend.shared();
  }

  @Test
  void knowsWhoAsks() throws Exception {
    assertThat(
            backend
                .call("GET", "/me", backend.adminToken(), null)
                .expect(200)
                .json()
                .path("email")
                .asText())
        .isEqualTo(RunningBackend.ADMIN_EMAIL);
    backend.call("GET", "/me", "not.a.token", null).expectProblem(401, "auth.required");
    backend.call("GET", "/me", "sbx_unknown", null).expectProblem(401, "auth.required");
    assertThat(backend.call("GET", "/projects", backend.adminToken(), null).body())
        .contains("\"Default\"");
  }

  @Test
  void refusesAWrongPasswordAndThenForAWhileEveryOne() throws Exception {
    RunningBackend.User user = backend.newUser();
    for (int i = 0; i < 5; i++) {
      logIn(user.email(), "wrong").expectProblem(401, "auth.invalid_credentials");
    }
    RunningBackend.Answer limited = logIn(user.email(), RunningBackend.ADMIN_PASSWORD);
    limited.expectProblem(429, "request.rate_limited");
    assertThat(limited.response().headers().firstValue("Retry-After")).isPresent();
    logIn("nobody-" + UUID.randomUUID() + "@example.org", "wrong")
        .expectProblem(401, "auth.invalid_credentials");
  }

  @Test
  void renewsASessionWhoseLastAnswerWasLost() throws Exception {
    RunningBackend.User user = backend.newUser();
    String first = cookie(logIn(user.email(), RunningBackend.ADMIN_PASSWORD).expect(200));

    String second = cookie(refresh(first).expect(200));

    assertThat(second).isNotEqualTo(first);
    String third = cookie(refresh(first).expect(200));
    assertThat(third).isNotEqualTo(second);
    refresh(second).expectProblem(401, "auth.token_expired");
    refresh(third).expect(200);
    refresh("signalbox_refresh=rubbish").expectProblem(401, "auth.token_expired");
  }

  @Test
  void endsTheSessionAtSignOut() throws Exception {
    RunningBackend.User user = backend.newUser();
    String cookie = cookie(logIn(user.email(), RunningBackend.ADMIN_PASSWORD).expect(200));
    withCookie("/auth/logout", cookie).expect(204);

    refresh(cookie).expectProblem(401, "auth.token_expired");
  }

  @Test
  void hidesTheCookieFromScriptsAndOtherSites() throws Exception {
    String header =
        logIn(RunningBackend.ADMIN_EMAIL, RunningBackend.ADMIN_PASSWORD)
            .expect(200)
            .response()
            .headers()
            .firstValue("Set-Cookie")
            .orElse("");
    assertThat(header)
        .startsWith("signalbox_refresh=")
        .contains("HttpOnly", "SameSite=Strict", "Path=/api/v1/auth", "Max-Age=1209600")
        .doesNotContain("Secure");
  }

  @Test
  void handsOutPersonalTokensOnceAndTakesThemBack() throws Exception {
    RunningBackend.User user = backend.newUser();
    var created =
        backend
            .call("POST", "/tokens", user.token(), "{\"name\":\"ci\",\"expiresInDays\":1}")
            .expect(201)
            .json();
    String secret = created.path("secret").asText();
    assertThat(secret).startsWith("sbx_").hasSizeGreaterThan(40);

    assertThat(backend.call("GET", "/me", secret, null).expect(200).json().path("id").asText())
        .isEqualTo(user.id().toString());
    var listed = backend.call("GET", "/tokens", secret, null).expect(200);
    assertThat(listed.body()).doesNotContain(secret);
    assertThat(listed.json().path("items").get(0).path("lastUsedAt").isNull()).isFalse();
    String path = "/tokens/" + created.path("token").path("id").asText();
    backend.call("DELETE", path, backend.adminToken(), null).expectProblem(404, "token.not_found");
    backend.call("DELETE", path, user.token(), null).expect(204);
    backend.call("GET", "/me", secret, null).expectProblem(401, "auth.required");
    backend
        .call("POST", "/tokens", user.token(), "{\"name\":\"ci\",\"expiresInDays\":366}")
        .expectProblem(422, "request.invalid");
  }

  @Test
  void checksNewUsers() throws Exception {
    RunningBackend.User user = backend.newUser();
    String taken = "{\"email\":\"%s\",\"name\":\"n\",\"password\":\"a long enough one\"}";
    backend
        .call(
            "POST",
            "/users",
            backend.adminToken(),
            taken.formatted(user.email().toUpperCase(java.util.Locale.ROOT)))
        .expectProblem(409, "user.email_taken");
    backend
        .call("POST", "/users", backend.adminToken(), taken.formatted("nonsense"))
        .expectProblem(422, "request.invalid");
    backend
        .call(
            "POST",
            "/users",
            backend.adminToken(),
            "{\"email\":\"x@example.org\",\"name\":\"n\",\"password\":\"short\"}")
        .expectProblem(422, "request.invalid");
  }

  @Test
  void keepsTheLastAdminOfAProject() throws Exception {
    RunningBackend.User owner = backend.newUser();
    RunningBackend.User guest = backend.newUser();
    String name = "team " + UUID.randomUUID();
    String body = "{\"name\":\"" + name + "\"}";
    String path =
        "/projects/"
            + backend
                .call("POST", "/projects", owner.token(), body)
                .expect(201)
                .json()
                .path("id")
                .asText();
    backend.call("POST", "/projects", guest.token(), body).expectProblem(409, "project.name_taken");
    backend.call("GET", path, guest.token(), null).expectProblem(404, "project.not_found");
    backend
        .call("DELETE", path + "/members/" + owner.id(), owner.token(), null)
        .expectProblem(409, "project.last_admin");
    backend
        .call("PUT", path + "/members/" + owner.id(), owner.token(), "{\"role\":\"viewer\"}")
        .expectProblem(409, "project.last_admin");
    backend
        .call("PUT", path + "/members/" + guest.id(), owner.token(), "{\"role\":\"admin\"}")
        .expect(200);
    backend.call("DELETE", path + "/members/" + owner.id(), owner.token(), null).expect(204);
    backend.call("GET", path, owner.token(), null).expectProblem(404, "project.not_found");
    backend
        .call("GET", path + "/members/" + owner.id(), guest.token(), null)
        .expectProblem(404, "member.not_found");
    backend.call("PATCH", path, guest.token(), "{\"description\":\"ours\"}").expect(200);
    backend.call("DELETE", path, guest.token(), null).expect(204);
  }

  @Test
  void bringsTheAdministratorsPasswordUpToDate() throws Exception {
    Settings settings = RunningBackend.freshSettings(Map.of());
    Backend.start(settings).close();
    Settings changed =
        new Settings(
            settings.name(),
            settings.host(),
            settings.port(),
            settings.managementPort(),
            settings.metadata(),
            settings.telemetry(),
            settings.kafkaBootstrap(),
            settings.kafkaGroup(),
            settings.s3(),
            settings.jwtKey(),
            settings.adminEmail(),
            new Settings.Secret("another long password"),
            settings.webDirectory(),
            settings.spoolDirectory(),
            settings.allowedOrigins(),
            settings.otlpEndpoint(),
            settings.exitWithParent(),
            settings.logs(),
            settings.webhooks(),
            settings.largestProjectFile());
    try (Backend second = Backend.start(changed)) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  java.net.URI.create("http://127.0.0.1:" + second.port() + "/api/v1/auth/login"))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"email\":\""
                          + RunningBackend.ADMIN_EMAIL
                          + "\",\"password\":\"another long password\"}"))
              .build();
      assertThat(
              backend
                  .client()
                  .send(request, java.net.http.HttpResponse.BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void refusesASchemaOfAnotherVersion() throws Exception {
    Settings settings = RunningBackend.freshSettings(Map.of());
    try (Platform platform = new Platform(settings)) {
      SchemaVersions.check(platform);
      platform
          .metadata()
          .sql()
          .update(DSL.table(DSL.name("metadata", "schema_version")))
          .set(DSL.field("version", Integer.class), 7)
          .execute();
      SchemaVersions.Wrong wrong =
          org.assertj.core.api.Assertions.catchThrowableOfType(
              SchemaVersions.Wrong.class, () -> SchemaVersions.check(platform));
      assertThat(wrong).hasMessageContaining("metadata has version 7; this program needs version");
    }
  }

  private RunningBackend.Answer logIn(String email, String password) throws Exception {
    return backend.call(
        "POST",
        "/auth/login",
        null,
        "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}");
  }

  private RunningBackend.Answer refresh(String cookie) throws Exception {
    return withCookie("/auth/refresh", cookie);
  }

  private RunningBackend.Answer withCookie(String path, String cookie) throws Exception {
    return backend.send(
        HttpRequest.newBuilder(backend.uri(path))
            .header("Cookie", cookie)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        path);
  }

  private static String cookie(RunningBackend.Answer answer) {
    String header = answer.response().headers().firstValue("Set-Cookie").orElse("");
    return header.split(";", 2)[0];
  }
}
