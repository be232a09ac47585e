package signalbox.application.transfer;

import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.UploadId;

/**
 * Makes a project of a complete upload of a project's file. Everybody may who is signed in, as with
 * any new project. Doing it again answers the same import, unless that has failed.
 *
 * @param name null for the name in the file with an addition
 */
public record StartImport(UploadId upload, @Nullable String name) {}
