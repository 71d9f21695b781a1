/** The published contract and pages to read it, served by the server itself. */
@NullMarked
package dev.cowork.server.docs;

import org.jspecify.annotations.NullMarked;
