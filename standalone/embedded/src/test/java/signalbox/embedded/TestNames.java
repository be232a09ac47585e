package signalbox.embedded;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * Lets a JVM that runs tests find {@value #DOMAIN} and every name below it on 127.0.0.1, whatever
 * the machine knows. All other names are looked up as usual.
 */
public final class TestNames extends InetAddressResolverProvider {
  /** Reserved for tests: no name server has anything below {@code .test}. */
  public static final String DOMAIN = "s3.test";

  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new Resolver(configuration.builtinResolver());
  }

  @Override
  public String name() {
    return "names of tests";
  }

  private record Resolver(InetAddressResolver usual) implements InetAddressResolver {
    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      return host.equals(DOMAIN) || host.endsWith("." + DOMAIN)
          ? Stream.of(InetAddress.getByAddress(host, LOOPBACK))
          : usual.lookupByName(host, policy);
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      return usual.lookupByAddress(address);
    }
  }
}
