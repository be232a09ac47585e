package signalbox.presentation.rest.identity;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import signalbox.application.identity.CreateToken;
import signalbox.application.identity.CreateUser;
import signalbox.application.identity.CreatedToken;
import signalbox.application.identity.DeleteToken;
import signalbox.application.identity.FindMe;
import signalbox.application.identity.ListTokens;
import signalbox.application.identity.ListUsers;
import signalbox.application.identity.Sessions;
import signalbox.application.identity.SignIn;
import signalbox.application.identity.SignedIn;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.ApiToken;
import signalbox.domain.identity.TokenId;
import signalbox.domain.identity.User;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RestServer;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.rest.identity.IdentityBodies.AccessTokenBody;
import signalbox.presentation.rest.identity.IdentityBodies.CreatedTokenBody;
import signalbox.presentation.rest.identity.IdentityBodies.ListBody;
import signalbox.presentation.rest.identity.IdentityBodies.LoginBody;
import signalbox.presentation.rest.identity.IdentityBodies.NewTokenBody;
import signalbox.presentation.rest.identity.IdentityBodies.NewUserBody;
import signalbox.presentation.rest.identity.IdentityBodies.TokenBody;
import signalbox.presentation.rest.identity.IdentityBodies.UserBody;

/** Sign-in with its refresh cookie, the user who asks, personal API tokens, users. */
public final class IdentityRoutes implements RouteGroup {
  private static final String COOKIE = "signalbox_refresh";
  private static final String COOKIE_PATH = RestServer.API + "/auth";
  private static final int DEFAULT_TOKEN_DAYS = 90;

  private final Function<SignIn, SignedIn> signIn;
  private final Sessions sessions;
  private final Handler<FindMe, User> findMe;
  private final Handler<ListTokens, List<ApiToken>> listTokens;
  private final Handler<CreateToken, CreatedToken> createToken;
  private final Handler<DeleteToken, Boolean> deleteToken;
  private final Handler<ListUsers, Page<User>> listUsers;
  private final Handler<CreateUser, User> createUser;

  public IdentityRoutes(
      Function<SignIn, SignedIn> signIn,
      Sessions sessions,
      Handler<FindMe, User> findMe,
      Handler<ListTokens, List<ApiToken>> listTokens,
      Handler<CreateToken, CreatedToken> createToken,
      Handler<DeleteToken, Boolean> deleteToken,
      Handler<ListUsers, Page<User>> listUsers,
      Handler<CreateUser, User> createUser) {
    this.signIn = signIn;
    this.sessions = sessions;
    this.findMe = findMe;
    this.listTokens = listTokens;
    this.createToken = createToken;
    this.deleteToken = deleteToken;
    this.listUsers = listUsers;
    this.createUser = createUser;
  }

  @Override
  public void addTo(Router router) {
    router
        .post("/auth/login", Access.PUBLIC, this::logIn)
        .post("/auth/refresh", Access.PUBLIC, this::refresh)
        .post("/auth/logout", Access.PUBLIC, this::logOut)
        .get("/me", Access.SIGNED_IN, this::me)
        .get("/tokens", Access.SIGNED_IN, this::tokens)
        .post("/tokens", Access.SIGNED_IN, this::newToken)
        .delete("/tokens/{tokenId}", Access.SIGNED_IN, this::removeToken)
        .get("/users", Access.SIGNED_IN, this::users)
        .post("/users", Access.SIGNED_IN, this::newUser);
  }

  private void logIn(Request request) throws IOException {
    LoginBody body = request.body(LoginBody.class);
    requireLength("email", body.email(), User.MAX_EMAIL_LENGTH);
    requireLength("password", body.password(), User.MAX_PASSWORD_LENGTH);
    answer(
        request, signIn.apply(new SignIn(body.email(), body.password(), request.remoteAddress())));
  }

  private void refresh(Request request) {
    String token =
        request.cookie(COOKIE).orElseThrow(() -> SignalboxException.of(ErrorCode.AUTH_REQUIRED));
    answer(request, sessions.renew(token));
  }

  private void logOut(Request request) {
    request.cookie(COOKIE).ifPresent(sessions::end);
    request.setCookie(COOKIE, "", COOKIE_PATH, 0);
    request.noContent();
  }

  private void me(Request request) {
    request.json(200, UserBody.of(findMe.handle(request.principal(), new FindMe())));
  }

  private void tokens(Request request) {
    List<TokenBody> items =
        listTokens.handle(request.principal(), new ListTokens()).stream()
            .map(TokenBody::of)
            .toList();
    request.json(200, new ListBody<>(items, null, items.size()));
  }

  private void newToken(Request request) throws IOException {
    NewTokenBody body = request.body(NewTokenBody.class);
    Integer days = body.expiresInDays();
    CreatedToken created =
        createToken.handle(
            request.principal(),
            new CreateToken(body.name(), days == null ? DEFAULT_TOKEN_DAYS : days));
    request.json(201, new CreatedTokenBody(TokenBody.of(created.token()), created.secret()));
  }

  private void removeToken(Request request) {
    deleteToken.handle(
        request.principal(), new DeleteToken(new TokenId(request.pathUuid("tokenId"))));
    request.noContent();
  }

  private void users(Request request) {
    Page<User> page = listUsers.handle(request.principal(), new ListUsers(request.pageRequest()));
    request.json(
        200,
        new ListBody<>(
            page.items().stream().map(UserBody::of).toList(), page.nextCursor(), page.total()));
  }

  private void newUser(Request request) throws IOException {
    NewUserBody body = request.body(NewUserBody.class);
    User user =
        createUser.handle(
            request.principal(),
            new CreateUser(
                body.email(),
                body.name(),
                body.password(),
                Boolean.TRUE.equals(body.administrator())));
    request.json(201, UserBody.of(user));
  }

  private static void answer(Request request, SignedIn signedIn) {
    request.setCookie(
        COOKIE,
        signedIn.refreshToken(),
        COOKIE_PATH,
        Math.toIntExact(signedIn.refreshTokenLifetime().toSeconds()));
    request.json(
        200,
        new AccessTokenBody(signedIn.accessToken(), signedIn.accessTokenLifetime().toSeconds()));
  }

  private static void requireLength(String field, String text, int maximum) {
    if (text.length() > maximum) {
      throw SignalboxException.invalid(field, "must have at most " + maximum + " characters");
    }
  }
}
