package signalbox.infrastructure.crypto.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.ByteBuffer;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import signalbox.application.identity.AccessTokens;
import signalbox.application.shared.LastUsed;
import signalbox.application.shared.Sha256;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;

/**
 * Access tokens as JWT, signed with HMAC-SHA256 and our one key. No other algorithm is taken. A
 * token comes with each request of its bearer: what it has proven once is remembered by its digest
 * and good until it ends, as the token itself is.
 */
public final class JwtAccessTokens implements AccessTokens {
  private static final String ISSUER = "signalbox";
  private static final String ADMINISTRATOR = "adm";
  private static final int MAX_LENGTH = 2048;
  private static final int REMEMBERED = 1_000;

  private final JWSSigner signer;
  private final JWSVerifier verifier;
  private final LastUsed<ByteBuffer, Proven> proven = new LastUsed<>(REMEMBERED);

  private record Proven(Principal principal, Instant expires) {}

  /**
   * @param key at least 32 bytes
   */
  public JwtAccessTokens(byte[] key) {
    try {
      signer = new MACSigner(key);
      verifier = new MACVerifier(key);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("The key for access tokens is not usable", e);
    }
  }

  @Override
  public String issue(Principal principal, Instant now) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(principal.userId().toString())
            .claim(ADMINISTRATOR, principal.administrator())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("The access token cannot be signed", e);
    }
    return token.serialize();
  }

  @Override
  public Principal verify(String token, Instant now) {
    if (token.length() > MAX_LENGTH) {
      throw SignalboxException.of(ErrorCode.AUTH_REQUIRED);
    }
    ByteBuffer digest = ByteBuffer.wrap(Sha256.of(token));
    Proven known = proven.get(digest);
    if (known == null) {
      known = prove(token);
      proven.put(digest, known);
    }
    if (!now.isBefore(known.expires())) {
      throw SignalboxException.of(ErrorCode.AUTH_TOKEN_EXPIRED);
    }
    return known.principal();
  }

  /** That it is ours, however old. */
  private Proven prove(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier)) {
        throw SignalboxException.of(ErrorCode.AUTH_REQUIRED);
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Date expires = claims.getExpirationTime();
      if (!ISSUER.equals(claims.getIssuer()) || expires == null) {
        throw SignalboxException.of(ErrorCode.AUTH_REQUIRED);
      }
      return new Proven(
          new Principal(
              new UserId(UUID.fromString(claims.getSubject())),
              Boolean.TRUE.equals(claims.getBooleanClaim(ADMINISTRATOR))),
          expires.toInstant());
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      throw SignalboxException.of(ErrorCode.AUTH_REQUIRED).causedBy(e);
    }
  }
}
