/** Language models behind one small interface: providers by dialect, and the choice of the configured one. */
@NullMarked
package dev.cowork.server.models;

import org.jspecify.annotations.NullMarked;
