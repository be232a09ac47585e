package signalbox.application.transfer;

import signalbox.domain.transfer.TransferCounts;

/**
 * What the file of a project would hold.
 *
 * @param approximateBytes about how large it would be: exact for objects, which are most of it, an
 *     estimate for what is packed
 */
public record ExportPreview(String fileName, TransferCounts counts, long approximateBytes) {}
