package signalbox.infrastructure.s3.shared;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * How a bucket is spoken to.
 *
 * @param virtualHosts whether the bucket is part of the host's name; else it begins the path
 * @param trusted certificates that are trusted beside those of the JVM
 * @param createsBucket whether a bucket that is not there is made
 */
public record S3Options(
    boolean virtualHosts,
    List<X509Certificate> trusted,
    boolean createsBucket,
    S3Encryption encryption) {

  /** Path style, the JVM's certificates, a bucket that is there, no encryption asked for. */
  public static final S3Options DEFAULT = new S3Options(false, List.of(), false, S3Encryption.NONE);

  public S3Options {
    trusted = List.copyOf(trusted);
  }
}
