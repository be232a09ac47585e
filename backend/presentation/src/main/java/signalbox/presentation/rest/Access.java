package signalbox.presentation.rest;

/** Who may call a route at all. What a caller may do there, the use case decides. */
public enum Access {
  /** Everybody, without a token. */
  PUBLIC,
  /** The bearer of a valid access token or personal API token. */
  SIGNED_IN
}
