package signalbox.infrastructure.crypto.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import signalbox.application.identity.PasswordHasher;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * Argon2id with the parameters that OWASP's Password Storage Cheat Sheet advises: 19 MiB, two
 * passes, one lane. A hash says with which parameters it was made, so that stronger ones can
 * follow.
 */
public final class Argon2idPasswordHasher implements PasswordHasher {
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final SecureRandom random = new SecureRandom();
  private final Cost cost;
  private final Semaphore places;
  private final String dummy;

  /**
   * What a hash costs.
   *
   * @param memoryKib KiB of memory for each
   */
  public record Cost(int memoryKib, int passes, int lanes) {
    public static final Cost ADVISED = new Cost(19 * 1024, 2, 1);
  }

  /**
   * @param parallel most hashes at the same time: bounds the memory that a flood of sign-ins takes
   */
  public Argon2idPasswordHasher(Cost cost, int parallel) {
    this.cost = cost;
    this.places = new Semaphore(parallel, true);
    this.dummy = hash("nobody has this password");
  }

  @Override
  public String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] hash = compute(password, salt, cost, HASH_BYTES);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.memoryKib(),
            cost.passes(),
            cost.lanes(),
            base64.encodeToString(salt),
            base64.encodeToString(hash));
  }

  @Override
  public boolean verify(String password, String hash) {
    Matcher matcher = PHC.matcher(hash);
    if (!matcher.matches()) {
      throw new IllegalStateException("A stored password hash is not in the PHC format");
    }
    Cost itsCost =
        new Cost(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)));
    byte[] salt = Base64.getDecoder().decode(matcher.group(4));
    byte[] expected = Base64.getDecoder().decode(matcher.group(5));
    return MessageDigest.isEqual(expected, compute(password, salt, itsCost, expected.length));
  }

  @Override
  public void verifyNothing(String password) {
    if (verify(password, dummy)) {
      throw SignalboxException.of(ErrorCode.AUTH_INVALID_CREDENTIALS);
    }
  }

  private byte[] compute(String password, byte[] salt, Cost withCost, int length) {
    acquire();
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(withCost.memoryKib())
              .withIterations(withCost.passes())
              .withParallelism(withCost.lanes())
              .withSalt(salt)
              .build());
      byte[] hash = new byte[length];
      generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
      return hash;
    } finally {
      places.release();
    }
  }

  private void acquire() {
    try {
      if (places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw SignalboxException.of(ErrorCode.SYSTEM_OVERLOADED);
  }
}
