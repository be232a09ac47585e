package signalbox.bootstrap;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.AccessTokens;
import signalbox.application.identity.Authenticator;
import signalbox.application.identity.CreateTokenHandler;
import signalbox.application.identity.CreateUserHandler;
import signalbox.application.identity.DeleteTokenHandler;
import signalbox.application.identity.EnsureAdministrator;
import signalbox.application.identity.EnsureAdministratorHandler;
import signalbox.application.identity.FindMeHandler;
import signalbox.application.identity.ListTokensHandler;
import signalbox.application.identity.ListUsersHandler;
import signalbox.application.identity.PasswordHasher;
import signalbox.application.identity.Secrets;
import signalbox.application.identity.SessionRepository;
import signalbox.application.identity.Sessions;
import signalbox.application.identity.SignIn;
import signalbox.application.identity.SignInHandler;
import signalbox.application.identity.SignInLimit;
import signalbox.application.identity.SignedIn;
import signalbox.application.identity.TokenAuthenticator;
import signalbox.application.identity.TokenRepository;
import signalbox.application.identity.UserRepository;
import signalbox.application.project.ProjectRepository;
import signalbox.application.shared.Handler;
import signalbox.application.storage.ChoreName;
import signalbox.bootstrap.observability.Observability;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.crypto.identity.Argon2idPasswordHasher;
import signalbox.infrastructure.crypto.identity.JwtAccessTokens;
import signalbox.infrastructure.crypto.identity.RandomSecrets;
import signalbox.infrastructure.postgres.identity.PostgresSessionRepository;
import signalbox.infrastructure.postgres.identity.PostgresTokenRepository;
import signalbox.infrastructure.postgres.identity.PostgresUserRepository;
import signalbox.infrastructure.postgres.project.PostgresProjectRepository;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.identity.IdentityRoutes;

/** Users, sessions, tokens, and who may do what. */
final class IdentityWiring implements Wiring {
  private static final Logger LOG = LoggerFactory.getLogger(IdentityWiring.class);
  private static final int PARALLEL_HASHES = 4;
  private static final Duration BETWEEN_REMOVALS = Duration.ofMinutes(10);

  /** Who signs in is not known yet. */
  private static final Principal NOBODY = new Principal(new UserId(new UUID(0, 0)), false);

  private final UserRepository users;
  private final ProjectRepository projects;
  private final AccessPolicy access;
  private final Authenticator authenticator;
  private final IdentityRoutes routes;
  private final EnsureAdministratorHandler ensureAdministrator;
  private final List<Part> parts;

  IdentityWiring(Platform platform, SignInLimit signInLimit) {
    users = new PostgresUserRepository(platform.metadata());
    projects = new PostgresProjectRepository(platform.metadata());
    access = new AccessPolicy(projects);
    SessionRepository sessionRepository = new PostgresSessionRepository(platform.metadata());
    TokenRepository tokens = new PostgresTokenRepository(platform.metadata());
    AccessTokens accessTokens = new JwtAccessTokens(platform.settings().jwtKeyBytes());
    Secrets secrets = new RandomSecrets();
    PasswordHasher hasher =
        new Argon2idPasswordHasher(Argon2idPasswordHasher.Cost.ADVISED, PARALLEL_HASHES);
    authenticator = new TokenAuthenticator(accessTokens, tokens, secrets, platform.clock());
    Sessions sessions =
        new Sessions(
            sessionRepository,
            users,
            accessTokens,
            secrets,
            platform.ids(),
            platform.clock(),
            platform.transactions());
    Observability observability = platform.observability();
    SignInHandler signIn = new SignInHandler(users, hasher, signInLimit, sessions);
    Handler<SignIn, SignedIn> observedSignIn =
        observability.handler("SignIn", (_, command) -> signIn.handle(command));
    routes =
        new IdentityRoutes(
            command -> observedSignIn.handle(NOBODY, command),
            sessions,
            observability.handler("FindMe", new FindMeHandler(users)),
            observability.handler("ListTokens", new ListTokensHandler(tokens)),
            observability.handler(
                "CreateToken",
                new CreateTokenHandler(tokens, secrets, platform.ids(), platform.clock())),
            observability.handler("DeleteToken", new DeleteTokenHandler(tokens)),
            observability.handler("ListUsers", new ListUsersHandler(access, users)),
            observability.handler(
                "CreateUser",
                new CreateUserHandler(access, users, hasher, platform.ids(), platform.clock())));
    ensureAdministrator =
        new EnsureAdministratorHandler(
            users,
            sessionRepository,
            projects,
            hasher,
            platform.ids(),
            platform.clock(),
            platform.transactions());
    parts =
        List.of(
            platform
                .chores()
                .shared(
                    ChoreName.EXPIRED_SESSIONS,
                    BETWEEN_REMOVALS,
                    () -> sessionRepository.deleteExpired(platform.clock().instant())));
  }

  /** Proves bearers, for every edge. */
  Authenticator authenticator() {
    return authenticator;
  }

  /** Decides who may do what, for every feature. */
  AccessPolicy access() {
    return access;
  }

  UserRepository users() {
    return users;
  }

  ProjectRepository projects() {
    return projects;
  }

  /** Makes the first administrator, or brings his password up to date. Needs the database. */
  void ensureAdministrator(Settings settings) {
    Settings.@Nullable Secret password = settings.adminPassword();
    EnsureAdministratorHandler.Outcome outcome =
        ensureAdministrator.handle(
            new EnsureAdministrator(
                settings.adminEmail(), password == null ? null : password.value()));
    switch (outcome) {
      case CREATED -> LOG.info("The first administrator has been created");
      case PASSWORD_CHANGED -> LOG.info("The administrator's password has been changed");
      case NOTHING -> LOG.debug("The administrator is up to date");
    }
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }

  @Override
  public List<Part> parts() {
    return parts;
  }
}
