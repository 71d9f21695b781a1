/** The server in front of a model that speaks chat completions: a scripted one always, a real one on request. */
@NullMarked
package dev.cowork.contracttests.models;

import org.jspecify.annotations.NullMarked;
