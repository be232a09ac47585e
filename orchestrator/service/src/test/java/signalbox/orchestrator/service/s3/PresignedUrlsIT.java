package signalbox.orchestrator.service.s3;

import org.junit.jupiter.api.Nested;
import signalbox.embedded.S3TestServer;

/** Signed URLs on two servers that share no code, in both styles, without and with TLS. */
class PresignedUrlsIT {
  @Nested
  class S3ProxyByPath extends PresignedUrlsContract {
    S3ProxyByPath() {
      super(S3TestServer.s3Proxy(), false, false);
    }
  }

  @Nested
  class S3ProxyByHost extends PresignedUrlsContract {
    S3ProxyByHost() {
      super(S3TestServer.s3Proxy(), false, true);
    }
  }

  @Nested
  class S3ProxyByPathOverTls extends PresignedUrlsContract {
    S3ProxyByPathOverTls() {
      super(S3TestServer.s3Proxy(), true, false);
    }
  }

  @Nested
  class S3ProxyByHostOverTls extends PresignedUrlsContract {
    S3ProxyByHostOverTls() {
      super(S3TestServer.s3Proxy(), true, true);
    }
  }

  @Nested
  class SwiftByPath extends PresignedUrlsContract {
    SwiftByPath() {
      super(S3TestServer.swift(), false, false);
    }
  }

  @Nested
  class SwiftByHost extends PresignedUrlsContract {
    SwiftByHost() {
      super(S3TestServer.swift(), false, true);
    }
  }

  @Nested
  class SwiftByPathOverTls extends PresignedUrlsContract {
    SwiftByPathOverTls() {
      super(S3TestServer.swift(), true, false);
    }
  }

  @Nested
  class SwiftByHostOverTls extends PresignedUrlsContract {
    SwiftByHostOverTls() {
      super(S3TestServer.swift(), true, true);
    }
  }
}
