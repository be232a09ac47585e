package signalbox.application.identity;

/** Makes secrets that cannot be guessed, and the digests that are stored of them. Thread-safe. */
public interface Secrets {
  /** 256 random bits as text of letters, digits, {@code -} and {@code _}. */
  String next();

  /** SHA-256 in hex. Good for our own random secrets, never for passwords. */
  String digest(String secret);
}
