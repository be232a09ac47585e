package signalbox.application.identity;

import signalbox.domain.identity.TokenId;

/** Takes a personal API token of the caller out of use. */
public record DeleteToken(TokenId token) {}
