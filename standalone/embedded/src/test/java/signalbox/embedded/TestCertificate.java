package signalbox.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/**
 * A certificate for {@link TestNames#DOMAIN} and the names below it, by an authority that nobody
 * else trusts. Made for each JVM and gone with it.
 *
 * @param authority trust in it is trust in the certificate
 * @param authorityFile the same as PEM
 * @param keyStore PKCS12 with the server's key and certificates
 * @param chainFile the server's certificates as PEM
 * @param keyFile the server's key as PEM
 */
public record TestCertificate(
    X509Certificate authority,
    Path authorityFile,
    Path keyStore,
    String password,
    Path chainFile,
    Path keyFile) {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Supplier<TestCertificate> SHARED =
      Shared.of("certificate", TestCertificate::in, _ -> {});

  /** The one of this JVM. */
  public static TestCertificate shared() {
    return SHARED.get();
  }

  private static TestCertificate in(Path folder) {
    String password = Secrets.random();
    char[] word = password.toCharArray();
    Path both = folder.resolve("both.p12");
    keytool(
        both,
        password,
        List.of("-alias", "authority", "-dname", "CN=Authority of the tests"),
        List.of("-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign,cRLSign"));
    keytool(
        both,
        password,
        List.of("-alias", "server", "-dname", "CN=" + TestNames.DOMAIN, "-signer", "authority"),
        List.of("-ext", "san=dns:" + TestNames.DOMAIN + ",dns:*." + TestNames.DOMAIN));
    try {
      KeyStore made = KeyStore.getInstance(both.toFile(), word);
      Certificate authority = made.getCertificate("authority");
      Certificate[] chain = made.getCertificateChain("server");
      Key key = made.getKey("server", word);
      StringBuilder certificates = new StringBuilder();
      for (Certificate certificate : chain) {
        certificates.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      KeyStore server = KeyStore.getInstance("PKCS12");
      server.load(null, word);
      server.setKeyEntry("server", key, word, chain);
      Path keyStore = folder.resolve("server.p12");
      try (OutputStream out = Files.newOutputStream(keyStore)) {
        server.store(out, word);
      }
      return new TestCertificate(
          (X509Certificate) authority,
          Files.writeString(
              folder.resolve("authority.pem"), pem("CERTIFICATE", authority.getEncoded())),
          keyStore,
          password,
          Files.writeString(folder.resolve("server.pem"), certificates),
          Files.writeString(
              folder.resolve("server-key.pem"), pem("PRIVATE KEY", key.getEncoded())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificate can be made", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void keytool(
      Path store, String password, List<String> whose, List<String> extensions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-validity", "7", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", password));
    command.addAll(whose);
    command.addAll(extensions);
    ChildProcess.named("keytool", store.resolveSibling("keytool.log"), command)
        .start()
        .awaitSuccess(LIMIT);
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
