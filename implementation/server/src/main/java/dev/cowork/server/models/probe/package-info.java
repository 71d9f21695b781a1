/** What can be told about providers beside asking them for an answer: which are set up, which models they have, whether a key works. */
@NullMarked
@NamedInterface("probe")
package dev.cowork.server.models.probe;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
