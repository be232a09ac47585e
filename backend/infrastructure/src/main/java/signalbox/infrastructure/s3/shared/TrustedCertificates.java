package signalbox.infrastructure.s3.shared;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trust in the certificates of the JVM and in some more. */
final class TrustedCertificates {
  private TrustedCertificates() {}

  static TrustManager[] with(List<X509Certificate> added) {
    try {
      List<X509Certificate> all = new ArrayList<>(added);
      for (TrustManager manager : managers(null)) {
        if (manager instanceof X509TrustManager usual) {
          all.addAll(List.of(usual.getAcceptedIssuers()));
        }
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < all.size(); i++) {
        store.setCertificateEntry(Integer.toString(i), all.get(i));
      }
      return managers(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JVM has no TLS", e);
    }
  }

  /**
   * @param store null for the certificates that the JVM trusts
   */
  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
